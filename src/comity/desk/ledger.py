"""The one way to write an entry: in the transaction of what it tells of, after the last one.

MUST: a record's key is its entry's number. Rows are locked before the ledger is, never after, so
that no two acts wait for one another.
"""

import secrets
from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from comity.desk import keys, rows
from comity.desk.hand import Hand
from comity.desk.models import Entry, Person
from comity.errors import DeskError
from comity.record import entry as records
from comity.record.chain import Stored
from comity.record.entry import Last

_LOCK: Final = 0x636F6D697479  # "comity"


def write(
    kind: str,
    hand: Hand,
    public: dict[str, Any],
    private: Any = None,
    *,
    person: Person | None = None,
    key: bytes | None = None,
    request: int | None = None,
    receives: bool = False,
) -> Entry:
    """Writes the next entry. A private part needs its person (and `key`, if the caller has it).

    `receives`: the entry is that of a request, whose number it is. Raises DeskError outside a
    transaction, InputError for what an entry cannot hold, SealError if the person is sealed.
    """
    lock()
    last = _last()
    number = last.number + 1 if last else 0
    about = number if receives else request
    told = {**public, "by": hand.by.pk} | ({} if about is None else {"request": f"R{about}"})
    salt = secrets.token_bytes(records.SALT_BYTES) if private is not None else None
    made = records.after(last, kind, hand.at, told, private, salt)
    sealed = _sealed(number, salt, private, key or keys.key_of(person)) if person and salt else None
    entry = Entry(
        number=number,
        kind=kind,
        at=made.at,
        hash=made.hash(),
        body=made.bytes(),
        sealed=sealed,
        person=person,
        request_id=about,
    )
    return rows.insert(entry)


def _last() -> Last | None:
    """What the next entry follows. That the hash is of the bytes, `comity verify` finds out."""
    # In SQL, for every act asks this: Django takes longer to ask than the database to answer.
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM desk_entry ORDER BY number DESC LIMIT 1")
        found = cursor.fetchone()
    return Last(*found) if found else None


def _sealed(number: int, salt: bytes, private: Any, key: bytes) -> bytes:
    held = {"salt": salt.hex(), "private": private}
    return keys.close(key, held, f"entry {number}")


def stored(start: int = 0) -> Iterator[Stored]:
    """The entries from a number on, in order, as `comity.record.chain` verifies them."""
    found = Entry.objects.filter(number__gte=start).order_by("number")
    for number, body, hash_ in found.values_list("number", "body", "hash").iterator(2_000):
        yield Stored(number, bytes(body), hash_)


def private_of(entry: Entry) -> tuple[bytes, Any]:
    """The salt and the private part of an entry. Raises SealError."""
    if entry.sealed is None or entry.person is None:
        raise DeskError(f"entry {entry.number} has no private part")
    held = keys.unclose(keys.key_of(entry.person), entry.sealed, f"entry {entry.number}")
    return bytes.fromhex(held["salt"]), held["private"]


def lock() -> None:
    """Lets one transaction at a time number its entries. On SQLite one at a time writes anyway.

    Whoever looks for something and makes it if there is none takes the lock before looking. Raises
    DeskError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise DeskError("an entry is written with what it tells of, in one transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
