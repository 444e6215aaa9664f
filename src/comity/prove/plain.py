"""A case made plain: nothing in it that it can do without, and ordinary values for the rest.

MUST: every change is tried; one after which the case is no longer what was asked for, or
contradicts itself, is undone.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.model.case import Case
from comity.model.shape import Field, ListOf, Record, case_shape
from comity.model.tree import DAY, INSTANT
from comity.prove.question import Question

Holds = Callable[[Case], bool]
Step = str | int

_USUAL = {
    "kind": "detainer",
    "from": "us/ice",
    "code": "NY PL",
    "section": "160.10",
    "grade": "felony",
    "form": "I-247A",
    "purpose": "civil-immigration",
}
"""What a reader expects, by the name of the fact, wherever it does as well."""

_MORNING = time(10)
_BEFORE = timedelta(hours=1)
_KEPT = ("id", "at", "agency")


def plain(case: Case, question: Question) -> Case:
    """The case without what it can do without, as the question's days and zone suit it."""
    return _Plain(case, question.holds, question).case


class _Plain:
    """Tries one change after the other, as long as any helps."""

    def __init__(self, case: Case, holds: Holds, question: Question) -> None:
        self.case, self._holds, self._question = case, holds, question
        self._data = to_json(case)
        zone = ZoneInfo(question.calendar.zone)
        first = max(question.days.first, date(1950, 1, 1))
        self._set(("at",), [datetime.combine(first, _MORNING, zone).isoformat()])
        self._shrink()
        day = self.case.at.astimezone(zone).date()
        self._set(("at",), [datetime.combine(day, _MORNING, zone).isoformat()])
        self._ordinary(zone)

    def _try(self, data: dict[str, Any]) -> bool:
        try:
            case = case_from(data)
        except InputError:
            return False
        if not self._holds(case):
            return False
        self.case, self._data = case, data
        return True

    def _shrink(self) -> None:
        """Strikes facts and entries, the largest first, until none can be spared."""
        while any(
            self._try(_without(self._data, path))
            for path in list(_paths(self._data))
            if path[0] not in _KEPT
        ):
            pass

    def _ordinary(self, zone: ZoneInfo) -> None:
        for path in list(_paths(self._data)):
            field = _field(path)
            if field is None or path[0] in _KEPT:
                continue
            here = self.case.at.astimezone(zone)
            if field.type == DAY:
                self._set(path, _days(here, field.name))
            elif field.type == INSTANT:
                self._set(path, _instants(here, field.name))
            elif field.name in _USUAL:
                self._set(path, [_USUAL[field.name]])
        self._into_the_past()

    def _into_the_past(self) -> None:
        """Moves all papers and receipts back together, where one is later than the question.

        What only turns on the time between them stays as it was asked for.
        """
        times = {path: _get(self._data, path) for path in _paths(self._data) if _past(path)}
        known = {path: datetime.fromisoformat(text) for path, text in times.items()}
        late = max(known.values(), default=self.case.at) - self.case.at
        if late <= timedelta():
            return
        data = self._data
        for path, instant in known.items():
            data = _with(data, path, (instant - late - _BEFORE).isoformat())
        self._try(data)

    def _set(self, path: tuple[Step, ...], values: list[str]) -> None:
        """The first of some values that does."""
        for value in values:
            if _get(self._data, path) == value or self._try(_with(self._data, path, value)):
                return


def _paths(data: Any, above: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Every place in JSON data, what holds others before what it holds, last entries first."""
    places = (
        data.items() if isinstance(data, dict)
        else reversed(list(enumerate(data))) if isinstance(data, list)
        else ()
    )  # fmt: skip
    for step, value in places:
        yield (*above, step)
        yield from _paths(value, (*above, step))


def _get(data: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _without(data: Any, path: tuple[Step, ...]) -> Any:
    """A copy of JSON data without one place; unchanged where there is none any more."""
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        if not isinstance(step, int) or step >= len(data):
            return data
        middle = [_without(data[step], rest)] if rest else []
        return [*data[:step], *middle, *data[step + 1 :]]
    if not isinstance(data, dict) or step not in data:
        return data
    if rest:
        return {**data, step: _without(data[step], rest)}
    return {key: value for key, value in data.items() if key != step}


def _with(data: Any, path: tuple[Step, ...], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [*data[:step], _with(data[step], rest, value), *data[step + 1 :]]
    return {**data, step: _with(data[step], rest, value)}


def _field(path: tuple[Step, ...]) -> Field | None:
    """The fact at a place; None for a part, an entry or a day of a period."""
    record: Any = case_shape()
    field = None
    for step in path:
        if isinstance(step, int):
            record, field = record.item if isinstance(record, ListOf) else None, None
        elif isinstance(record, Record):
            field = record.fields[step]
            record = field.type
        else:
            return None
    return field


def _past(path: tuple[Step, ...]) -> bool:
    """Whether a place holds an instant that lies before the question as a rule."""
    field = _field(path)
    known = field is not None and field.type == INSTANT and path[0] not in _KEPT
    return known and path[-1] != "released_otherwise_at"


def _days(here: datetime, name: str) -> list[str]:
    today = here.date()
    back = {"arrested": (2, 30), "offence_date": (1000, 3000, 9000)}.get(name, (700, 2500, 5000))
    return [(today - timedelta(days=one)).isoformat() for one in back]


def _instants(here: datetime, name: str) -> list[str]:
    hours = (6, 24) if name == "released_otherwise_at" else (-24, -23)
    more = (-24, -47, -120) if name == "released_otherwise_at" else (-48,)
    return [(here + timedelta(hours=one)).isoformat() for one in (*hours, *more)]
