"""The facts of an arbitrary case, as variables made when a condition first asks for one.

Every fact has a known-flag. INVARIANT: what is demanded here of days, instants and papers is true
of every case that `facts` lets in (`facts.checks`), so that no case is overlooked.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import z3
from attrs import frozen

from comity.decide.smt.logic import Formula, Truth, contrary, every, some
from comity.decide.smt.texts import Kind, UnprovableError, Vocabulary
from comity.facts.values import FIRST_YEAR, LAST_YEAR
from comity.model.shape import ListOf, Record, Type
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

EPOCH = datetime(1, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY_LENGTH = timedelta(days=1) // MICROSECOND
MOST_OFFSET = 14 * 60 + 59
"""Minutes: an instant may be written in a zone so far from UTC (`facts.values`), not further."""
OFFSET = MOST_OFFSET * 60_000_000

_FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal()
_LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()

RELEASED = "custody.released_otherwise_at"


def micros(instant: datetime) -> int:
    """An instant as a whole number of microseconds; nothing that a case holds is lost."""
    return (instant - EPOCH) // MICROSECOND


def instant_at(number: int) -> datetime:
    """The instant of such a number, in UTC."""
    return EPOCH + number * MICROSECOND


@frozen
class Scalar:
    """A number, a day (its ordinal) or an instant (in microseconds)."""

    known: Formula
    term: Any


@frozen
class Text:
    """A text: for each kind of texts, when it is one of that kind."""

    known: Formula
    options: tuple[tuple[Formula, Kind], ...]


@frozen
class Texts:
    """A list of texts of any length: how many there are of each kind."""

    known: Formula
    counts: tuple[tuple[Any, Kind], ...]


@frozen
class Records:
    """A list of records: one path for each entry, and when there is such an entry."""

    known: Formula
    entries: tuple[tuple[str, Formula], ...]


@frozen
class Periods:
    """A list of periods of any length; only its length and `days_served` are looked at."""

    known: Formula
    length: Any
    path: str


Found = Truth | Scalar | Text | Texts | Records | Periods


class Facts:
    """The facts of any case whose instant lies between two others.

    `sizes` says for each list of records how many entries there are at most. `complete`: nothing
    is unknown but the issuer of a paper that was not shown.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        sizes: Mapping[str, int],
        between: tuple[int, int],
        *,
        complete: bool = False,
    ) -> None:
        self.vocabulary, self.sizes, self.complete = vocabulary, sizes, complete
        self.demands: list[Any] = []
        self.made: dict[str, Found] = {}
        self.at = z3.Int("at")
        self.at_day = z3.Int("at.day")
        self.written = {"at": self.at_day}
        first, last = between
        self.demands += [first <= self.at, self.at < last, *_written(self.at, self.at_day)]

    def fact(self, path: str, kind: Type) -> Found:
        """The fact at a path of which each step into a list is numbered: `person.charges[0]`."""
        if path not in self.made:
            self.made[path] = self._make(path, kind)
            self._demand(path)
        return self.made[path]

    def _make(self, path: str, kind: Type) -> Found:
        known = True if self.complete else z3.Bool(f"{path}?")
        if kind == TRUTH:
            holds = z3.Bool(path)
            return Truth(every((known, holds)), every((known, contrary(holds))))
        if kind == TEXT:
            return Text(self._shown(path, known), self._options(path))
        if kind in (DAY, INSTANT, NUMBER):
            term = z3.Int(path)
            self.demands += _years(term, kind)
            return Scalar(known, term)
        if isinstance(kind, ListOf):
            return self._list(path, kind.item, known)
        raise UnprovableError(f"{path} taken as a whole")

    def _options(self, path: str) -> tuple[tuple[Formula, Kind], ...]:
        kinds = self.vocabulary.kinds(general(path))
        if len(kinds) == 1:
            return ((True, kinds[0]),)
        bits = (len(kinds) - 1).bit_length()
        which = z3.BitVec(path, bits)
        if len(kinds) < 1 << bits:
            self.demands.append(z3.ULT(which, len(kinds)))
        return tuple((which == n, kind) for n, kind in enumerate(kinds))

    def _list(self, path: str, item: Type, known: Formula) -> Found:
        if item == TEXT:
            kinds = self.vocabulary.kinds(f"{general(path)}[]")
            counts = [(z3.Int(f"{path}#{n}"), kind) for n, kind in enumerate(kinds)]
            self.demands += [count >= 0 for count, _ in counts]
            return Texts(known, tuple(counts))
        if isinstance(item, Record) and item.pair:
            length = z3.Int(f"{path}#")
            self.demands.append(length >= 0)
            return Periods(known, length, path)
        size = self.sizes.get(general(path))
        if size is None:
            raise UnprovableError(f"the entries of {path}: it is not known how many are enough")
        present = [z3.Bool(f"{path}[{n}]!") for n in range(size)]
        for before, after in pairwise(present):
            self.demands.append(z3.Implies(after, before))
        return Records(known, tuple((f"{path}[{n}]", one) for n, one in enumerate(present)))

    def _demand(self, path: str) -> None:
        """Adds what the case as a whole must meet, once all the facts that it is about are made."""
        above, _, name = path.rpartition(".")
        fact = self.made[path]
        if isinstance(fact, Scalar):
            if name in ("arrested", "judgment", "offence_date"):
                self._if(fact.known, fact.term <= self.at_day)
            if name in ("received_at", "presented_at"):
                self._if(fact.known, fact.term <= self.at)
        if name in ("judgment", "offence_date"):
            self._in_order(f"{above}.offence_date", f"{above}.judgment")
        if path in ("custody.arrested", RELEASED):
            self._released()
        if name in ("kind", "issuer") and not self.complete:
            self._none_shown(f"{above}.kind", f"{above}.issuer")

    def _in_order(self, first: str, second: str) -> None:
        one, other = self.made.get(first), self.made.get(second)
        if isinstance(one, Scalar) and isinstance(other, Scalar):
            self._if(every((one.known, other.known)), one.term <= other.term)

    def _released(self) -> None:
        arrested, released = self.made.get("custody.arrested"), self.made.get(RELEASED)
        if isinstance(arrested, Scalar) and isinstance(released, Scalar):
            day = self.written[RELEASED] = z3.Int(f"{RELEASED}.day")
            self.demands += _written(released.term, day)
            self._if(every((arrested.known, released.known)), arrested.term <= day)

    def _none_shown(self, kind: str, issuer: str) -> None:
        what, who = self.made.get(kind), self.made.get(issuer)
        if isinstance(what, Text) and isinstance(who, Text):
            self._if(_is_none_shown(what), contrary(who.known))

    def _shown(self, path: str, known: Formula) -> Formula:
        """Whether a text is known where everything is that can be."""
        above, _, name = path.rpartition(".")
        if not self.complete or name != "issuer":
            return known
        kind = self.fact(f"{above}.kind", TEXT)
        return contrary(_is_none_shown(kind)) if isinstance(kind, Text) else known

    def _if(self, condition: Formula, then: Formula) -> None:
        self.demands.append(some((contrary(condition), then)))


def _is_none_shown(kind: Text) -> Formula:
    not_shown = some(when for when, one in kind.options if "none-shown" in one.examples)
    return every((kind.known, not_shown))


def general(path: str) -> str:
    """A path with its numbers left out: `person.charges[].grade`."""
    return re.sub(r"\[\d+\]", "[]", path)


def _written(instant: Any, day: Any) -> list[Any]:
    """What holds of an instant and the day on which it falls in the zone in which it is written."""
    start = (day - 1) * DAY_LENGTH
    near = [start - OFFSET <= instant, instant < start + DAY_LENGTH + OFFSET]
    return [*near, day >= _FIRST_DAY, day <= _LAST_DAY]


def _years(term: Any, kind: Type) -> list[Any]:
    """The years in which every day and instant of a case lies."""
    if kind == DAY:
        return [term >= _FIRST_DAY, term <= _LAST_DAY]
    if kind == INSTANT:
        first, last = (_FIRST_DAY - 1) * DAY_LENGTH, _LAST_DAY * DAY_LENGTH
        return [first - OFFSET <= term, term < last + OFFSET]
    return []
