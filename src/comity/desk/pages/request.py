"""One request: what is known, what the law answers and why, what left, what happened.

MUST: everything is read through `records.open_request`, so that the reading is on record, and with
a constant number of queries, however much there is.
"""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.act.delivery import STATUSES, status
from comity.desk.access import STAFF, page
from comity.desk.actions import decide
from comity.desk.actions import paper as papers
from comity.desk.models import Contact, Request
from comity.desk.pages import acts, known, linked, once, records, timeline, words
from comity.desk.pages.dossier import OPENS_SEALED, Dossier
from comity.errors import ComityError

WORKING: Final = ("clerk", "supervisor", "lawyer")
BY_MACHINE: Final = ("form-pdf", "json", "csv", "xml", "mail")
"""The ways in whose facts a reader read; a person then compares them with the paper."""

_SUFFIXES: Final = {
    "application/pdf": "pdf",
    "application/json": "json",
    "text/csv": "csv",
    "application/xml": "xml",
    "message/rfc822": "eml",
}


def show(request: HttpRequest, number: int) -> HttpResponse:
    """The request's page."""
    found = records.open_request(request, number, "request")
    dossier = Dossier(request.user, found)
    asked, others = acts.of(dossier)
    told = timeline.of(found, dossier.key)
    context = {
        "found": found,
        "dossier": dossier,
        "state": words.STATES[found.status.state],
        "kind": words.word(words.KINDS, found.kind) if found.kind else "",
        "how": words.word(words.WAYS, found.how),
        "asked": asked,
        "others": others,
        "groups": _groups(dossier),
        "told": told,
        "seen": told.moments[-1].number if told.moments else found.pk,
        "marks": told.marks or (),
        "to_confirm": _to_confirm(dossier),
        "clocks": found.clocks.filter(done_at=None).order_by("due_at"),
        "duplicates": linked.of(dossier),
        "documents": found.documents.order_by("pk"),
        "contacts": _contacts(found),
        "outcomes": [
            (one, words.HAPPENED[one.kind]) for one in found.outcomes.order_by("happened_at")
        ],
        "works": request.user.role in WORKING,  # type: ignore[union-attr]
        "opens_sealed": request.user.role in OPENS_SEALED,  # type: ignore[union-attr]
        **_elsewhere(found),
    }
    return render(request, "desk/request/request.html", context)


def proof(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """The whole proof of one act, with what would change it; htmx takes the latter alone."""
    found = records.open_request(request, number, "proof")
    dossier = Dossier(request.user, found)
    if dossier.decision is None or act not in dossier.answers:
        raise Http404
    titles = acts.titles_of(dossier.version)
    one = acts.act(act, dossier.answers[act], dossier.decision.at, titles)
    changing = None
    if dossier.case is not None and dossier.version is not None:
        changing = acts.changing(dossier.case, dossier.version, act)
    partial = bool(getattr(request, "htmx", False))
    template = "desk/request/changing.html" if partial else "desk/request/proof.html"
    context = {"found": found, "dossier": dossier, "changing": changing}
    context["act"] = one if partial else acts.with_proof(dossier, one)
    return render(request, template, context)


def document(request: HttpRequest, number: int, paper: int) -> HttpResponse:
    """A paper as it came, kept as a file and never shown in the page. Every reading is logged."""
    found = records.open_request(request, number, "document")
    read = papers.read(found, paper, records.hand(request))
    if read is None:
        raise Http404
    response = HttpResponse(read.content, content_type="application/octet-stream")
    suffix = _SUFFIXES.get(read.document.media_type, "bin")
    name = f"{found.number}-{read.place}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Decides by the law now in force; posted twice, once."""
    found = records.open_request(request, number, "decide")
    hand, since = records.hand(request), request.POST.get("seen", "")
    try:
        done = since.isdecimal() and once.posted_before(found, int(since), "decision", hand)
        made = None if done else decide.decide(found, hand)
    except ComityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided: %s") % (made or _("just now")))
    return redirect("request", number)


def _groups(dossier: Dossier) -> list[known.Group]:
    if dossier.case is None or dossier.data is None:
        return []
    return known.groups(dossier.case, dossier.data, dossier.zone, dossier.unsaid)


def _to_confirm(dossier: Dossier) -> bool:
    """Whether a reader read the facts, and nobody has compared them with the paper yet."""
    first = dossier.facts is not None and dossier.facts.version == 1
    return first and dossier.request.how in BY_MACHINE and dossier.status.state != "closed"


def _contacts(found: Request) -> list[dict[str, Any]]:
    """What left or waits, newest first, with the status that all its receipts add up to."""
    rows = (
        found.contacts.select_related("by", "override__by", "cancels", "decision")
        .prefetch_related("items", "deliveries__receipts", "deliveries__channel")
        .order_by("-entry_id")
    )
    return [_contact(one) for one in rows]


def _contact(one: Contact) -> dict[str, Any]:
    deliveries = list(one.deliveries.all())
    said = [receipt.outcome for each in deliveries for receipt in each.receipts.all()]
    said += [each.state for each in deliveries if each.state in STATUSES]
    return {
        "row": one,
        "kind": words.word(words.CONTACTS, one.kind),
        "status": words.DELIVERIES[status(said)],
        "items": [(words.word(words.ITEMS, item.name), item.meant) for item in one.items.all()],
        "channels": [f"{each.channel.kind}: {each.channel.to}" for each in deliveries],
    }


def _elsewhere(found: Request) -> dict[str, Any]:
    """Warrant checks and notices, with links to their pages where there are such pages."""
    checks = [
        (one, _address("warrant", found.pk, one.pk) or _address("warrant", one.pk))
        for one in found.checks.order_by("pk")
    ]
    return {
        "checks": checks,
        "warrant_new": _address("warrant-new", found.pk),
        "notices": found.notices.select_related("appearance").order_by("pk"),
        "notice_tell": _address("notice-tell", found.pk),
        "notices_page": _address("notices"),
        "person_page": _address("person", found.person_id),
    }


def _address(name: str, *args: Any) -> str | None:
    """The address of a page of another subject; None while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


urls = [
    page("requests/<int:number>/", show, "request", read=STAFF),
    page("requests/<int:number>/proof/<slug:act>/", proof, "request-proof", read=WORKING),
    page(
        "requests/<int:number>/documents/<int:paper>/", document, "request-document", read=WORKING
    ),
    page("requests/<int:number>/decide/", again, "request-decide", write=WORKING),
]
