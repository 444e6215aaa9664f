"""Notices of court dates: told, moved, taken back, or called off, each as its calendar entry says.

An adjournment is a REQUEST with the next SEQUENCE; one agency's notice is taken back by a CANCEL
without STATUS; a vacated hearing is a CANCEL with STATUS:CANCELLED to all who ever had it (RFC 5546
§ 3.2.5). MUST: whoever may no longer have the date gets the CANCEL and not the new date; whoever
was never told gets nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from comity.act import calendar
from comity.desk import counsel
from comity.desk.actions import contact, docket
from comity.desk.actions.standing import in_force, locked_by
from comity.desk.hand import Hand
from comity.desk.models import (
    Agency,
    Appearance,
    Contact,
    Decision,
    Delivery,
    Notice,
    Override,
    Request,
)
from comity.errors import ContactError, DeskError
from comity.model import appearance as model

_KIND: Final = "court-date-notice"
_QUESTION: Final = "request"
_SUBJECT: Final = "court-date"
_SAYS: Final = {
    "told": "The calendar entry tells when and where the hearing is.",
    "withdrawn": "The notice is withdrawn.",
    "vacated": "The hearing does not take place.",
}

_Make = Callable[[str, str, str, int, datetime], calendar.Message]


def tell(
    decision: Decision, appearance: Appearance, hand: Hand, *, override: Override | None = None
) -> Contact:
    """Tells the decision's recipient of a court date. Raises ContactError if it may not be told.

    `override` covers the date as it is now, and none to which it moves later. Asked again with
    nothing changed, the contact that told it is given back. Raises DeskError for a hearing that
    does not take place, is over, or is another person's, and for a hand of another agency.
    """
    if appearance.person_id != decision.request.person_id:
        raise DeskError("the hearing is another person's", expected="a hearing of this person")
    with transaction.atomic():
        locked_by(decision.request, hand)
        _check_coming(docket.known(appearance), hand)
        notice, made = Notice.objects.get_or_create(
            request=decision.request,
            appearance=appearance,
            subject=_SUBJECT,
            recipient=decision.recipient,
            defaults={"uid": f"{uuid4()}@comity", "state": "told", "opened_at": hand.at},
        )
        told = _last(notice)
        if told and notice.state == "told" and _is_current(told, decision, appearance):
            return told
        return _tell(notice, decision, hand, 0 if made else notice.sequence + 1, override)


def moved(appearance: Appearance, hand: Hand) -> list[Contact]:
    """The hearing moved: everyone who has its date and may have it still is told the new one.

    For the others the entry is taken back.
    """
    told_or_off = _of(appearance).filter(state__in=("told", "vacated"))
    sent = [_move(one, hand) for one in told_or_off]
    return [one for one in sent if one is not None]


def take_back(request: Request, recipient: str, hand: Hand) -> list[Contact]:
    """One recipient may no longer have the dates told about a request: a CANCEL without STATUS.

    Raises DeskError for a hand of another agency.
    """
    told = Notice.objects.filter(
        request=request, recipient=recipient, subject=_SUBJECT, state="told"
    )
    with transaction.atomic():
        locked_by(request, hand)
        sent = [_end(one, hand, calendar.withdraw, "withdrawn") for one in told.order_by("pk")]
    return [one for one in sent if one is not None]


def vacated(appearance: Appearance, hand: Hand) -> list[Contact]:
    """The hearing does not take place: a CANCEL with STATUS:CANCELLED to all ever notified."""
    open_ = _of(appearance).exclude(state="vacated")
    sent = [_end(one, hand, calendar.vacate, "vacated") for one in open_]
    return [one for one in sent if one is not None]


def _of(appearance: Appearance) -> QuerySet[Notice]:
    return Notice.objects.filter(appearance=appearance, subject=_SUBJECT).order_by("pk")


def _move(notice: Notice, hand: Hand) -> Contact | None:
    decision = in_force(notice.request, _QUESTION, notice.recipient)
    try:
        if decision is None:
            raise ContactError("no decision in force")
        with transaction.atomic():
            return _tell(notice, decision, hand, notice.sequence + 1)
    except ContactError:
        notice.refresh_from_db()
        if notice.state == "vacated":
            return None  # it has no entry any more that could be taken back
        return _end(notice, hand, calendar.withdraw, "withdrawn")


def _tell(
    notice: Notice,
    decision: Decision,
    hand: Hand,
    sequence: int,
    override: Override | None = None,
) -> Contact:
    assert notice.appearance is not None
    known = docket.known(notice.appearance)
    if known.start is None:
        raise DeskError("the hearing has no date yet", expected="a date to tell")
    _drop_waiting(notice)
    zone = counsel.zone(notice.request.agency).key
    entry = calendar.Hearing(notice.uid, known.docket, known.court, known.room, known.start, zone)
    message = calendar.invite(entry, settings.MAIL, _attendee(notice), sequence, hand.at)
    file = contact.calendar_file(message.method, message.body)
    content = contact.Content(notice.request.number, _SAYS["told"], (file,))
    told = contact.pass_on(decision, _KIND, content, hand, override=override, notice=notice)
    _save(notice, sequence, "told")
    return told


def _end(notice: Notice, hand: Hand, make: _Make, state: str) -> Contact | None:
    """Takes an entry back where it can have arrived; where it never left, it stays."""
    last, sequence = _last(notice), notice.sequence + 1
    _drop_waiting(notice)
    made = None
    if last is not None and _ever_left(notice):
        message = make(notice.uid, settings.MAIL, _attendee(notice), sequence, hand.at)
        made = contact.cancel(last, message.body, _SAYS[state], hand)
    _save(notice, sequence, state)
    return made


def _save(notice: Notice, sequence: int, state: str) -> None:
    notice.sequence, notice.state = sequence, state
    notice.save(update_fields=("sequence", "state"))


def _last(notice: Notice) -> Contact | None:
    """The last message that told the date."""
    told = notice.contacts.exclude(kind=contact.CANCELLATION)
    return told.order_by("-entry_id").first()


def _ever_left(notice: Notice) -> bool:
    """Whether a worker ever tried to send the date: then it may have arrived, whatever was said."""
    tried = Delivery.objects.filter(contact__notice=notice, tries__gt=0)
    return tried.exclude(contact__kind=contact.CANCELLATION).exists()


def _drop_waiting(notice: Notice) -> None:
    """What still waits of an older state of the entry need not leave any more."""
    waiting = Delivery.objects.select_for_update().filter(
        contact__in=notice.contacts.all(), state="queued"
    )
    for one in waiting.order_by("pk"):
        one.state = "cancelled"
        one.save(update_fields=("state",))


def _is_current(told: Contact, decision: Decision, appearance: Appearance) -> bool:
    return told.decision_id == decision.pk and told.pk > docket.latest(appearance).pk


def _check_coming(known: model.Appearance, hand: Hand) -> None:
    if known.status != model.SCHEDULED or known.start is None:
        what = f"the hearing is {known.status} and has no date to tell"
        raise DeskError(what, expected="a hearing that is scheduled")
    if known.start <= hand.at:
        raise DeskError("the hearing is over", expected="a hearing yet to come")


def _attendee(notice: Notice) -> str:
    agency = Agency.objects.filter(code=notice.recipient).first()
    return (agency and agency.mail) or f"{notice.recipient.replace('/', '.')}@agency.invalid"
