"""A node of the tree as a formula over the facts of an arbitrary case.

The same meaning as `reference`, case by case. What a text is compared with is asked of the
reference itself, for an example of each kind of texts.
"""

from collections.abc import Iterator, Mapping
from itertools import count, product
from typing import Any, cast

import z3

from comity.decide import reference
from comity.decide.smt import logic
from comity.decide.smt.bounds import free
from comity.decide.smt.calendar import Almanac
from comity.decide.smt.facts import (
    Facts,
    Found,
    Periods,
    Records,
    Scalar,
    Text,
    Texts,
)
from comity.decide.smt.logic import (
    Formula,
    Truth,
    contrary,
    every,
    number,
    some,
    when_known,
    where_known,
)
from comity.decide.smt.texts import Kind, UnprovableError
from comity.model import tree
from comity.model.shape import Type

Names = Mapping[str, str | Kind]
"""What a variable stands for: the path of an entry, or a text of some kind."""

NOTHING: Names = {}


class Reader:
    """Reads the conditions that bind one agency. What holds in every case is in `facts.demands`."""

    def __init__(self, facts: Facts, agency: str) -> None:
        self.facts, self.agency = facts, agency
        self.almanac = Almanac(facts.demands)
        self._read: dict[object, Any] = {}
        self._open = count()

    def truth(self, node: tree.Node, names: Names = NOTHING) -> Truth:
        """A condition: when it is known to be true, and when to be false."""
        found = self.value(node, names)
        if not isinstance(found, Truth):
            raise UnprovableError("a condition that is no truth")
        return found

    def value(self, node: tree.Node, names: Names = NOTHING) -> Any:
        """The value of any node."""
        key = (node, tuple((one, names[one]) for one in sorted(free(node))))
        if key not in self._read:
            self._read[key] = self._value(node, names)
        return self._read[key]

    def _value(self, node: tree.Node, names: Names) -> Any:
        match node:
            case tree.And(parts):
                return logic.conjunction(self.truth(part, names) for part in parts)
            case tree.Or(parts):
                return logic.disjunction(self.truth(part, names) for part in parts)
            case tree.Not(part):
                return logic.negation(self.truth(part, names))
            case tree.Surely(part):
                return logic.definite(self.truth(part, names).yes)
            case tree.Perhaps(part):
                return logic.definite(contrary(self.truth(part, names).no))
            case tree.Unknown(part):
                return logic.definite(contrary(_known(self.value(part, names))))
            case tree.Term():
                return self.value(node.body, names)
            case tree.Quantified() | tree.Count():
                return self._over_list(node, names)
            case tree.Const() | tree.Fact() | tree.Var() | tree.Member():
                return self._found(node, names)
        return self._computed(node, names)

    def _computed(self, node: tree.Node, names: Names) -> Any:
        operands = [self.value(child, names) for child in tree.children(node)]
        match node:
            case tree.Compare(op):
                return self._compare(node, op, *operands)
            case tree.Among() | tree.StartsWith():
                return self._texts(node, operands)
            case tree.Listed(table):
                return _listed(table, operands)
            case tree.Plus(_, _, sign):
                left, right = operands
                known = every((left.known, right.known))
                return Scalar(known, left.term + sign * right.term)
            case tree.Call():
                return self.almanac.call(node, tuple(operands))
        raise UnprovableError(f"a node of the kind {type(node).__name__}")

    def _found(self, node: tree.Node, names: Names) -> Any:
        match node:
            case tree.Const(known):
                return _constant(known)
            case tree.Fact(("agency",)):
                return _constant(self.agency)
            case tree.Fact(("at",)):
                return Scalar(True, self.facts.at)
            case tree.Fact(path, _, kind):
                return self.facts.fact(".".join(path), cast(Type, kind))
            case tree.Var(name):
                found = names[name]
                return Text(True, ((True, found),)) if isinstance(found, Kind) else found
            case tree.Member(of, name, _, kind):
                above = self.value(of, names)
                if isinstance(above, str):
                    return self.facts.fact(f"{above}.{name}", cast(Type, kind))
        raise UnprovableError("a fact of what is no entry of a list")

    def _compare(self, node: tree.Compare, op: str, left: Any, right: Any) -> Truth:
        if isinstance(left, Text):
            return self._texts(node, [left, right])
        if isinstance(left, Truth):
            same = some((every((left.yes, right.yes)), every((left.no, right.no))))
            found = when_known(every((_known(left), _known(right))), same)
            return found if op == "==" else logic.negation(found)
        holds = _COMPARISONS[op](left.term, right.term)
        return when_known(every((left.known, right.known)), holds)

    def _texts(self, node: tree.Node, operands: list[Any]) -> Truth:
        """A test on texts: asked of the reference for each combination of kinds."""
        known = every(one.known for one in operands)
        if isinstance(node, tree.Among) and isinstance(operands[1], Texts):
            text, items = operands
            pairs = [
                every((when, amount > 0, self._same(one, other)))
                for when, one in text.options
                for amount, other in items.counts
            ]
            return when_known(known, some(pairs))
        if isinstance(node, tree.Compare):
            left, right = operands
            pairs = [
                every((when, also, self._same(one, other)))
                for (when, one), (also, other) in product(left.options, right.options)
            ]
            equal = when_known(known, some(pairs))
            return equal if node.op == "==" else logic.negation(equal)
        holding = [
            every(when for when, _ in chosen)
            for chosen in product(*(one.options for one in operands))
            if reference.operation(node, tuple(_example(kind) for _, kind in chosen))
        ]
        return when_known(known, some(holding))

    def _same(self, one: Kind, other: Kind) -> Formula:
        """Whether two texts are the same. Of one kind, that is left open unless it has only one.

        Left open, so that a proof holds however it is; the reference decides about a case.
        """
        if one.marks is None or other.marks is None:
            # Whatever is compared with a literal is tested for it: the literal's kind has no other.
            return bool(set(one.examples) & set(other.examples))
        if one.marks != other.marks:
            return False
        return True if one.single and other.single else z3.Bool(f"same/{next(self._open)}")

    def _over_list(self, node: tree.Quantified | tree.Count, names: Names) -> Any:
        items = self.value(node.items, names)
        if node.body is None or node.var is None:
            return Scalar(items.known, _size(items))
        if not isinstance(items, Records | Texts):
            raise UnprovableError("a condition on each period of time served")
        kind = node.kind if isinstance(node, tree.Quantified) else "count"
        passing: list[Truth] = []
        numbers: list[Any] = []
        for entry, there, amount in _entries(items):
            body = self.truth(node.body, {**names, node.var: entry})
            if kind == "all":  # none of them fails
                body = logic.negation(body)
            passing.append(logic.conjunction((logic.definite(there), body)))
            numbers.append(z3.If(passing[-1].yes, amount, z3.IntVal(0)))
        if kind == "exists":
            return where_known(items.known, logic.disjunction(passing))
        if kind == "all":
            return where_known(items.known, logic.negation(logic.disjunction(passing)))
        total = z3.Sum(numbers)
        if kind == "exists_one":
            return where_known(items.known, logic.exactly_one(passing, total))
        return Scalar(every((items.known, *(_known(one) for one in passing))), total)


_COMPARISONS: Mapping[str, Any] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _known(found: Found) -> Formula:
    return some((found.yes, found.no)) if isinstance(found, Truth) else found.known


def _constant(value: object) -> Any:
    """A literal. A tuple of texts stays one, as the second operand of `in`."""
    if isinstance(value, bool):
        return logic.definite(value)
    if isinstance(value, int):
        return Scalar(True, z3.IntVal(value))
    if isinstance(value, str):
        return Text(True, ((True, Kind((value,), single=True)),))
    if isinstance(value, tuple):
        return Text(True, ((True, _Literals(value, single=False)),))
    return Scalar(True, z3.IntVal(value.toordinal()))  # type: ignore[attr-defined]


class _Literals(Kind):
    """Several literals in the place of a text."""


def _example(kind: Kind) -> Any:
    return kind.examples if isinstance(kind, _Literals) else kind.examples[0]


def _entries(items: Records | Texts) -> Iterator[tuple[str | Kind, Formula, Any]]:
    """What a list may hold: each entry or kind of text, when it is there, and how often."""
    if isinstance(items, Records):
        yield from ((path, there, number(there)) for path, there in items.entries)
    else:
        yield from ((kind, amount > 0, amount) for amount, kind in items.counts)


def _size(items: Records | Texts | Periods) -> Any:
    if isinstance(items, Periods):
        return items.length
    return z3.Sum([amount for _, _, amount in _entries(items)])


def _listed(table: tree.Table, operands: list[Text]) -> Truth:
    """Whether a term, or a code, section and subdivision, is on a list; asked of the reference."""
    if table.terms is not None:
        (term,) = operands
        on = [w for w, kind in term.options if reference.listed(table, (kind.examples[0],))]
        return when_known(term.known, some(on))
    code, section, subdivision = operands
    yes: list[Formula] = []
    no: list[Formula] = []
    for (when, one), (also, other) in product(code.options, section.options):
        there = every((when, also))
        offence = (one.examples[0], other.examples[0])
        found = reference.listed(table, (*offence, None))
        if found is not None:
            (yes if found else no).append(there)
            continue
        for exactly, kind in subdivision.options:
            covered = reference.listed(table, (*offence, kind.examples[0]))
            (yes if covered else no).append(every((there, subdivision.known, exactly)))
    known = every((code.known, section.known))
    return Truth(every((known, some(yes))), every((known, some(no))))
