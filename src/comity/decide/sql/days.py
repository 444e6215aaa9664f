"""The functions of the calendar in SQL."""

from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql import day_lists, day_steps
from comity.decide.sql.columns import within
from comity.decide.sql.dialect import (
    SPARK,
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
    """See `clock.days_served`: the periods in order, each after what was reached before it."""
    dialect = write.dialect
    start, end = (exp.column(exp.to_identifier(name, quoted=True)) for name in ("sum", "period"))
    date_type = "date"

    def span(period: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
        begins = cast(call(dialect.item, period.copy(), integer(1)), date_type)
        ends = cast(call(dialect.item, period.copy(), integer(2)), date_type)
        until = call("least", call("coalesce", ends, last.copy()), last.copy())
        since = call("greatest", dialect.days_from(first.copy(), begins), integer(0))
        return since, dialect.days_from(first.copy(), until)

    def more(since: exp.Expr, until: exp.Expr) -> exp.Expr:
        return call("greatest", paren(exp.Sub(this=until, expression=since)), integer(0))

    one = more(*span(call(dialect.item, periods.copy(), integer(1))))
    spans = dialect.each(periods.copy(), "period", dialect.record(("from", "to"), list(span(end))))
    beyond = call("greatest", within(end, "from"), within(start, "to"))
    step = dialect.record(
        ("from", "to"),
        [
            paren(exp.Add(this=within(start, "from"), expression=more(beyond, within(end, "to")))),
            call("greatest", within(start, "to"), within(end, "to")),
        ],
    )
    nothing = dialect.record(("from", "to"), [integer(0), integer(0)])
    several = _summed(spans, step, nothing, write)
    size = dialect.size(periods.copy())
    missing = joined(exp.Or, [is_(one.copy(), None) for one in (periods, first, last)])
    return choice(
        [
            (missing, unknown("int")),
            (exp.EQ(this=size, expression=integer(0)), integer(0)),
            (exp.EQ(this=size.copy(), expression=integer(1)), one),
        ],
        several,
    )


def _summed(spans: exp.Expr, step: exp.Expr, nothing: exp.Expr, write: "Writer") -> exp.Expr:
    dialect = write.dialect
    body = dialect.lambda_(step, "sum", "period")
    if dialect.name == SPARK:
        total = dialect.lambda_(
            within(exp.column(exp.to_identifier("sum", quoted=True)), "from"), "sum"
        )
        return call("aggregate", call("array_sort", spans), nothing, body, total)
    return within(paren(call("list_reduce", call("list_sort", spans), body, nothing)), "from")
