"""The functions of the calendar in SQL."""

from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql import day_lists, day_steps
from comity.decide.sql.columns import column, within
from comity.decide.sql.dialect import (
    SPARK,
    Dialect,
    call,
    cast,
    choice,
    integer,
    is_,
    joined,
    paren,
    unknown,
)
from comity.model import tree
from comity.model.tree import Node

if TYPE_CHECKING:
    from comity.decide.sql.write import Writer


def written(node: Node, write: "Writer") -> exp.Expr | None:
    """The expression of a function of the calendar; None for any other node."""
    match node:
        case tree.Call("years_before" | "years_after", (day, tree.Const(years))):
            sign = -1 if node.function == "years_before" else 1
            return write.dialect.years(write(day), sign * years)  # type: ignore[operator]
        case tree.Call("days_served", (periods, first, last)):
            return _days_served(write(periods), write(first), write(last), write)
        case tree.Call():
            return day_steps.written(node, write)
    return day_lists.written(node, write)


def _days_served(periods: exp.Expr, first: exp.Expr, last: exp.Expr, write: "Writer") -> exp.Expr:
    """See `clock.days_served`: none and one period are reckoned without a list."""
    dialect = write.dialect

    def span(period: exp.Expr) -> list[exp.Expr]:
        """The first and the last day of a period, counted from `first`."""
        begins = cast(call(dialect.item, period.copy(), integer(1)), "date")
        ends = cast(call(dialect.item, period.copy(), integer(2)), "date")
        until = call("least", call("coalesce", ends, last.copy()), last.copy())
        since = call("greatest", dialect.days_from(first.copy(), begins), integer(0))
        return [since, dialect.days_from(first.copy(), until)]

    one = _length(*span(call(dialect.item, periods.copy(), integer(1))))
    spans = dialect.each(periods.copy(), _PERIOD, dialect.record(_SPAN, span(column(_PERIOD))))
    size = dialect.size(periods.copy())
    missing = joined(exp.Or, [is_(part.copy(), None) for part in (periods, first, last)])
    return choice(
        [
            (missing, unknown("int")),
            (exp.EQ(this=size, expression=integer(0)), integer(0)),
            (exp.EQ(this=size.copy(), expression=integer(1)), one),
        ],
        _together(spans, dialect),
    )


_SPAN = ("from", "to")
_PERIOD, _SUM = "period", "sum"

NAMES = (_PERIOD, _SUM)
"""The names of elements that the functions of the calendar give."""


def _length(since: exp.Expr, until: exp.Expr) -> exp.Expr:
    return call("greatest", paren(exp.Sub(this=until, expression=since)), integer(0))


def _together(spans: exp.Expr, dialect: Dialect) -> exp.Expr:
    """The spans in order: `from` is their sum so far, `to` the day that they have reached."""
    since, until = (within(column(_PERIOD), name) for name in _SPAN)
    total, reached = (within(column(_SUM), name) for name in _SPAN)
    beyond = call("greatest", since, reached)
    longer = exp.Add(this=total, expression=_length(beyond, until))
    step = dialect.record(_SPAN, [paren(longer), call("greatest", reached.copy(), until.copy())])
    nothing = dialect.record(_SPAN, [integer(0), integer(0)])
    body = dialect.lambda_(step, _SUM, _PERIOD)
    if dialect.name == SPARK:
        result = dialect.lambda_(total.copy(), _SUM)
        return call("aggregate", call("array_sort", spans), nothing, body, result)
    return within(paren(call("list_reduce", call("list_sort", spans), body, nothing)), "from")
