"""The immigration alien query: a question that tells more than it asks, so it is decided first.

MUST: it is sent only by a decision of its own that somebody else has signed; what comes back is
information, never a warrant and never a detainer.
"""

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from comity.desk.access import STAFF, page
from comity.desk.actions import person, warrant
from comity.desk.actions.sign import SIGNING
from comity.desk.actions.standing import in_force, locked
from comity.desk.hand import Hand
from comity.desk.models import Request
from comity.desk.pages import once, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import QueryForm, SinceForm
from comity.desk.pages.warrant_telling import telling
from comity.errors import SealError

TO: Final = "us/ice"
KIND: Final = "alien-query"


@agency_time
def query(request: HttpRequest, number: int) -> HttpResponse:
    """What the query would tell and what the law says of it; then the query itself."""
    found = records.open_request(request, number, KIND)
    form = QueryForm(_posted(request, "send"), initial=_initial(found))
    first = SinceForm(_posted(request, "decide"), initial={"since": once.seen(found)})
    hand = records.hand(request)
    if first.is_bound and act(first, lambda: warrant.may_query(found, hand)) is not None:
        return redirect(KIND, found.pk)
    if form.is_bound and form.is_valid() and act(form, lambda: _send(found, form, hand)):
        return redirect(KIND, found.pk)
    decision = in_force(found, KIND, TO)
    shown = {
        "found": found,
        "form": form,
        "first": first,
        "decision": decision,
        "told": telling(decision, KIND) if decision else None,
        "works": hand.by.role in OPENS_SEALED,
        "signs": hand.by.role in SIGNING,
        "sent": found.contacts.filter(kind=KIND).order_by("pk"),
    }
    return render(request, "desk/warrants/alien_query.html", shown)


def _posted(request: HttpRequest, step: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("step") == step else None


def _send(found: Request, form: QueryForm, hand: Hand) -> bool:
    """Sends the query once, however often its form is posted."""
    with transaction.atomic():
        locked(found)
        since = form.cleaned_data["since"]
        if not found.contacts.filter(kind=KIND, by=hand.by, pk__gt=since).exists():
            decision = in_force(found, KIND, TO)
            override = telling(decision, KIND).override if decision else None
            warrant.alien_query(found, form.message(), hand, override=override)
        return True


def _initial(found: Request) -> dict[str, Any]:
    """What is on record already; the rest is typed by whoever asks."""
    try:
        name = person.identity(found.person).get("name") or ""
    except SealError:
        name = ""
    return {"since": once.seen(found), "NAM": name.upper()[:30]}


urls = [
    page("requests/<int:number>/alien-query/", query, KIND, read=STAFF, write=OPENS_SEALED),
]
