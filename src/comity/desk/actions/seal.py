"""A person's key is destroyed: what was known of him can be read nowhere any more.

Counts, decisions and the chain of entries stay and verify. MUST: there is no way back, also not
from backups that are made afterwards; older backups are the agency's to destroy.
"""

from django.db import connection, transaction

from comity.desk import ledger
from comity.desk.hand import Hand
from comity.desk.models import (
    Appearance,
    Clock,
    Delivery,
    Person,
    PersonKey,
    PersonNumber,
    RequestStatus,
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
        statuses = RequestStatus.objects.select_for_update().filter(request__person=person)
        for status in statuses:
            status.state, status.due_at = "closed", None
            status.save(update_fields=("state", "due_at"))
        if not PersonKey.objects.filter(person=person).delete()[0]:
            raise DeskError(f"{person} was sealed before")
        PersonNumber.objects.filter(person=person).delete()
        _clear(person)
        entry = ledger.write("seal", hand, {"person": person.pk})
        made = Seal.objects.create(
            entry=entry, person=person, at=hand.at, by=hand.by, reason=reason[:200]
        )
    _scrub()
    return made


def _clear(person: Person) -> None:
    """What was readable to be found by: hours of hearings, clocks, and the outbox."""
    Appearance.objects.filter(person=person).update(start=None)
    Clock.objects.filter(request__person=person).delete()
    waiting = Delivery.objects.filter(
        contact__request__person=person, state__in=("queued", "sending")
    )
    waiting.update(state="cancelled")


def _scrub() -> None:
    """Overwrites what the deleted rows left in the database's own files."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            cursor.execute("VACUUM (FULL) desk_personkey")
