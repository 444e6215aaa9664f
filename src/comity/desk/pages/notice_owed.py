"""Letters that the law owes to the person: written, printed, handed over.

MUST: that a letter was printed does not mean that the person has it; somebody enters when it was
handed over, and by whom (`pages.notices.receipt`).
"""

import base64
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from comity.act import letters
from comity.act.letters import words as templates
from comity.desk.access import STAFF, page
from comity.desk.actions import contact, duty
from comity.desk.actions.standing import in_force, locked
from comity.desk.hand import Hand
from comity.desk.models import Decision, Delivery, Notice, Request
from comity.desk.pages import notices, once, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import SELECT, hour_input
from comity.desk.pages.words import DUTIES, Words, word
from comity.errors import DeskError, SealError
from comity.model.decision import Owed

LANGUAGES: Final[Words] = {"": _("English and Spanish"), "en": _("English"), "es": _("Spanish")}

LETTERS: Final[Words] = {
    templates.REQUEST_AND_INTENTION: _("what was asked, and what the agency means to do"),
    templates.RELEASE_NOTICE: _("that the agency told of the release"),
    templates.INTERVIEW_CONSENT: _("consent to an interview"),
    templates.CONSENT_WITH_COUNSEL: _("consent to an interview"),
    templates.CONSENT_WITHOUT_RETALIATION: _("consent to an interview"),
    templates.HELD_ON_DETAINER: _("that the person is held on a detainer"),
    templates.HOLD_ASKED: _("that longer detention was asked for"),
    templates.NOTICE_ASKED: _("that notice of the release was asked for"),
    templates.INTERVIEW_ASKED: _("that an interview was asked for"),
    templates.STATUS_NEED_NOT_BE_TOLD: _("that immigration status need not be disclosed"),
}


class LetterForm(forms.Form):
    """In which language the letters are written."""

    language = forms.ChoiceField(
        label=_("Language that the person asked for"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    release = forms.DateTimeField(
        label=_("The hour of the release that was told"),
        help_text=_("Needed where a release was told to the agency that asked."),
        required=False,
        widget=hour_input(),
    )
    since = forms.IntegerField(widget=forms.HiddenInput)


@agency_time
def owed(request: HttpRequest, number: int) -> HttpResponse:
    """What is owed to the person, what was written, and what was handed over."""
    found = records.open_request(request, number, "notice-owed")
    hand = records.hand(request)
    decision = in_force(found, "request", found.requester)
    form = LetterForm(request.POST or None, initial={"since": once.seen(found)})
    posted = request.method == "POST" and form.is_valid()
    if posted and act(form, lambda: _write(found, decision, form.cleaned_data, hand)):
        return redirect("notice-owed", number)
    context = {
        "found": found,
        "form": form,
        "owed": _owed(decision, hand),
        "written": _written(found, hand),
        "works": hand.by.role in OPENS_SEALED,
    }
    return render(request, "desk/notices/owed.html", context)


@agency_time
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """A letter to the person as a PDF, to be printed. Raises Http404 if none can be read."""
    within = records.requests_of(records.hand(request).by)
    row = Notice.objects.filter(pk=number, subject="duty", request__in=within).first()
    if row is None:
        raise Http404
    records.open_request(request, row.request_id, "notice-letter")
    return printed(row)


def printed(row: Notice) -> HttpResponse:
    """The latest letter of a notice to the person as a PDF. Raises Http404 if none can be read."""
    from comity.act.channels.paper import to_pdf

    made = row.contacts.order_by("-pk").first()
    if made is None:
        raise Http404
    try:
        files = contact.content_of(made).attachments
    except SealError as error:
        raise Http404 from error
    html = next(base64.b64decode(data).decode() for _n, kind, data in files if kind == "text/html")
    answer = HttpResponse(to_pdf(html), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letter-{made.pk}.pdf"'
    return answer


def _owed(decision: Decision | None, hand: Hand) -> list[dict[str, Any]]:
    """The letters that the decision owes; none for a reader who may not open it."""
    if decision is None or hand.by.role not in OPENS_SEALED:
        return []
    try:
        found = duty.owed(decision)
    except SealError:
        return []
    written = told(decision)
    return [
        {"duty": one, "says": word(DUTIES, one.do), "letter": word(LETTERS, template),
         "written": template in written}
        for one in found
        for template in [template_of(one)]
    ]  # fmt: skip


def template_of(one: Owed) -> str:
    """The letter that a duty owes."""
    return letters.TEMPLATES[(one.do, one.cite)]


def told(decision: Decision) -> set[str]:
    """The letters that were written by a decision and stand."""
    rows = Notice.objects.filter(contacts__decision=decision, subject="duty", state="told")
    return {*rows.values_list("duty", flat=True)}


def _written(found: Request, hand: Hand) -> list[dict[str, Any]]:
    """The letters with what became of each."""
    rows = Notice.objects.filter(request=found, subject="duty").order_by("pk")
    sent = Delivery.objects.filter(contact__notice__in=rows).select_related(
        "contact__request", "channel"
    )
    by_notice: dict[int, list[dict[str, Any]]] = {}
    deliveries = list(sent.prefetch_related("receipts").order_by("pk"))
    says = notices.said(deliveries, hand.by)
    for one in deliveries:
        by_notice.setdefault(one.contact.notice_id or 0, []).append(notices.told(one, says))
    return [
        {"row": one, "letter": word(LETTERS, one.duty), "language": LANGUAGES.get(one.language),
         "deliveries": by_notice.get(one.pk, [])}
        for one in rows
    ]  # fmt: skip


def _write(found: Request, decision: Decision | None, data: dict[str, Any], hand: Hand) -> bool:
    """Writes what is owed; pressed twice, it writes each letter once."""
    if decision is None:
        raise DeskError("no decision stands", expected="the request to be decided first")
    with transaction.atomic():
        locked(found)
        later = found.contacts.filter(kind=contact.DUTY_NOTICE, by=hand.by, pk__gt=data["since"])
        if not later.exists():
            duty.write(decision, hand, language=data["language"] or None, release=data["release"])
        return True


urls = [
    page("requests/<int:number>/notices/owed/", owed, "notice-owed",
         read=STAFF, write=OPENS_SEALED),
    page("notices/<int:number>/letter/", letter, "notice-letter", read=OPENS_SEALED),
]  # fmt: skip
