"""The functions of the calendar in DuckDB: looked up in the lists of `calendars`."""

from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql import calendars
from comity.decide.sql.calendars import BEFORE_EPOCH, DAY, FIRST
from comity.decide.sql.columns import within
from comity.decide.sql.dialect import call, cast, choice, integer, is_, paren, unknown
from comity.decide.sql.nodes import Counting, DayNumber, DayOf, EndOf, EndOfTerm, Run
from comity.model import tree
from comity.model.tree import Node

if TYPE_CHECKING:
    from comity.decide.sql.write import Writer

_HOUR = 3_600_000_000


def taken_apart(node: tree.Call) -> Node:
    """A function of an instant as the steps that find its day, so that these are shared."""
    zone = node.calendar.zone
    match node.function, node.args:
        case "day", (instant,):
            return DayOf(DayNumber(instant, zone))
        case "end_of_day", (instant,):
            return EndOf(DayNumber(instant, zone), zone)
        case "hours_after", (instant, tree.Const(int(hours)), tree.Const(tuple(not_counted))):
            counted = (node.calendar, not_counted)
            first = Counting(DayNumber(instant, zone), *counted)
            return EndOfTerm(Run(instant, first, hours, *counted), first, hours, *counted)
    return node


def written(node: Node, write: "Writer") -> exp.Expr | None:
    """The expression of such a step; None for any other node."""
    match node:
        case DayNumber(instant, zone):
            return _number(write(instant), zone, write)
        case DayOf(number):
            start = cast(exp.Literal.string(FIRST.isoformat()), "date")
            back = paren(exp.Sub(this=write(number), expression=integer(1)))
            return write.dialect.days(start, back, 1)
        case EndOf(number, zone):
            closes = _item(_zone(zone, write), "closes", write(number), write)
            return call(write.dialect.instant, closes)
        case Counting(number, calendar, not_counted):
            return _item(_counted(calendar, not_counted, write), "first", write(number), write)
        case Run():
            return _run(node, write)
        case EndOfTerm():
            return _end_of_term(node, write)
    return None


def _zone(zone: str, write: "Writer") -> exp.Expr:
    name = calendars.zone_name(zone)
    return write.constants.add(name, partial(calendars.zone_query, zone))


def _counted(calendar: tree.Calendar, not_counted: tuple[str, ...], write: "Writer") -> exp.Expr:
    name = calendars.counted_name(calendar, not_counted)
    return write.constants.add(name, partial(calendars.counted_query, calendar, not_counted))


def _item(record: exp.Expr, name: str, number: exp.Expr, write: "Writer") -> exp.Expr:
    return call(write.dialect.item, within(record, name), number)


def _number(instant: exp.Expr, zone: str, write: "Writer") -> exp.Expr:
    """The number of the local day: that of the day of UTC, or of one beside it."""
    micros = call(write.dialect.micros, instant)
    shifted = paren(exp.Add(this=micros, expression=integer(BEFORE_EPOCH * DAY)))
    day = paren(exp.IntDiv(this=shifted, expression=integer(DAY)))
    number = paren(cast(paren(exp.Add(this=day, expression=integer(1))), "int"))
    later, earlier = calendars.side(zone)
    record = _zone(zone, write)

    def begun(number: exp.Expr) -> exp.Expr:
        opens = _item(record, "opens", number, write)
        return exp.GTE(this=micros.copy(), expression=opens)

    next_day = paren(exp.Add(this=number.copy(), expression=integer(1)))
    cases = [(begun(next_day), next_day.copy())] if earlier else []
    if not later:
        return choice(cases, number) if cases else number
    before = paren(exp.Sub(this=number.copy(), expression=integer(1)))
    return choice([*cases, (begun(number.copy()), number)], before)


def _run(node: Run, write: "Writer") -> exp.Expr:
    """The counted time at which the term ends; it begins no sooner than its first counted day."""
    record = _counted(node.calendar, node.not_counted, write)
    first = write(node.first)
    opens = _item(record, "opens", first, write)
    since = exp.Sub(this=call(write.dialect.micros, write(node.instant)), expression=opens)
    passed = call("greatest", paren(since), integer(0))
    before = _item(record, "before", first.copy(), write)
    sum_ = exp.Add(this=before, expression=passed)
    whole = paren(exp.Add(this=sum_, expression=integer(node.hours * _HOUR)))
    # `greatest` passes over NULL.
    return choice([(is_(first.copy(), None), unknown("bigint"))], whole)


def _end_of_term(node: EndOfTerm, write: "Writer") -> exp.Expr:
    """The first counted day at whose end the time has run, and how far into it."""
    record = _counted(node.calendar, node.not_counted, write)
    run, first = write(node.run), write(node.first)

    def later(days: int) -> exp.Expr:
        return paren(exp.Add(this=first.copy(), expression=integer(days)))

    def ended(last: exp.Expr) -> exp.Expr:
        opens = _item(record, "opens", last, write)
        before = _item(record, "before", last.copy(), write)
        inside = paren(exp.Sub(this=run.copy(), expression=before))
        return exp.Add(this=opens, expression=inside)

    *nearer, furthest = calendars.candidates(node.hours, node.calendar.zone)
    cases = [
        (
            exp.GTE(this=_item(record, "before", later(days + 1), write), expression=run.copy()),
            later(days),
        )
        for days in nearer
    ]
    last = choice(cases, later(furthest)) if cases else later(furthest)
    return call(write.dialect.instant, ended(paren(last)))
