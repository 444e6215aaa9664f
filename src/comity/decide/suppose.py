"""What would make a condition true: values for its facts, and elements made up for its lists.

Nothing here is an answer; `changes` tries each on the case and decides anew.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from comity.decide import reference
from comity.facts.build import builder
from comity.facts.paths import type_at
from comity.facts.values import UnfitError
from comity.model import tree
from comity.model.case import Case
from comity.model.shape import Field, ListOf, Record, case_shape, each_fact
from comity.model.tree import TRUTH, Node

_OTHER = "(any other)"


def general(path: str) -> str:
    """A path with `[]` in the place of each number."""
    return re.sub(r"\[\d+\]", "[]", path)


@cache
def field_at(path: str) -> Field | None:
    """The fact at a path, numbered or not; None for an element of a list of records."""
    path = general(path)
    return dict(each_fact(case_shape())).get(path.removesuffix("[]"))


def to_come(value: Any, case: Case) -> bool:
    """Whether a day or instant is later than anybody knew of when the question was put."""
    latest = max(case.at, case.request.received_at or case.at)
    if isinstance(value, datetime):
        return value > latest
    return isinstance(value, date) and value > latest.date()


def as_json(value: Any) -> Any:
    """The value of a fact in the forms of JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def fits(
    node: Node,
    wanted: bool,
    value: Callable[[Node], Any],
    field: Callable[[Node], Field | None],
) -> Iterator[tuple[Node, Any]]:
    """A fact in a comparison with a value that makes it true or false, the nearest first."""
    match node:
        case tree.Fact(type=kind) | tree.Member(type=kind) if kind == TRUTH:
            yield node, wanted
        case tree.Compare(_, left, right):
            for fact, other in ((left, right), (right, left)):
                bound = value(other)
                for one in () if bound is None else _near(bound, field(fact)):
                    pair = (one, bound) if fact is left else (bound, one)
                    if reference.operation(node, pair) is wanted:
                        yield fact, one
                        break
        case tree.StartsWith(of, prefix) if prefix == prefix.strip():
            yield of, prefix if wanted else _OTHER
        case tree.Among(item, tree.Const(tuple() as options)):
            others = (one for one in _terms(field(item)) if one not in options)
            yield from ((item, one) for one in (options if wanted else others))
        case tree.Among(item, options):
            known = value(item)
            held = tuple(one for one in value(options) or () if one != known)
            if known is not None:
                yield options, (*held, known) if wanted else held


def _near(value: Any, field: Field | None) -> Iterator[Any]:
    """A value, and the nearest ones beside it."""
    yield value
    if isinstance(value, date):
        step = timedelta(minutes=1) if isinstance(value, datetime) else timedelta(days=1)
        yield from (value - step, value + step)
    elif isinstance(value, str):
        yield next(one for one in (*_terms(field), _OTHER) if one != value)


def _terms(field: Field | None) -> tuple[str, ...]:
    return field.terms if field and field.terms else (_OTHER,)


_Given = dict[tuple[str, str], Any]
"""Facts of made-up elements, as JSON: by the variable of the element and the fact's name."""


class Maker:
    """Makes up elements of a list from the condition that they are to satisfy.

    A value comes from the other side of a comparison or from a schedule. The simplest way is not
    looked for: the parts of a condition are followed in their order, back to the first that fits.
    """

    def __init__(self, case: Case, var: str, path: str) -> None:
        self._case, self._var = case, var
        self._paths = {var: general(path)}
        self._patience = 500

    def made(self, body: Node, wanted: bool) -> Iterator[Any]:
        """Elements for which the condition is as wanted: the first that a case may hold."""
        for given in islice(self._ways(body, wanted, {}), 3):
            yield self._element(self._var, given)

    def _ways(self, node: Node, wanted: bool, given: _Given) -> Iterator[_Given]:
        self._patience -= 1
        if self._value(node, given) is wanted:
            yield given
        elif self._patience > 0:
            yield from self._more(node, wanted, given)

    def _more(self, node: Node, wanted: bool, given: _Given) -> Iterator[_Given]:
        match node:
            case tree.Not(part):
                yield from self._ways(part, not wanted, given)
            case tree.Term(body=body):
                yield from self._ways(body, wanted, given)
            case tree.And(parts) | tree.Or(parts):
                if isinstance(node, tree.And) is wanted:
                    yield from self._all(parts, wanted, given)
                else:
                    for part in parts:
                        yield from self._ways(part, wanted, given)
            case tree.Listed():
                yield from self._listed(node, wanted, given)
            case tree.Quantified():
                yield from self._nested(node, wanted, given)
            case _:
                yield from self._compared(node, wanted, given)

    def _all(self, parts: tuple[Node, ...], wanted: bool, given: _Given) -> Iterator[_Given]:
        if not parts:
            yield given
            return
        for way in self._ways(parts[0], wanted, given):
            yield from self._all(parts[1:], wanted, way)

    def _with(self, node: Node, value: Any, given: _Given) -> Iterator[_Given]:
        """The facts with one more, unless it is given already or is no fact of the element."""
        key = self._key(node)
        if key is not None and key not in given and not to_come(value, self._case):
            yield {**given, key: as_json(value)}

    def _compared(self, node: Node, wanted: bool, given: _Given) -> Iterator[_Given]:
        supposed, days = dict(given), []
        for side in tree.children(node):
            for member in () if isinstance(side, tree.Member) else _members(side):
                key = self._key(member)
                if key is not None and key not in given:
                    # Read inside a calculation: no time served, and an offence on the very day
                    # that the calculation gives.
                    is_list = isinstance(member.type, ListOf)
                    supposed[key] = [] if is_list else as_json(self._case.at.date())
                    days += [] if is_list else [key]
        for fact, one in fits(node, wanted, lambda of: self._value(of, supposed), self._field):
            yield from self._with(fact, one, {**supposed, **dict.fromkeys(days, as_json(one))})

    def _listed(self, node: tree.Listed, wanted: bool, given: _Given) -> Iterator[_Given]:
        table, args = node.table, node.args
        if table.terms is not None:
            for one in sorted(table.terms)[:1] if wanted else [_OTHER]:
                yield from self._with(args[0], one, given)
            return
        for (code, section), specs in islice(table.entries.items(), 50):
            parts = [code, section if wanted else _OTHER, _subdivision(specs)]
            way = dict(given)
            for arg, part in zip(args, parts, strict=True):
                key = self._key(arg)
                if key is not None and part is not None:
                    way.setdefault(key, part)
            if self._value(node, way) is wanted:
                yield way

    def _nested(self, node: tree.Quantified, wanted: bool, given: _Given) -> Iterator[_Given]:
        key = self._key(node.items)
        if key is None or not isinstance(node.items, tree.Member):
            return
        if wanted is (node.kind == "all"):
            yield from self._with(node.items, [], given)
            return
        self._paths[node.var] = f"{self._paths[key[0]]}[].{key[1]}"
        for way in self._ways(node.body, node.kind != "all", given):
            yield from self._with(node.items, [self._element(node.var, way)], way)

    def _key(self, node: Node) -> tuple[str, str] | None:
        """Under which name a fact of a made-up element is given; None for anything else."""
        match node:
            case tree.Term(body=body):
                return self._key(body)
            case tree.Var(name) if name in self._paths:
                return name, ""
            case tree.Member(tree.Var(name), fact) if name in self._paths:
                return name, fact
        return None

    def _field(self, node: Node) -> Field | None:
        key = self._key(node)
        return field_at(f"{self._paths[key[0]]}[].{key[1]}".rstrip(".")) if key else None

    def _element(self, var: str, given: _Given) -> Any:
        kind = _item(self._paths[var])
        if not isinstance(kind, Record):
            return given.get((var, ""))
        return {name: given[var, name] for name in kind.fields if (var, name) in given}

    def _value(self, node: Node, given: _Given) -> Any:
        names = {}
        try:
            for var, path in self._paths.items():
                kind, element = _item(path), self._element(var, given)
                names[var] = builder(kind)(element) if isinstance(kind, Record) else element
            return reference.value(node, self._case, names)
        except (UnfitError, KeyError):
            # A made-up text outside its vocabulary, or a variable of an enclosing condition.
            return None


def _item(path: str) -> object:
    kind = type_at(path.replace("[]", ""))
    return kind.item if isinstance(kind, ListOf) else kind


def _members(node: Node) -> Iterator[tree.Member]:
    if isinstance(node, tree.Member):
        yield node
    for child in tree.children(node):
        yield from _members(child)


def _subdivision(specs: tuple[tree.Spec, ...]) -> str | None:
    """The first subdivision listed, as it is written: 2(b)."""
    if not specs:
        return None
    first, *below = specs[0].tokens
    return first + "".join(f"({one})" for one in below)
