"""The functions of the calendar in Spark: from day to day, as `clock` does.

Spark would send a copy of a list of days along with every task. So the days are counted here, by
its own table of zones.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql.calendars import candidates, counted_days
from comity.decide.sql.columns import column, within
from comity.decide.sql.dialect import call, cast, choice, integer, is_, joined, paren, unknown
from comity.model import tree
from comity.model.tree import Calendar

if TYPE_CHECKING:
    from comity.decide.sql.write import Writer

_LAST_MINUTE = 86_340_000_000
_HOUR = 3_600_000_000


def written(node: tree.Call, write: "Writer") -> exp.Expr:
    """The expression of a function of the calendar."""
    zone = node.calendar.zone
    match node.function, node.args:
        case "day", (instant,):
            return _day(write(instant), zone)
        case "end_of_day", (instant,):
            midnight = call("unix_micros", cast(_day(write(instant), zone), "timestamptz"))
            late = exp.Add(this=midnight, expression=integer(_LAST_MINUTE))
            return call("to_utc_timestamp", call("timestamp_micros", late), _text(zone))
        case "hours_after", (instant, tree.Const(int(hours)), tree.Const(tuple(left_out))):
            return _hours_after(write(instant), hours, left_out, node.calendar)
    raise TypeError(f"no calendar function: {node.function}")


def _hours_after(
    start: exp.Expr, hours: int, not_counted: tuple[str, ...], calendar: Calendar
) -> exp.Expr:
    """The days from the start on, in order; the time that is left after each."""
    day, left = column(_DAY), column(_LEFT)
    begins = call("greatest", call("unix_micros", start), within(day, "opens"))
    length = paren(exp.Sub(this=within(day, "past"), expression=begins))
    time = within(left, "time")
    done = is_(within(left, "end"), None, not_=True)
    over = joined(exp.Or, [done, _left_out(within(day, "day"), not_counted, calendar)])
    end = paren(exp.Add(this=begins.copy(), expression=time.copy()))
    rest = paren(exp.Sub(this=time.copy(), expression=length))
    fits = exp.LTE(this=time.copy(), expression=length.copy())
    step = choice(
        [(over, left.copy()), (fits, _record(time=time.copy(), end=end))],
        _record(time=rest, end=unknown("bigint")),
    )
    begin = _record(time=cast(integer(hours * _HOUR), "bigint"), end=unknown("bigint"))
    result = call("timestamp_micros", within(column(_LEFT), "end"))
    days = _days(start, _furthest(hours, calendar, not_counted), calendar.zone)
    return call("aggregate", days, begin, _lambda(step, _LEFT, _DAY), _lambda(result, _LEFT))


_NUMBER, _DAY, _LEFT = "number", "day", "left"

NAMES = (_NUMBER, _DAY, _LEFT)
"""The names of elements that the functions of the calendar give."""


def _days(start: exp.Expr, last: int, zone: str) -> exp.Expr:
    """The local day of an instant and so many after it, each with its begin and end."""
    first, number = _day(start, zone), column(_NUMBER)

    def opens(later: int) -> exp.Expr:
        days = exp.Add(this=number.copy(), expression=integer(later))
        midnight = cast(call("date_add", first.copy(), days), "timestamptz")
        return call("unix_micros", call("to_utc_timestamp", midnight, _text(zone)))

    day = call("date_add", first.copy(), number)
    record = _record(day=day, opens=opens(0), past=opens(1))
    numbers = call("sequence", integer(0), integer(last))
    return call("transform", numbers, _lambda(record, _NUMBER))


def _day(instant: exp.Expr, zone: str) -> exp.Expr:
    return cast(call("from_utc_timestamp", instant.copy(), _text(zone)), "date")


def _left_out(day: exp.Expr, not_counted: tuple[str, ...], calendar: Calendar) -> exp.Expr:
    tests: list[exp.Expr] = [
        exp.EQ(this=call("dayofweek", day.copy()), expression=integer(number))
        for number, name in ((7, "saturday"), (1, "sunday"))
        if name in not_counted
    ]
    if "holiday" in not_counted and calendar.holidays:
        days = [cast(_text(one.isoformat()), "date") for one in sorted(calendar.holidays)]
        tests.append(exp.In(this=day.copy(), expressions=days))
    return joined(exp.Or, tests) if tests else exp.false()


@cache
def _furthest(hours: int, calendar: Calendar, not_counted: tuple[str, ...]) -> int:
    """After how many days, at the most, a term ends that begins on some day."""
    days = counted_days(calendar, not_counted)
    most = candidates(hours, calendar.zone)[-1]
    # A term that begins right after a counted day waits for the next one.
    return max(later - before for before, later in zip(days, days[most + 1 :], strict=False))


def _record(**fields: exp.Expr) -> exp.Expr:
    named = [part for name, value in fields.items() for part in (_text(name), value)]
    return call("named_struct", *named)


def _lambda(body: exp.Expr, *names: str) -> exp.Lambda:
    return exp.Lambda(
        this=body, expressions=[exp.to_identifier(name, quoted=True) for name in names]
    )


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)
