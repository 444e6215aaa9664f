"""A solution as a case: what `facts` would load, with every fact that the solution names.

What no condition looked at is unknown, and a designation has its default.
"""

from collections.abc import Iterator
from datetime import date, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import z3

from comity.decide.smt.facts import (
    MOST_OFFSET,
    Found,
    Periods,
    Records,
    Scalar,
    Text,
    Texts,
    general,
    instant_at,
)
from comity.decide.smt.logic import Formula, Truth
from comity.decide.smt.reader import Reader
from comity.decide.smt.texts import fields
from comity.errors import InputError
from comity.facts import case_from
from comity.facts.values import FIRST_YEAR, LAST_YEAR
from comity.model.case import Case
from comity.model.shape import steps
from comity.model.tree import DAY, INSTANT, Calendar

_OFFSETS = tuple(timezone(timedelta(minutes=n)) for n in range(-MOST_OFFSET, MOST_OFFSET + 1))
"""Every zone in which an instant may be written."""


def case_of(model: Any, reader: Reader, calendar: Calendar, name: str) -> Case:
    """The case that a solution describes. Raises InputError where there can be no such case."""
    return case_from(_Teller(model, reader, calendar).data(name))


class _Teller:
    """Reads the values of one solution."""

    def __init__(self, model: Any, reader: Reader, calendar: Calendar) -> None:
        self._model, self._reader = model, reader
        self._zone = ZoneInfo(calendar.zone)
        self._fields = fields()

    def data(self, name: str) -> dict[str, Any]:
        """The case as JSON data."""
        facts = self._reader.facts
        at = self._instant("at", self._int(facts.at))
        data: dict[str, Any] = {"id": name, "at": at, "agency": self._reader.agency}
        # A list is put in place before what its entries hold.
        for path, found in sorted(facts.made.items(), key=lambda one: len(steps(one[0]))):
            place = _place(data, path)
            known, value = self._fact(path, found)
            if place is not None and (known or self._fields[general(path)].designation):
                place[steps(path)[-1]] = value if known else None
        return data

    def _fact(self, path: str, found: Found) -> tuple[bool, Any]:
        if isinstance(found, Truth):
            yes = self._bool(found.yes)
            return yes or self._bool(found.no), yes
        if not self._bool(found.known):
            return False, None
        match found:
            case Scalar(_, term):
                return True, self._scalar(path, self._int(term))
            case Text(_, options):
                return True, next(kind.examples[0] for when, kind in options if self._bool(when))
            case Texts(_, counts):
                return True, [kind.examples[0] for n, kind in counts for _ in range(self._int(n))]
            case Records(_, entries):
                return True, [{} for _, present in entries if self._bool(present)]
            case Periods():
                return True, list(self._periods(found))

    def _periods(self, periods: Periods) -> Iterator[list[str]]:
        """Time served: all the days in the first period, and none in the others."""
        served = [one for one in self._reader.almanac.served if one.path == periods.path]
        first = self._int(served[0].first if served else self._reader.facts.at_day)
        days = self._int(served[0].days) if served else 0
        start = date.fromordinal(first).isoformat()
        for number in range(self._int(periods.length)):
            yield [start, start if number else date.fromordinal(first + days).isoformat()]

    def _scalar(self, path: str, value: int) -> Any:
        kind = self._fields[general(path)].type
        if kind == DAY:
            return date.fromordinal(value).isoformat()
        return self._instant(path, value) if kind == INSTANT else value

    def _instant(self, path: str, value: int) -> str:
        """An instant in the calendar's zone, or in one where it falls on the day that is needed."""
        instant = instant_at(value)
        day = self._reader.facts.written.get(path)
        wanted = None if day is None else self._int(day)
        for zone in (self._zone, *_OFFSETS):
            written = instant.astimezone(zone)
            right = wanted is None or wanted == written.date().toordinal()
            if right and FIRST_YEAR <= written.year <= LAST_YEAR:
                return written.isoformat()
        raise InputError(f"{instant.isoformat()} cannot be written", field=path)

    def _int(self, term: Any) -> int:
        return int(self._model.eval(term, model_completion=True).as_long())

    def _bool(self, term: Formula) -> bool:
        if isinstance(term, bool):
            return term
        return bool(z3.is_true(self._model.eval(term, model_completion=True)))


def _place(data: dict[str, Any], path: str) -> Any:
    """What holds a fact; None where it is about an entry that is not there."""
    place: Any = data
    for step, after in pairwise(steps(path)):
        if isinstance(step, int):
            if step >= len(place):
                return None
            place = place[step]
        elif isinstance(after, int):
            place = place.get(step)
            if place is None:
                return None
        else:
            place = place.setdefault(step, {})
    return place
