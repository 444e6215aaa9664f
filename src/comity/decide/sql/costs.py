"""What a node costs: about the nanoseconds that DuckDB takes for a row or element.

Only the order counts.
From `bench/sql.py` on one machine: reading a list 10, a comparison 1 to 4, a schedule 22.
"""

from functools import cache
from typing import Final

from comity.decide.sql.nodes import (
    Counting,
    DayNumber,
    DayOf,
    EndOf,
    EndOfTerm,
    Holds,
    InVersions,
    Kept,
    Length,
    LookedUp,
    Outcome,
    Review,
    Run,
    Single,
    Tally,
    Truths,
    Until,
    Worked,
    parts,
    variables,
    visible,
)
from comity.model import tree
from comity.model.tree import Node

OWN_COLUMN: Final = 10
"""From here on a value gets a column of its own."""

EXPENSIVE: Final = 15
"""From here on it is worked out only in the rows that need it."""

EXPENSIVE_INSIDE: Final = 120
"""The same inside a condition on elements, where telling elements apart costs more."""

WORTH_KEEPING: Final = 80
"""So much must be saved by keeping a value beside an element, all its uses but one together."""

SHORT_LIST: Final = 8
"""So many texts are compared one by one; more are looked up."""

_OWN: Final[dict[type[Node], int]] = {
    tree.And: 1, tree.Or: 1, tree.Not: 1, tree.Surely: 1, tree.Perhaps: 1, tree.Unknown: 1,
    tree.Compare: 3, tree.StartsWith: 4, tree.Plus: 3, tree.Listed: 30,
    Holds: 12, Single: 40, Tally: 40, Length: 2, Outcome: 10, Review: 5, Until: 10,
    InVersions: 2, LookedUp: 6,
    DayNumber: 25, DayOf: 5, EndOf: 8, Counting: 8, Run: 12, EndOfTerm: 40,
}  # fmt: skip
_CALLS: Final = {"days_served": 150}
_LIST: Final = 20


@cache
def own(node: Node) -> int:
    """What a node costs when the nodes under it have columns; with a list, all that it does."""
    match node:
        case Holds(Truths(_, _, body)) | Single(Truths(_, _, body)) | Tally(Truths(_, _, body)):
            return _OWN[type(node)] + _LIST + 2 * inside(body)
        case Worked(_, _, _, values):
            return _LIST + 2 * sum(inside(one) for one in values)
        case tree.Among(_, tree.Const(options)):
            count = len(options) if isinstance(options, tuple) else 1
            return 3 * count if count <= SHORT_LIST else 25
        case tree.Among():
            return 10
        case tree.Call(function):
            return _CALLS.get(function, 16)
    return _OWN.get(type(node), 0)


@cache
def total(node: Node) -> int:
    """What a node costs with everything under it."""
    return own(node) + sum(total(part) for part in visible(node))


@cache
def inside(node: Node) -> int:
    """What a condition on an element costs; what does not depend on the element is there."""
    if not variables(node) or isinstance(node, Kept):
        return 0
    under = (node.items,) if isinstance(node, Truths | Worked) else parts(node)
    return own(node) + sum(inside(part) for part in under)
