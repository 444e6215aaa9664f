"""The functions of the law language: their arguments checked, and the node that each becomes."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from comity.errors import LawError
from comity.law import cel
from comity.law.bound import Bound, Names, in_words, place_of, wrong
from comity.model import tree
from comity.model.shape import ListOf, Record, Type
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH, Calendar, Node

if TYPE_CHECKING:
    from comity.law.bind import Binder


def _argument_count(syntax: cel.Apply, *counts: int) -> None:
    if len(syntax.args) not in counts:
        raise LawError(
            f"`{syntax.name}` with {len(syntax.args)} arguments",
            place=syntax.place,
            expected=" or ".join(str(n) for n in counts),
        )


def _call(function: str, type_: str, calendar: Calendar, *args: Node) -> Bound:
    return Bound(tree.Call(function, args, calendar, type_), type_)


def _constant(binder: "Binder", syntax: cel.Syntax, names: Names, type_: Type) -> object:
    bound = binder.typed(syntax, names, type_)
    if not isinstance(bound.node, tree.Const):
        raise LawError("not a literal", place=place_of(syntax), expected="a literal")
    return bound.node.value


def _date(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    text = _constant(binder, syntax.args[0], names, TEXT)
    try:
        return Bound(tree.Const(date.fromisoformat(str(text))), DAY)
    except ValueError:
        raise LawError(
            f"not a day: {text!r}", place=syntax.place, expected='`date("YYYY-MM-DD")`'
        ) from None


def _day(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    instant = binder.typed(syntax.args[0], names, INSTANT)
    return _call("day", DAY, binder.scope.calendar, instant.node)


def _end_of_day(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    instant = binder.typed(syntax.args[0], names, INSTANT)
    return _call("end_of_day", INSTANT, binder.scope.calendar, instant.node)


def _years(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 2)
    day = binder.typed(syntax.args[0], names, DAY).node
    years = tree.Const(_constant(binder, syntax.args[1], names, NUMBER))
    return _call(syntax.name, DAY, binder.scope.calendar, day, years)


def _days_served(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 3)
    periods = binder.read(syntax.args[0], names)
    if not isinstance(periods.type, ListOf) or getattr(periods.type.item, "name", "") != "Period":
        raise LawError(
            f"this is {in_words(periods.type)}",
            place=place_of(syntax.args[0]),
            expected="periods of time served",
        )
    first, last = (binder.typed(arg, names, DAY).node for arg in syntax.args[1:])
    calendar = binder.scope.calendar
    return _call("days_served", NUMBER, calendar, periods.node, first, last)


def _hours_after(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 2, 3, 4)
    start = binder.typed(syntax.args[0], names, INSTANT).node
    hours = tree.Const(_constant(binder, syntax.args[1], names, NUMBER))
    out: object = ()
    if len(syntax.args) > 2:
        out = _constant(binder, syntax.args[2], names, ListOf(TEXT))
    calendar = binder.scope.calendar
    if len(syntax.args) == 4:
        name = str(_constant(binder, syntax.args[3], names, TEXT))
        found = binder.scope.calendar_named(name)
        if found is None:
            raise LawError(f"unknown list of holidays {name!r}", place=syntax.place,
                           expected="one that the calendars know")  # fmt: skip
        calendar = found
    return _call("hours_after", INSTANT, calendar, start, hours, tree.Const(out))


def _listed(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 2, 4)
    name = str(_constant(binder, syntax.args[0], names, TEXT))
    table = binder.scope.table(name)
    if table is None:
        raise LawError(f"no schedule `{name}`", place=syntax.place,
                       expected=f"schedules/{name}.csv")  # fmt: skip
    if len(syntax.args) == 4:
        args = tuple(binder.typed(arg, names, TEXT).node for arg in syntax.args[1:])
    else:
        args = _listed_parts(binder, syntax, names)
    if (table.terms is None) == (len(args) == 1):
        raise LawError(
            f"`{name}` lists {'offences' if table.terms is None else 'terms'}",
            place=syntax.place,
            expected="a charge or conviction" if table.terms is None else "a text",
        )
    return Bound(tree.Listed(table, args), TRUTH)


def _listed_parts(binder: "Binder", syntax: cel.Apply, names: Names) -> tuple[Node, ...]:
    bound = binder.read(syntax.args[1], names)
    if bound.type == TEXT:
        return (bound.node,)
    parts = ("code", "section", "subdivision")
    if isinstance(bound.type, Record) and all(part in bound.type.fields for part in parts):
        return tuple(
            binder.dot(cel.Dot(syntax.args[1], part, syntax.place), names).node for part in parts
        )
    raise wrong(syntax.args[1], bound, TEXT)


def _size(binder: "Binder", syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    return binder.count(syntax.args[0], names)


FUNCTIONS: dict[str, Callable[["Binder", cel.Apply, Names], Bound]] = {
    "date": _date,
    "day": _day,
    "days_served": _days_served,
    "end_of_day": _end_of_day,
    "hours_after": _hours_after,
    "listed": _listed,
    "size": _size,
    "years_after": _years,
    "years_before": _years,
}
