"""A person's key is destroyed: what was known of him can be read nowhere any more.

Counts, decisions and the chain of entries stay and verify. MUST: there is no way back, also not
from backups that are made afterwards; older backups are the agency's to destroy.
"""

from django.db import connection, transaction

from comity.desk import ledger
from comity.desk.actions.standing import locked_all
from comity.desk.hand import Hand
from comity.desk.models import (
    Appearance,
    Clock,
    Delivery,
    Person,
    PersonKey,
    PersonNumber,
    Seal,
)
from comity.errors import DeskError


def seal(person: Person, hand: Hand, reason: str) -> Seal:
    """Seals a person. Raises DeskError if he was sealed before, or no reason is given.

    What waits in the outbox about him is cancelled, because nobody could read it any more.
    """
    if not reason.strip():
        raise DeskError(f"{person} is not sealed without a reason", expected="a reason")
    with transaction.atomic():
        for status in locked_all(person):
            status.state, status.due_at, status.note = "closed", None, ""
            status.save(update_fields=("state", "due_at", "note"))
        if not PersonKey.objects.filter(person=person).delete()[0]:
            raise DeskError(f"{person} was sealed before")
        PersonNumber.objects.filter(person=person).delete()
        _clear(person)
        entry = ledger.write("seal", hand, {"person": person.pk})
        made = Seal.objects.create(
            entry=entry, person=person, at=hand.at, by=hand.by, reason=reason[:200]
        )
    scrub()
    return made


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
        else ("VACUUM (FULL) desk_personkey", "VACUUM (FULL) desk_personnumber")
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
