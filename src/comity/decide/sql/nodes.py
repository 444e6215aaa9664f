"""Nodes that only the SQL reader has: lists worked out step by step, and what a decision asks.

A law never writes them; `fold` and `elements` make them out of the nodes of `model.tree`.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import attrs
from attrs import frozen

from comity.model import tree
from comity.model.tree import Node


@frozen(cache_hash=True)
class Truths(Node):
    """The truth of a condition for each element of a list, as a list."""

    items: Node
    var: str
    body: Node


@frozen(cache_hash=True)
class Holds(Node):
    """Whether some truth of a list is true."""

    truths: Node


@frozen(cache_hash=True)
class Single(Node):
    """Whether exactly one truth of a list is true."""

    truths: Node


@frozen(cache_hash=True)
class Tally(Node):
    """How many truths of a list are true; unknown if one is."""

    truths: Node


@frozen(cache_hash=True)
class Length(Node):
    """How many elements a list has."""

    items: Node


@frozen(cache_hash=True)
class Worked(Node):
    """A list whose elements hold values that several conditions need, each worked out once."""

    items: Node
    var: str
    names: tuple[str, ...]
    values: tuple[Node, ...]


@frozen(cache_hash=True)
class Kept(Node):
    """A value of an element of a `Worked` list. `source` is what it was worked out from."""

    var: str
    name: str
    source: Node


@frozen(cache_hash=True)
class LookedUp(Node):
    """A value that the kind of an element settles; `source` is asked of each kind in `table`."""

    var: str
    source: Node
    table: str


@frozen(cache_hash=True)
class InVersions(Node):
    """Whether one of these versions, by number, is in force for the case; never unknown."""

    numbers: tuple[int, ...]


@frozen(cache_hash=True)
class Outcome(Node):
    """The outcome, from whether something forbids, requires or permits."""

    forbids: Node
    requires: Node
    permits: Node


@frozen(cache_hash=True)
class Review(Node):
    """Whether some point arises on one of its outcomes; `on` is in the order of `arises`."""

    outcome: Node
    arises: tuple[Node, ...]
    on: tuple[tuple[str, ...], ...]


@frozen(cache_hash=True)
class Until(Node):
    """When an allowed act must end: see `plan.ActionPlan`. A limit of `Const(None)` is none."""

    outcome: Node
    caps: tuple[Node, ...]
    cap_limits: tuple[Node, ...]
    allowances: tuple[Node, ...]
    allowance_limits: tuple[Node, ...]


@frozen(cache_hash=True)
class DayNumber(Node):
    """The local day of an instant, as its number in the lists of `calendars`."""

    instant: Node
    zone: str


@frozen(cache_hash=True)
class DayOf(Node):
    """The day that has a number."""

    number: Node


@frozen(cache_hash=True)
class EndOf(Node):
    """23:59 of the day that has a number."""

    number: Node
    zone: str


@frozen(cache_hash=True)
class Counting(Node):
    """The first counted day from a day on, as its number among the counted days."""

    number: Node
    calendar: tree.Calendar
    not_counted: tuple[str, ...]


@frozen(cache_hash=True)
class Run(Node):
    """The counted time up to the end of a term that begins at an instant."""

    instant: Node
    first: Node
    hours: int
    calendar: tree.Calendar
    not_counted: tuple[str, ...]


@frozen(cache_hash=True)
class EndOfTerm(Node):
    """The instant at which a term has run; `first` is its first counted day."""

    run: Node
    first: Node
    hours: int
    calendar: tree.Calendar
    not_counted: tuple[str, ...]


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes under a node; none under a value that is kept already."""
    return () if isinstance(node, Kept | LookedUp) else tree.children(node)


@cache
def variables(node: Node) -> frozenset[str]:
    """The variables of a node that something around it binds."""
    match node:
        case tree.Var(name):
            return frozenset((name,))
        case Kept(var) | LookedUp(var):
            return frozenset((var,))
    found = frozenset(name for part in parts(node) for name in variables(part))
    # The list is looked at outside: its own variables are never the one that it binds.
    return found - {node.var} if isinstance(node, Truths | Worked) else found


def visible(node: Node) -> tuple[Node, ...]:
    """The nodes under a node that are looked at once for all, and not for each element."""
    match node:
        case Truths(items, _, body):
            return (items, *_fixed((body,)))
        case Worked(items, _, _, values):
            return (items, *_fixed(values))
    return parts(node)


def is_value(node: Node) -> bool:
    """Whether a node is read as it stands, with nothing to work out."""
    return isinstance(node, tree.Const | tree.Fact | tree.Var | tree.Member | Kept)


def _fixed(bodies: Iterable[Node]) -> tuple[Node, ...]:
    """The largest parts of a condition on elements that do not depend on the element."""
    found: dict[Node, None] = {}

    def look(node: Node) -> None:
        if not variables(node):
            if not isinstance(node, tree.Const):
                found[node] = None
            return
        for part in parts(node):
            look(part)

    for body in bodies:
        look(body)
    return tuple(found)


def replaced(node: Node, by: Mapping[Node, Node], done: dict[Node, Node] | None = None) -> Node:
    """The node with some of the nodes in it replaced, the outermost first.

    `done` is filled with what was made, for the next call with the same replacements.
    """
    known = {} if done is None else done

    def make(node: Node) -> Node:
        if node in by:
            return by[node]
        if is_value(node) and not parts(node):
            return node
        if node not in known:
            known[node] = rebuilt(node, [make(part) for part in parts(node)])
        return known[node]

    return make(node)


def rebuilt(node: Node, made: list[Node]) -> Node:
    """A node of the same kind with these nodes under it, in the order of `parts`."""
    if all(old is new for old, new in zip(parts(node), made, strict=True)):
        return node
    ahead, changes = iter(made), dict[str, object]()
    for field in attrs.fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changes[field.name] = next(ahead)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(
                next(ahead) if isinstance(one, Node) else one for one in value
            )
    return attrs.evolve(node, **changes)  # type: ignore[misc]
