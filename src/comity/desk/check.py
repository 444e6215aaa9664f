"""Whether the records of a desk are the ones that were written, and were made as the law says.

Everything is worked out again from what is stored: the chain of entries, the rows beside it, what
the entries commit to, the decisions, and the contact rule. MUST: nothing here asks the triggers or
trusts a column that can be worked out from an entry; a fault is named and the walk goes on.
"""

from collections.abc import Callable, Iterator
from typing import Final

from attrs import define, field, frozen
from django.db import connections

from comity.desk import ledger
from comity.desk.check_law import contacts, decisions
from comity.desk.check_rows import private_parts, rows
from comity.desk.guard import missing
from comity.desk.models import Contact, Decision, Entry
from comity.desk.snapshot import snapshot
from comity.record.chain import MOST_FAULTS, Stored, verify

Told = Callable[[str, int, int], None]
"""Who is told how far a step is: its name, how many are done, and of how many."""

_TELL_EVERY: Final = 200


@frozen
class Checked:
    """What a check found.

    `last_number` and `last_hash` are to be kept elsewhere: they alone show later that the end was
    not cut off. `counts` says how many of each thing were looked at, and how many were passed by
    because their person is sealed.
    """

    last_number: int | None
    last_hash: str
    counts: dict[str, int]
    faults: tuple[str, ...]
    more: int

    @property
    def sound(self) -> bool:
        """Whether there is no fault."""
        return not self.faults


@define
class Tally:
    """Counts and faults as the walk goes on, the faults up to a bound."""

    told: Told
    counts: dict[str, int] = field(factory=dict)
    faults: list[str] = field(factory=list)
    more: int = 0

    def count(self, what: str, number: int = 1) -> None:
        """One more of a thing was looked at."""
        self.counts[what] = self.counts.get(what, 0) + number

    def fault(self, what: str) -> None:
        """Something does not verify."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(what)
        else:
            self.more += 1

    def step(self, what: str, total: int) -> Callable[[], None]:
        """A step begins; what is given back is called for each thing that is done."""
        done = 0

        def one() -> None:
            nonlocal done
            done += 1
            if done % _TELL_EVERY == 0:
                self.told(what, done, total)

        self.told(what, 0, total)
        return one


def check(told: Told = lambda *_: None) -> Checked:
    """Checks all records. Raises nothing for what is stored; SealError without the master key."""
    tally = Tally(told)
    with snapshot():
        number, last = _chain(tally)
        for name in missing(connections["default"]):
            tally.fault(f"guard {name}: the database does not have it, or has switched it off")
        entries = Entry.objects.count()
        rows(tally, tally.step("rows", entries))
        private_parts(tally, tally.step("private parts", entries))
        decisions(tally, tally.step("decisions", Decision.objects.count()))
        contacts(tally, tally.step("contacts", Contact.objects.count()))
    return Checked(number, last, tally.counts, tuple(tally.faults), tally.more)


def _chain(tally: Tally) -> tuple[int | None, str]:
    one = tally.step("entries", Entry.objects.count())
    found = verify(_told(ledger.stored(), one))
    tally.count("entries", found.count)
    tally.count("clock set back", found.clock_back)
    for fault in found.faults:
        tally.fault(f"entry {fault.number}: {fault.what}")
    tally.more += found.more
    return found.last_number, found.last_hash


def _told(stored: Iterator[Stored], one: Callable[[], None]) -> Iterator[Stored]:
    for entry in stored:
        one()
        yield entry
