"""Whether stored entries are the ones that were written: every byte, every number, every link.

MUST: whoever verifies compares the last number and hash with a copy kept elsewhere. A chain shows
what was changed before its end; that its end was cut off or written anew shows only against a copy.
"""

import hmac
from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import field, frozen

from comity.errors import InputError, RecordError
from comity.record.entry import EMPTY, Entry, Last, Octets, commitment, leaf, parse

MOST_FAULTS: Final = 1_000
"""So many faults are kept, so that a table of any length is verified in the same memory."""


def _octets(data: bytes | memoryview) -> bytes:
    # Django hands out PostgreSQL's bytea as a memoryview.
    return bytes(data)


@frozen
class Stored:
    """An entry as a table holds it. `hash` is a copy for the database; what counts is the bytes."""

    number: int
    bytes: Octets = field(converter=_octets)
    hash: str


@frozen
class Fault:
    """What does not verify, and at which number."""

    number: int
    what: str


@frozen
class Verified:
    """What verifying found.

    `last_number` is None and `last_hash` the hash of the empty tree if there are no entries.
    `clock_back` counts entries with an earlier time than the one before: a clock that was set, no
    fault. `more` counts the faults beyond the first thousand.
    """

    count: int
    last_number: int | None
    last_hash: str
    clock_back: int
    faults: tuple[Fault, ...]
    more: int = 0

    @property
    def sound(self) -> bool:
        """Whether there is no fault."""
        return not self.faults


def verify(stored: Iterable[Stored], start: int = 0, known: Last | None = None) -> Verified:
    """Walks over the entries from the number `start` on in the order in which they stand.

    `known`: an entry that an earlier walk ended with, which must still stand and be what it was.
    Never raises for what is stored; every fault names the number of the entry that is missing, out
    of place, changed or not linked. One alteration gives one fault wherever that can be told.
    """
    walk, faults, more = _Walk(start, known), list[Fault](), 0
    for fault in walk.over(stored):
        if len(faults) < MOST_FAULTS:
            faults.append(fault)
        else:
            more += 1
    return Verified(
        walk.count, walk.last_number, walk.last_hash, walk.clock_back, tuple(faults), more
    )


def opens(entry: Entry, salt: bytes, private: Any) -> bool:
    """Whether an entry commits to this private part with this salt.

    False also for an entry without private part, and for a salt or a value that none can have.
    """
    if entry.commitment is None:
        return False
    try:
        return hmac.compare_digest(entry.commitment, commitment(salt, private))
    except InputError:
        return False


class _Walk:
    """Where verifying stands. After an entry out of place it goes on from that one."""

    def __init__(self, start: int, known: Last | None) -> None:
        self._start, self._known = start, known
        self.count = 0
        self.clock_back = 0
        self.last_number: int | None = None
        self.last_hash = EMPTY
        # What the next one must link to. The stored hash: where it is not the hash of the bytes,
        # that entry has its fault already, and the next one is not to blame.
        # Nothing was read that the first of a later start could link to.
        self._link = EMPTY if start == 0 else None
        self._last: Entry | None = None

    def over(self, stored: Iterable[Stored]) -> Iterator[Fault]:
        """The faults of all stored entries, and of an end that was cut off."""
        for one in stored:
            yield from self._take(one)
        last = self._start - 1 if self.last_number is None else self.last_number
        if self._known and last < self._known.number:
            yield Fault(self._known.number, "is missing: an earlier look ended with it")

    def _take(self, one: Stored) -> Iterator[Fault]:
        """The faults of the next stored entry, and of its place."""
        self.count += 1
        expected = self._start if self.last_number is None else self.last_number + 1
        yield from _misplaced(one.number, expected)
        entry, reason = _parsed(one)
        if reason:
            yield Fault(one.number, reason)
        computed = leaf(one.bytes)
        if computed != one.hash:
            yield Fault(one.number, "the stored hash is not the hash of its bytes")
        elif self._known and one.number == self._known.number and computed != self._known.hash:
            yield Fault(one.number, "is not the entry that an earlier look ended with")
        linked = self._link is None or (entry and entry.previous == self._link)
        if one.number == expected and entry and not linked:
            before = "the empty tree" if expected == 0 else f"entry {expected - 1}"
            yield Fault(one.number, f"does not link to {before}: one of the two was changed")
        self._advance(one, computed, entry)

    def _advance(self, one: Stored, computed: str, entry: Entry | None) -> None:
        if entry and self._last and entry.at < self._last.at:
            self.clock_back += 1
        self.last_number, self.last_hash = one.number, computed
        self._link, self._last = one.hash, entry or self._last


def _misplaced(number: int, expected: int) -> Iterator[Fault]:
    if number < expected:
        yield Fault(number, f"stands after entry {expected - 1}, out of order or twice")
    elif number > expected:
        until = f", and all up to {number - 1}" if number > expected + 1 else ""
        yield Fault(expected, f"is missing here{until}: entry {number} stands in its place")


def _parsed(one: Stored) -> tuple[Entry | None, str | None]:
    """The entry if its bytes are one, and what is wrong with them."""
    try:
        entry = parse(one.bytes)
    except RecordError as error:
        return None, str(error)
    if entry.number != one.number:
        return None, f"its bytes are those of entry {entry.number}"
    return entry, None
