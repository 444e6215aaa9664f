"""Notices of court dates: told, moved, taken back, or called off, each as its calendar entry says.

An adjournment is a REQUEST with the next SEQUENCE; one agency's notice is taken back by a CANCEL
without STATUS; a vacated hearing is a CANCEL with STATUS:CANCELLED to all who ever had it (RFC 5546
§ 3.2.5). MUST: whoever may no longer have the date gets the CANCEL and not the new date.
"""

import base64
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from comity.act import calendar
from comity.desk import counsel
from comity.desk.actions import contact, decide, hearing
from comity.desk.hand import Hand
from comity.desk.models import Agency, Appearance, Contact, Decision, Notice
from comity.errors import ContactError, DeskError

_KIND: Final = "court-date-notice"
_QUESTION: Final = "request"


def tell(decision: Decision, appearance: Appearance, hand: Hand) -> Contact:
    """Tells the decision's recipient of a court date. Raises ContactError if it may not be told.

    Told again, it is the same calendar entry with the next SEQUENCE.
    """
    if appearance.person_id != decision.request.person_id:
        raise DeskError("the hearing is another person's", expected="a hearing of this person")
    with transaction.atomic():
        notice, made = Notice.objects.select_for_update().get_or_create(
            request=decision.request,
            appearance=appearance,
            subject="court-date",
            recipient=decision.recipient,
            defaults={"uid": f"{uuid4()}@comity", "state": "told", "opened_at": hand.at},
        )
        return _told(notice, decision, hand, 0 if made else notice.sequence + 1)


def moved(appearance: Appearance, hand: Hand) -> list[Contact]:
    """The hearing moved: everyone who has its date and may have it still is told the new one; for
    the others the entry is taken back."""
    sent = []
    for notice in _open(appearance):
        decision = decide.in_force(notice.request, _QUESTION, notice.recipient)
        try:
            if decision is None:
                raise ContactError("no decision in force")
            with transaction.atomic():
                sent.append(_told(notice, decision, hand, notice.sequence + 1))
        except ContactError:
            notice.refresh_from_db()
            sent.append(take_back(notice, hand))
    return sent


def take_back(notice: Notice, hand: Hand) -> Contact:
    """One recipient may no longer have the date: a CANCEL to it without STATUS."""
    return _end(notice, hand, calendar.withdraw, "withdrawn", "The notice is withdrawn.")


def vacated(appearance: Appearance, hand: Hand) -> list[Contact]:
    """The hearing does not take place: a CANCEL with STATUS:CANCELLED to all ever notified."""
    notices = Notice.objects.filter(appearance=appearance, subject="court-date")
    says = "The hearing does not take place."
    return [
        _end(one, hand, calendar.vacate, "vacated", says)
        for one in notices.select_for_update().exclude(state="vacated")
    ]


def _open(appearance: Appearance) -> list[Notice]:
    found = Notice.objects.select_for_update().filter(
        appearance=appearance, subject="court-date", state__in=("told", "vacated")
    )
    return list(found)


def _told(notice: Notice, decision: Decision, hand: Hand, sequence: int) -> Contact:
    known = hearing.known(notice.appearance)
    if known.start is None:
        raise DeskError("the hearing has no date yet", expected="a date to tell")
    entry = calendar.Hearing(
        notice.uid,
        known.docket,
        known.court,
        known.room,
        known.start,
        counsel.zone(notice.request.agency).key,
    )
    message = calendar.invite(entry, settings.MAIL, _attendee(notice), sequence, hand.at)
    told = contact.tell(decision, _KIND, _content(notice, message, ""), hand, notice=notice)
    notice.sequence, notice.state = sequence, "told"
    notice.save(update_fields=("sequence", "state"))
    return told


def _end(notice: Notice, hand: Hand, make: object, state: str, says: str) -> Contact:
    last = notice.contacts.order_by("-entry_id").first()
    if last is None:
        raise DeskError("this notice was told to nobody")
    sequence = notice.sequence + 1
    message = make(notice.uid, settings.MAIL, _attendee(notice), sequence, hand.at)  # type: ignore[operator]
    made = contact.cancel(last, _content(notice, message, says), hand)
    notice.sequence, notice.state = sequence, state
    notice.save(update_fields=("sequence", "state"))
    return made


def _content(notice: Notice, message: calendar.Message, says: str) -> contact.Content:
    body = says or "The calendar entry tells when and where the hearing is."
    text = base64.b64encode(message.body).decode()
    media = f"text/calendar; method={message.method}"
    return contact.Content(notice.request.number, body, (("hearing.ics", media, text),))


def _attendee(notice: Notice) -> str:
    agency = Agency.objects.filter(code=notice.recipient).first()
    return (agency and agency.mail) or f"{notice.recipient.replace('/', '.')}@agency.invalid"
