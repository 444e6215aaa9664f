"""Days and hours in formulas: bounds that always hold, and the exact value where it matters.

What a calendar function gives is a variable within bounds that hold for every argument. If a
solution rests on a value that the function does not give, `corrections` says what it gives, on the
whole stretch of arguments where the answer has the same form, and the question is put again.
INVARIANT: bounds and corrections are true, so that they rule out no case.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import z3
from attrs import frozen

from comity.decide import clock
from comity.decide.smt.facts import DAY_LENGTH, OFFSET, Periods, Scalar, instant_at, micros
from comity.decide.smt.logic import Formula, every
from comity.decide.smt.texts import UnprovableError
from comity.model import tree
from comity.model.tree import Calendar

HOUR = timedelta(hours=1) // timedelta(microseconds=1)

Read = Callable[[Any], int]
"""What a solution says that a variable is."""


@frozen
class _Use:
    """One use of a function: what it is given, and the variable that stands for what it gives."""

    node: tree.Call
    given: Any
    result: Any


@frozen
class Served:
    """One use of `days_served`: a solution is made true by serving so many days from `first`."""

    path: str
    length: Any
    first: Any
    last: Any
    days: Any


class Almanac:
    """Every use of a calendar function in a formula; what holds of each goes to `demands`."""

    def __init__(self, demands: list[Any]) -> None:
        self.demands = demands
        self.served: list[Served] = []
        self._uses: list[_Use] = []
        self._known: dict[object, Scalar] = {}

    def call(self, node: tree.Call, given: tuple[Any, ...]) -> Scalar:
        """What a function gives for facts, literals left as they are."""
        if node.function == "days_served":
            return self._days_served(*given)
        argument = given[0]
        key = (node.function, node.args[1:], node.calendar, argument.term.get_id())
        if key not in self._known:
            result = z3.Int(f"{node.function}/{len(self._known)}")
            self.demands += _bounds(node, argument.term, result)
            self._uses.append(_Use(node, argument.term, result))
            self._known[key] = Scalar(argument.known, result)
        return self._known[key]

    def _days_served(self, periods: Periods, first: Scalar, last: Scalar) -> Scalar:
        key = (periods.path, first.term.get_id(), last.term.get_id())
        if key not in self._known:
            days = z3.Int(f"{periods.path}/served/{len(self._known)}")
            span = last.term - first.term
            self.demands += [
                days >= 0,
                z3.Or(days == 0, z3.And(days <= span, periods.length > 0)),
            ]
            self.served.append(Served(periods.path, periods.length, first.term, last.term, days))
            known: Formula = every((periods.known, first.known, last.known))
            self._known[key] = Scalar(known, days)
        return self._known[key]

    def corrections(self, read: Read) -> Iterator[Any]:
        """For each function that a solution gets wrong: what it gives about there."""
        for use in self._uses:
            given, said = read(use.given), read(use.result)
            if _value(use.node, given) != said:
                yield _correction(use, given)


def _bounds(node: tree.Call, given: Any, result: Any) -> list[Any]:
    match node.function:
        case "day":
            start = (result - 1) * DAY_LENGTH
            return [start - OFFSET <= given, given < start + DAY_LENGTH + OFFSET]
        case "end_of_day":
            return [given - 2 * HOUR <= result, result <= given + 26 * HOUR]
        case "years_before":
            least, most = _days_in(_literal(node, 1))
            return [given - most <= result, result <= given - least]
        case "years_after":
            least, most = _days_in(_literal(node, 1))
            return [given + least <= result, result <= given + most]
        case "hours_after":
            hours = _literal(node, 1)
            # A counted day has 23 hours at least; before each, some days may be left out.
            days = (hours // 23 + 2) * (longest_run(node.calendar) + 1)
            return [given + hours * HOUR <= result, result <= given + days * 25 * HOUR]
    raise UnprovableError(f"the calendar function `{node.function}`")


def _literal(node: tree.Call, position: int) -> int:
    argument = node.args[position]
    value = argument.value if isinstance(argument, tree.Const) else None
    if not isinstance(value, int) or value < 0:
        raise UnprovableError(f"`{node.function}` with a number that is no literal")
    return value


def _days_in(years: int) -> tuple[int, int]:
    """The fewest and the most days in so many years; a century may lack its leap day."""
    leap_days = years // 4
    return 365 * years + max(0, leap_days - 1 - years // 100), 365 * years + leap_days + 1


@cache
def longest_run(calendar: Calendar) -> int:
    """The most days on end that are each a Saturday, a Sunday or a holiday."""
    longest = 2
    for holiday in calendar.holidays:
        run, day = 0, holiday - timedelta(days=3)
        while run or day <= holiday:
            run = run + 1 if day.weekday() > 4 or day in calendar.holidays else 0
            longest, day = max(longest, run), day + timedelta(days=1)
    return longest


def _value(node: tree.Call, given: int) -> int:
    """What a function gives, in the numbers of the formula."""
    match node.function:
        case "day":
            return clock.day_of(instant_at(given), node.calendar).toordinal()
        case "end_of_day":
            return micros(clock.end_of_day(instant_at(given), node.calendar))
        case "years_before" | "years_after":
            years = _literal(node, 1) * (1 if node.function == "years_before" else -1)
            return clock.years_before(date.fromordinal(given), years).toordinal()
    out: Any = node.args[2]
    hours = _literal(node, 1)
    return micros(clock.hours_after(instant_at(given), hours, out.value, node.calendar))


def _correction(use: _Use, given: int) -> Any:
    """The function about a point: on the stretch around it, constant or a constant distance off."""

    def distance(at: int) -> int:
        return _value(use.node, at) - at

    here = distance(given)
    if use.node.function in ("years_before", "years_after"):
        first = last = given
        while distance(first - 1) == here and given - first < 1500:
            first -= 1
        while distance(last + 1) == here and last - given < 1500:
            last += 1
        return _on(use, first, last, use.given + here)
    lowest, highest = _local_day(use.node.calendar, given)
    if distance(lowest) + lowest == distance(highest) + highest:
        return _on(use, lowest, highest, given + here)
    # Within a day that counts, the distance only grows: the end moves past days that do not.
    first = _edge(given, lowest, lambda at: distance(at) == here)
    last = _edge(given, highest, lambda at: distance(at) == here)
    return _on(use, first, last, use.given + here)


def _on(use: _Use, first: int, last: int, gives: Any) -> Any:
    inside = z3.And(first <= use.given, use.given <= last)
    return z3.Implies(inside, use.result == gives)


def _local_day(calendar: Calendar, given: int) -> tuple[int, int]:
    """The first and the last microsecond of the local day of an instant."""
    here = clock.day_of(instant_at(given), calendar)

    def same_day(at: int) -> bool:
        return clock.day_of(instant_at(at), calendar) == here

    span = DAY_LENGTH + 2 * HOUR
    return _edge(given, given - span, same_day), _edge(given, given + span, same_day)


def _edge(inside: int, outside: int, holds: Callable[[int], bool]) -> int:
    """The last point on the way from `inside` to `outside` up to which something holds."""
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return outside if holds(outside) else inside
