"""Truths of three values as two formulas, and the connectives that make them small.

A formula is a Python truth where it is known beforehand, otherwise a term of z3.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

import z3

Formula: TypeAlias = Any
"""True, False or a z3 term of truth."""


class Truth(NamedTuple):
    """Known to be true, and known to be false. Never both; neither is unknown.

    `definite`: the one is the contrary of the other, so that nothing about it can be unknown.
    """

    yes: Formula
    no: Formula
    definite: bool = False


def definite(holds: Formula) -> Truth:
    """A truth that is never unknown."""
    return Truth(holds, contrary(holds), True)


def every(parts: Iterable[Formula]) -> Formula:
    """All of them."""
    kept: dict[int, Formula] = {}
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept[part.get_id()] = part
    if not kept:
        return True
    return _joined(z3.Z3_mk_and, list(kept.values()))


def some(parts: Iterable[Formula]) -> Formula:
    """Any of them."""
    kept: dict[int, Formula] = {}
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept[part.get_id()] = part
    if not kept:
        return False
    return _joined(z3.Z3_mk_or, list(kept.values()))


def _joined(make: Callable[..., Any], parts: list[Formula]) -> Formula:
    """`z3.And` or `z3.Or` without its checks of every part, which take most of the time."""
    if len(parts) == 1:
        return parts[0]
    context = z3.main_ctx()
    terms = (z3.Ast * len(parts))(*(one.as_ast() for one in parts))
    return z3.BoolRef(make(context.ref(), len(parts), terms), context)


def contrary(part: Formula) -> Formula:
    """Not that."""
    if isinstance(part, bool):
        return not part
    return part.arg(0) if z3.is_not(part) else z3.Not(part)


def conjunction(parts: Iterable[Truth]) -> Truth:
    """All of them, as Kleene's logic says."""
    parts = list(parts)
    yes = every(one.yes for one in parts)
    if all(one.definite for one in parts):
        return definite(yes)
    return Truth(yes, some(one.no for one in parts))


def disjunction(parts: Iterable[Truth]) -> Truth:
    """Any of them, as Kleene's logic says."""
    return negation(conjunction(negation(one) for one in parts))


def negation(part: Truth) -> Truth:
    """The contrary."""
    return Truth(part.no, part.yes, part.definite)


def when_known(known: Formula, holds: Formula) -> Truth:
    """A test on values: true or false while all of them are known."""
    if known is True:
        return definite(holds)
    return Truth(every((known, holds)), every((known, contrary(holds))))


def where_known(known: Formula, found: Truth) -> Truth:
    """A truth that is known only while something else is."""
    if known is True:
        return found
    return Truth(every((known, found.yes)), every((known, found.no)))


def exactly_one(parts: list[Truth], total: Any) -> Truth:
    """One is true and the others are false; false as soon as two are. `total` of them are true."""
    if all(one.definite for one in parts):
        return definite(total == 1)
    none_unknown = every(some((one.yes, one.no)) for one in parts)
    return Truth(
        every((none_unknown, total == 1)), some((total >= 2, every(one.no for one in parts)))
    )


def number(holds: Formula) -> Any:
    """1 where it holds, else 0."""
    if isinstance(holds, bool):
        return z3.IntVal(int(holds))
    return z3.If(holds, z3.IntVal(1), z3.IntVal(0))
