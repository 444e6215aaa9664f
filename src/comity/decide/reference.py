"""The whole meaning of a condition, as plainly as it can be said: the twin of every other reader.

A truth is True, False or None for unknown, and Kleene's logic combines them: False decides an
`&&`, True decides an `||`, and otherwise one unknown makes the whole unknown. Any other value may
be None too, and whatever is computed from an unknown is unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from comity.decide import clock
from comity.law.schedule import subdivision_tokens
from comity.model import tree
from comity.model.case import Case

Truth = bool | None

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip

NOTHING: Mapping[str, Any] = {}


def conjunction(parts: Iterable[Truth]) -> Truth:
    """All of them: False if one is false, else None if one is unknown, else True."""
    seen = set(parts)
    return False if False in seen else None if None in seen else True


def disjunction(parts: Iterable[Truth]) -> Truth:
    """Any of them: True if one is true, else None if one is unknown, else False."""
    seen = set(parts)
    return True if True in seen else None if None in seen else False


def negation(part: Truth) -> Truth:
    """The contrary; of an unknown, unknown."""
    return None if part is None else not part


def value(node: tree.Node, case: Case, names: Mapping[str, Any] = NOTHING) -> Any:
    """The value of a node for a case; `names` holds the elements that variables stand for."""
    match node:
        case tree.Const(known):
            return known
        case tree.Fact():
            return fact(node, case)
        case tree.Var(name):
            return names[name]
        case tree.Member(of, _, attribute, _):
            return getattr(value(of, case, names), attribute)
        case tree.Term():
            return value(node.body, case, names)
        case tree.And(parts):
            return conjunction(value(part, case, names) for part in parts)
        case tree.Or(parts):
            return disjunction(value(part, case, names) for part in parts)
        case tree.Not(part):
            return negation(value(part, case, names))
        case tree.Unknown(part):
            return value(part, case, names) is None
        case tree.Surely(part):
            return value(part, case, names) is True
        case tree.Perhaps(part):
            return value(part, case, names) is not False
        case tree.Quantified(kind, items, var, body):
            elements = value(items, case, names)
            if elements is None:
                return None
            return quantified(kind, [value(body, case, {**names, var: one}) for one in elements])
        case tree.Count(items, var, body):
            return _count(node, case, names)
        case tree.Compare() | tree.Plus() | tree.Among() | tree.StartsWith():
            operands = tuple(value(part, case, names) for part in tree.children(node))
            return None if None in operands else operation(node, operands)
        case tree.Listed(table, args):
            return listed(table, tuple(value(arg, case, names) for arg in args))
        case tree.Call(_, args):
            operands = tuple(value(arg, case, names) for arg in args)
            return None if None in operands else call(node, operands)
        case _:
            raise TypeError(f"no node of a condition: {node!r}")


def fact(node: tree.Fact, case: Case) -> Any:
    """The value of a fact of the case."""
    found: Any = case
    for attribute in node.attributes:
        found = getattr(found, attribute)
    return found


def quantified(kind: str, truths: list[Truth]) -> Truth:
    """Whether some, all or exactly one of the elements satisfy the body."""
    if kind == "exists":
        return disjunction(truths)
    return conjunction(truths) if kind == "all" else exactly_one(truths)


def exactly_one(truths: list[Truth]) -> Truth:
    """Whether one is true: False as soon as two are, whatever the unknown ones turn out to be."""
    if truths.count(True) > 1:
        return False
    return None if None in truths else truths.count(True) == 1


def counted(truths: list[Truth]) -> int | None:
    """How many are true; unknown if one is."""
    return None if None in truths else truths.count(True)


def _count(node: tree.Count, case: Case, names: Mapping[str, Any]) -> int | None:
    elements = value(node.items, case, names)
    if elements is None or node.body is None or node.var is None:
        return None if elements is None else len(elements)
    return counted([value(node.body, case, {**names, node.var: one}) for one in elements])


def operation(node: tree.Node, operands: tuple[Any, ...]) -> Any:
    """The value of a comparison, sum or membership whose operands are all known."""
    match node:
        case tree.Compare(op):
            return _COMPARISONS[op](*operands)
        case tree.Plus():
            left, right = operands
            step = node.sign * right
            return left + timedelta(days=step) if isinstance(left, date) else left + step
        case tree.Among():
            return operands[0] in operands[1]
        case tree.StartsWith():
            return operands[0].startswith(node.prefix)
        case _:
            raise TypeError(f"no operation: {node!r}")


def call(node: tree.Call, operands: tuple[Any, ...]) -> Any:
    """The value of a calendar function whose operands are all known."""
    match node.function:
        case "day":
            return clock.day_of(operands[0], node.calendar)
        case "end_of_day":
            return clock.end_of_day(operands[0], node.calendar)
        case "years_before":
            return clock.years_before(*operands)
        case "years_after":
            return clock.years_before(operands[0], -operands[1])
        case "days_served":
            return clock.days_served(*operands)
        case "hours_after":
            return clock.hours_after(operands[0], operands[1], operands[2], node.calendar)
        case other:
            raise TypeError(f"no calendar function: {other}")


def listed(table: tree.Table, args: tuple[str | None, ...]) -> Truth:
    """Whether a term, or a code, section and subdivision, is on a schedule."""
    if table.terms is not None:
        return None if args[0] is None else args[0] in table.terms
    code, section, subdivision = args
    if code is None or section is None:
        return None
    specs = table.entries.get((code, section))
    if specs is None:
        return False
    if not specs:
        return True
    return None if subdivision is None else covers(specs, subdivision)


@cache
def covers(specs: tuple[tree.Spec, ...], subdivision: str) -> bool:
    """Whether a subdivision is one of those listed, or below one."""
    tokens = subdivision_tokens(subdivision)
    return any(_covers(spec, tokens) for spec in specs)


def _covers(spec: tree.Spec, tokens: tuple[str, ...]) -> bool:
    if spec.through is None:
        return tokens[: len(spec.tokens)] == spec.tokens
    first = tokens[0] if tokens else ""
    return first.isdigit() and int(spec.tokens[0]) <= int(first) <= int(spec.through)
