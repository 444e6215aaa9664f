"""Syntax to the typed tree: every name looked up and every type checked, for one day.

A definition's body is put in the place of its name, so that the readers see one whole condition.
Variables are named by how deep they stand, so that no body captures another's variable.
"""

import difflib
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from attrs import evolve, frozen

from comity.errors import LawError, Place
from comity.law import cel
from comity.law.page import Page
from comity.law.rule import DefinitionText
from comity.model import tree
from comity.model.shape import ListOf, Record, Type, case_shape
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH, Calendar, Node, Table


class Bound(NamedTuple):
    """A node with its type, and the closed vocabulary of a text where it has one."""

    node: Node
    type: Type
    terms: tuple[str, ...] = ()


@frozen
class Scope:
    """Where the names of one page are looked up, on one day."""

    page: Page
    definition: Callable[[Page, str], tuple[Page, DefinitionText] | None]
    names: Callable[[Page], tuple[str, ...]]
    table: Callable[[str], Table | None]
    calendar: Calendar
    calendar_named: Callable[[str], Calendar | None]


@frozen
class _Filtered(Node):
    """A list with a condition on its elements; never leaves this module."""

    items: Node
    var: str
    body: Node


_MACROS = ("exists", "all", "exists_one", "filter")
_ORDERED = (NUMBER, DAY, INSTANT)


def bind(syntax: cel.Syntax, scope: Scope, expected: Type = TRUTH) -> Node:
    """The typed tree of a condition. Raises LawError with file, line and column."""
    binder = _Binder(scope)
    bound = binder.value(binder.read(syntax, {}), syntax)
    if bound.type != expected:
        raise _wrong(syntax, bound, expected)
    return bound.node


def _wrong(syntax: cel.Syntax, bound: Bound, expected: Type) -> LawError:
    return LawError(f"this is {_a(bound.type)}", place=_place_of(syntax), expected=_a(expected))


def _a(type_: Type) -> str:
    if isinstance(type_, ListOf):
        return "a list, each " + _a(type_.item)
    return f"a {type_}" if isinstance(type_, str) else f"the record {type_.name}"


def _place_of(syntax: cel.Syntax) -> Place:
    place: Place = syntax.place  # type: ignore[attr-defined]
    return place


Names = dict[str, Bound]


class _Binder:
    """Binds the syntax of one page; a definition of another page gets a binder of its own."""

    def __init__(self, scope: Scope, depth: int = 0, open_terms: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.depth = depth
        self.open_terms = open_terms

    def read(self, syntax: cel.Syntax, names: Names) -> Bound:
        match syntax:
            case cel.Literal():
                return self._literal(syntax)
            case cel.Name():
                return self._name(syntax, names)
            case cel.Dot():
                return self._dot(syntax, names)
            case cel.Operation():
                return self._operation(syntax, names)
            case cel.Apply():
                return self._apply(syntax, names)
        raise AssertionError(syntax)

    def typed(self, syntax: cel.Syntax, names: Names, *expected: Type) -> Bound:
        """The bound syntax, which must have one of the expected types."""
        bound = self.read(syntax, names)
        if bound.type not in expected:
            raise _wrong(syntax, bound, expected[0])
        return bound

    def value(self, bound: Bound, syntax: cel.Syntax) -> Bound:
        """The bound syntax, unless it is a filtered list that nobody counts or looks through."""
        if isinstance(bound.node, _Filtered):
            raise LawError(
                "`filter` by itself",
                place=_place_of(syntax),
                expected="`.size()`, `.exists(…)` or `.all(…)` after it",
            )
        return bound

    def _literal(self, syntax: cel.Literal) -> Bound:
        value = syntax.value
        if isinstance(value, tuple):
            return Bound(tree.Const(value), ListOf(TEXT))
        if isinstance(value, bool):
            return Bound(tree.Const(value), TRUTH)
        return Bound(tree.Const(value), NUMBER if isinstance(value, int) else TEXT)

    def _name(self, syntax: cel.Name, names: Names) -> Bound:
        if syntax.name in names:
            return names[syntax.name]
        field = case_shape().fields.get(syntax.name)
        if field is not None and not field.label and syntax.name != "sources":
            node = tree.Fact((field.name,), (field.attribute,), field.type)
            return Bound(node, field.type, field.terms)
        found = self.scope.definition(self.scope.page, syntax.name)
        if found is not None:
            return self._term(found, (), syntax)
        raise self._unknown(syntax, names)

    def _unknown(self, syntax: cel.Name | cel.Apply, names: Names) -> LawError:
        known = [*names, *case_shape().fields, *self.scope.names(self.scope.page), *_FUNCTIONS]
        near = difflib.get_close_matches(syntax.name, known, 1)
        return LawError(
            f"unknown name `{syntax.name}`",
            place=syntax.place,
            expected=f"`{near[0]}`" if near else "a fact, a variable or a definition of the page",
        )

    def _dot(self, syntax: cel.Dot, names: Names) -> Bound:
        of = self.value(self.read(syntax.of, names), syntax.of)
        if not isinstance(of.type, Record):
            raise LawError(f"{_a(of.type)} has no `{syntax.name}`", place=syntax.place,
                           expected="a record before the dot")  # fmt: skip
        field = of.type.fields.get(syntax.name)
        if field is None or field.label:
            near = difflib.get_close_matches(syntax.name, of.type.fields, 1)
            what = "no rule may read" if field else f"{of.type.name} has no"
            raise LawError(
                f"{what} `{syntax.name}`",
                place=syntax.place,
                expected=f"`{near[0]}`" if near and not field else ", ".join(of.type.fields),
            )
        if isinstance(of.node, tree.Fact):
            path, attributes = of.node.path, of.node.attributes
            node: Node = tree.Fact((*path, field.name), (*attributes, field.attribute), field.type)
        else:
            node = tree.Member(of.node, field.name, field.attribute, field.type)
        return Bound(node, field.type, field.terms)

    def _operation(self, syntax: cel.Operation, names: Names) -> Bound:
        op = syntax.op
        if op in ("&&", "||"):
            parts = tuple(self.typed(part, names, TRUTH).node for part in syntax.parts)
            return Bound(tree.And(parts) if op == "&&" else tree.Or(parts), TRUTH)
        if op == "!":
            return Bound(tree.Not(self.typed(syntax.parts[0], names, TRUTH).node), TRUTH)
        if op in ("+", "-"):
            return self._sum(syntax, names)
        if op == "in":
            return self._among(syntax, names)
        return self._compare(syntax, names)

    def _sum(self, syntax: cel.Operation, names: Names) -> Bound:
        left = self.typed(syntax.parts[0], names, NUMBER, DAY)
        right = self.typed(syntax.parts[1], names, NUMBER)
        type_ = str(left.type)
        return Bound(tree.Plus(left.node, right.node, 1 if syntax.op == "+" else -1, type_), type_)

    def _among(self, syntax: cel.Operation, names: Names) -> Bound:
        item = self.typed(syntax.parts[0], names, TEXT)
        options = self.value(self.read(syntax.parts[1], names), syntax.parts[1])
        if options.type != ListOf(TEXT):
            raise _wrong(syntax.parts[1], options, ListOf(TEXT))
        self._vocabulary(item, options, syntax)
        return Bound(tree.Among(item.node, options.node), TRUTH)

    def _compare(self, syntax: cel.Operation, names: Names) -> Bound:
        left = self.value(self.read(syntax.parts[0], names), syntax.parts[0])
        right = self.typed(syntax.parts[1], names, left.type)
        if isinstance(left.type, ListOf | Record):
            raise _wrong(syntax.parts[0], left, TEXT)
        if syntax.op not in ("==", "!=") and left.type not in _ORDERED:
            raise LawError(
                f"`{syntax.op}` between values of type {left.type}",
                place=syntax.place,
                expected="`==` or `!=`",
            )
        self._vocabulary(left, right, syntax)
        return Bound(tree.Compare(syntax.op, left.node, right.node), TRUTH)

    def _vocabulary(self, left: Bound, right: Bound, syntax: cel.Operation) -> None:
        """A literal must be a term of the closed vocabulary that it is compared with."""
        for fact, literal in ((left, right), (right, left)):
            if not fact.terms or not isinstance(literal.node, tree.Const):
                continue
            value = literal.node.value
            for one in value if isinstance(value, tuple) else (value,):
                if one not in fact.terms:
                    near = difflib.get_close_matches(str(one), fact.terms, 1)
                    expected = f'"{near[0]}"' if near else "one of " + ", ".join(fact.terms)
                    raise LawError(f'no such term "{one}"', place=syntax.place, expected=expected)

    def _apply(self, syntax: cel.Apply, names: Names) -> Bound:
        if syntax.of is not None:
            return self._method(syntax, syntax.of, names)
        found = self.scope.definition(self.scope.page, syntax.name)
        if found is not None:
            args = tuple(self.value(self.read(arg, names), arg) for arg in syntax.args)
            return self._term(found, args, syntax)
        function = _FUNCTIONS.get(syntax.name)
        if function is None:
            raise self._unknown(syntax, names)
        return function(self, syntax, names)

    def _method(self, syntax: cel.Apply, of: cel.Syntax, names: Names) -> Bound:
        if syntax.name in _MACROS:
            return self._macro(syntax, of, names)
        if syntax.name == "size" and not syntax.args:
            return self._count(of, names)
        if syntax.name == "startsWith" and len(syntax.args) == 1:
            prefix = self.typed(syntax.args[0], names, TEXT).node
            if isinstance(prefix, tree.Const):
                text = self.typed(of, names, TEXT).node
                return Bound(tree.StartsWith(text, str(prefix.value)), TRUTH)
        raise LawError(
            f"`.{syntax.name}(…)` is not supported",
            place=syntax.place,
            expected="exists, all, exists_one, filter, size or startsWith with a literal",
        )

    def _macro(self, syntax: cel.Apply, of: cel.Syntax, names: Names) -> Bound:
        items = self.read(of, names)
        if not isinstance(items.type, ListOf):
            raise _wrong(of, items, ListOf(TEXT))
        if len(syntax.args) != 2 or not isinstance(syntax.args[0], cel.Name):
            raise LawError(f"`{syntax.name}` takes a variable and a condition",
                           place=syntax.place, expected=f"`{syntax.name}(x, …)`")  # fmt: skip
        inner = _Binder(self.scope, self.depth + 1, self.open_terms)
        name = f"{syntax.args[0].name}@{self.depth}"
        variable = Bound(tree.Var(name), items.type.item, items.terms)
        body = inner.typed(syntax.args[1], {**names, syntax.args[0].name: variable}, TRUTH).node
        if isinstance(items.node, _Filtered):
            body = _within(items.node, name, body, syntax.name)
            items = items._replace(node=items.node.items)
        if syntax.name == "filter":
            return Bound(_Filtered(items.node, name, body), items.type, items.terms)
        return Bound(tree.Quantified(syntax.name, items.node, name, body), TRUTH)

    def _count(self, of: cel.Syntax, names: Names) -> Bound:
        items = self.read(of, names)
        if not isinstance(items.type, ListOf):
            raise _wrong(of, items, ListOf(TEXT))
        if isinstance(items.node, _Filtered):
            return Bound(tree.Count(items.node.items, items.node.var, items.node.body), NUMBER)
        return Bound(tree.Count(items.node), NUMBER)

    def _term(
        self, found: tuple[Page, DefinitionText], args: tuple[Bound, ...], syntax: cel.Syntax
    ) -> Bound:
        page, definition = found
        if len(args) != len(definition.parameters):
            raise LawError(
                f"`{definition.name}` with {len(args)} arguments",
                place=_place_of(syntax),
                expected=f"{len(definition.parameters)}",
            )
        if definition.name in self.open_terms:
            raise LawError(
                f"`{definition.name}` is defined by itself",
                place=_place_of(syntax),
                expected="a definition that does not lead back to itself",
            )
        inner = _Binder(
            evolve(self.scope, page=page), self.depth, (*self.open_terms, definition.name)
        )
        names = dict(zip(definition.parameters, args, strict=True))
        body = inner.read(definition.body, names)
        inner.value(body, definition.body)
        judgement = None
        if definition.judgement is not None:
            asked = definition.judgement
            judgement = tree.Judgement(
                fact=inner.read(asked.fact, names).node,
                when=inner.typed(asked.when, names, TRUTH).node if asked.when else None,
                by=asked.by,
                asks=asked.asks,
            )
        nodes = tuple(arg.node for arg in args)
        term = tree.Term(
            definition.name, definition.title, definition.cite, nodes, body.node, judgement
        )
        return Bound(term, body.type, body.terms)

    def _calendar_call(self, function: str, type_: str, calendar: Calendar, *args: Node) -> Bound:
        return Bound(tree.Call(function, args, calendar, type_), type_)


def _within(filtered: _Filtered, name: str, body: Node, macro: str) -> Node:
    """A condition on the elements that passed a filter, as one on all elements."""
    passed = _renamed(filtered.body, filtered.var, name)
    if macro == "all":
        return tree.Or((tree.Not(passed), body))
    return tree.And((passed, body))


def _renamed(node: Node, old: str, new: str) -> Node:
    # Both variables stand at the same depth, so their names differ only in the part for people.
    if isinstance(node, tree.Var):
        return tree.Var(new) if node.name == old else node
    changes: dict[str, object] = {}
    for name in node.__attrs_attrs__:  # type: ignore[attr-defined]
        value = getattr(node, name.name)
        if isinstance(value, Node):
            changes[name.name] = _renamed(value, old, new)
        elif isinstance(value, tuple) and any(isinstance(one, Node) for one in value):
            changes[name.name] = tuple(_renamed(one, old, new) for one in value)
    return evolve(node, **changes) if changes else node  # type: ignore[misc]


def _argument_count(syntax: cel.Apply, *counts: int) -> None:
    if len(syntax.args) not in counts:
        raise LawError(
            f"`{syntax.name}` with {len(syntax.args)} arguments",
            place=syntax.place,
            expected=" or ".join(str(n) for n in counts),
        )


def _constant(binder: _Binder, syntax: cel.Syntax, names: Names, type_: Type) -> object:
    bound = binder.typed(syntax, names, type_)
    if not isinstance(bound.node, tree.Const):
        raise LawError("not a literal", place=_place_of(syntax), expected="a literal")
    return bound.node.value


def _date(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    text = _constant(binder, syntax.args[0], names, TEXT)
    try:
        return Bound(tree.Const(date.fromisoformat(str(text))), DAY)
    except ValueError:
        raise LawError(
            f"not a day: {text!r}", place=syntax.place, expected='`date("YYYY-MM-DD")`'
        ) from None


def _day(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    instant = binder.typed(syntax.args[0], names, INSTANT)
    return binder._calendar_call("day", DAY, binder.scope.calendar, instant.node)


def _end_of_day(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    instant = binder.typed(syntax.args[0], names, INSTANT)
    return binder._calendar_call("end_of_day", INSTANT, binder.scope.calendar, instant.node)


def _years(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 2)
    day = binder.typed(syntax.args[0], names, DAY).node
    years = tree.Const(_constant(binder, syntax.args[1], names, NUMBER))
    return binder._calendar_call(syntax.name, DAY, binder.scope.calendar, day, years)


def _days_served(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 3)
    periods = binder.read(syntax.args[0], names)
    if not isinstance(periods.type, ListOf) or getattr(periods.type.item, "name", "") != "Period":
        raise LawError(
            f"this is {_a(periods.type)}",
            place=_place_of(syntax.args[0]),
            expected="periods of time served",
        )
    first, last = (binder.typed(arg, names, DAY).node for arg in syntax.args[1:])
    calendar = binder.scope.calendar
    return binder._calendar_call("days_served", NUMBER, calendar, periods.node, first, last)


def _hours_after(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
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
    return binder._calendar_call("hours_after", INSTANT, calendar, start, hours, tree.Const(out))


def _listed(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
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


def _listed_parts(binder: _Binder, syntax: cel.Apply, names: Names) -> tuple[Node, ...]:
    bound = binder.read(syntax.args[1], names)
    if bound.type == TEXT:
        return (bound.node,)
    parts = ("code", "section", "subdivision")
    if isinstance(bound.type, Record) and all(part in bound.type.fields for part in parts):
        return tuple(
            binder._dot(cel.Dot(syntax.args[1], part, syntax.place), names).node for part in parts
        )
    raise _wrong(syntax.args[1], bound, TEXT)


def _size(binder: _Binder, syntax: cel.Apply, names: Names) -> Bound:
    _argument_count(syntax, 1)
    return binder._count(syntax.args[0], names)


_FUNCTIONS: dict[str, Callable[[_Binder, cel.Apply, Names], Bound]] = {
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
