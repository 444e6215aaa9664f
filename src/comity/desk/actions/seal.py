"""A person's key is destroyed: what was known of him can be read nowhere any more.

Counts, decisions and the chain of entries stay and verify. MUST: there is no way back, also not
from backups that are made afterwards; older backups are the agency's to destroy.
"""

import re
from typing import Final

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from comity.desk import ledger
from comity.desk.actions import docket
from comity.desk.actions.person import identity
from comity.desk.actions.reading import REASONS
from comity.desk.actions.standing import agencies_of, locked_all_by
from comity.desk.hand import Hand
from comity.desk.models import (
    SEAL_GROUNDS,
    Appearance,
    Clock,
    Delivery,
    Person,
    PersonKey,
    PersonNumber,
    Seal,
)
from comity.errors import DeskError

SEALING: Final = ("supervisor",)
"""Who seals: one role, on the pages, by command and through the API."""

ORDER: Final = r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9./-]{0,39}"
"""The number of an order: letters, digits and `./-` with a digit among them, so no name."""

_TYPED: Final = (STATE_SESSION_KEY, REASONS)
_SCRUBBED: Final = ("desk_personkey", "desk_personnumber", "django_session")


def seal(person: Person, hand: Hand, ground: str, order: str = "") -> Seal:
    """Seals a person on a ground that is one of SEAL_GROUNDS, by an order that has a number.

    What waits in the outbox about him is cancelled, because nobody could read it any more. Raises
    DeskError for a role that does not seal; if he was sealed before, for another ground, or for a
    number that leads to him; and where another agency has a request about him, whose records the
    key opens as well.
    """
    if hand.by.role not in SEALING or not hand.by.is_active:
        raise DeskError(f"a {hand.by.role} seals nobody", expected=" or ".join(SEALING))
    _check(person, ground, order)
    with transaction.atomic():
        for status in locked_all_by(person, hand):
            status.state, status.due_at, status.note = "closed", None, ""
            status.save(update_fields=("state", "due_at", "note"))
        _check_alone(person, hand)
        if not PersonKey.objects.filter(person=person).delete()[0]:
            raise DeskError(f"{person} was sealed before")
        PersonNumber.objects.filter(person=person).delete()
        _clear(person)
        _forget_typed()
        public = {"person": person.pk, "ground": ground, "order": order}
        entry = ledger.write("seal", hand, public)
        made = Seal.objects.create(
            entry=entry, person=person, at=hand.at, by=hand.by, ground=ground, order=order
        )
    scrub()
    return made


def _check(person: Person, ground: str, order: str) -> None:
    """Raises DeskError for what must not stand beside a sealed person for good."""
    if ground not in SEAL_GROUNDS:
        what = f"{person} is not sealed without a ground"
        raise DeskError(what, expected=", ".join(SEAL_GROUNDS))
    if order and not re.fullmatch(ORDER, order):
        raise DeskError("this is no number of an order", expected="letters and digits, as 2026-117")
    if order and (docket.holder_of(order) == person or order in _numbers(person)):
        what = "this is the person's own number, which would lead to him"
        raise DeskError(what, expected="the number of the order itself, or none")


def _numbers(person: Person) -> set[str]:
    """The numbers by which agencies know a person. Raises SealError."""
    return {number for _, number in identity(person).get("numbers", ())}


def _check_alone(person: Person, hand: Hand) -> None:
    """Raises DeskError where the key is not this agency's alone to destroy."""
    # Before it is looked, so that no request of another agency comes in between.
    ledger.lock()
    if not all(hand.works_for(agency) for agency in agencies_of(person)):
        what = f"another agency has a request about {person} as well, which would lose its records"
        raise DeskError(what, expected="a person whom requests to one agency alone name")


def _clear(person: Person) -> None:
    """What was kept to be found by: fingerprints and hours of hearings, clocks, and the outbox."""
    for one in Appearance.objects.filter(person=person):
        one.start, one.docket, one.uid = None, "", f"sealed {one.pk}"
        one.save(update_fields=("start", "docket", "uid"))
    Clock.objects.filter(request__person=person).delete()
    waiting = Delivery.objects.filter(
        contact__request__person=person, state__in=("queued", "sending")
    )
    waiting.update(state="cancelled")


def _forget_typed() -> None:
    """What somebody typed before a lock, or as a reason to read, and never came back to.

    Whom it is about does not show in it, so it goes from every session; people stay signed in.
    """
    for row in Session.objects.all():
        held = row.get_decoded()
        if [one for one in _TYPED if held.pop(one, None)]:
            row.session_data = Session.objects.encode(held)
            row.save(update_fields=("session_data",))


def scrub() -> None:
    """Overwrites what the deleted rows left in the database's own files.

    PostgreSQL keeps them for as long as a transaction is open that began before the sealing; the
    worker does this again once a day.
    """
    if connection.in_atomic_block:
        return  # whoever has begun the transaction has not ended it yet
    statements = (
        ("PRAGMA wal_checkpoint(TRUNCATE)",)
        if connection.vendor == "sqlite"
        else tuple(f"VACUUM (FULL) {table}" for table in _SCRUBBED)
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
