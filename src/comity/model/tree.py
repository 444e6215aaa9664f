"""The typed tree of a condition: what every reader of a rule reads.

Built by `law.bind` from the text of a rule, with every name looked up and every type checked, so
that a reader needs no context. A truth is True, False or None (unknown); every other value may be
None too. `text` and `place` of a node are for people and never compared.
"""

from datetime import date

import attrs
from attrs import frozen

TRUTH, TEXT, NUMBER, DAY, INSTANT = "truth", "text", "number", "day", "instant"


@frozen(cache_hash=True)
class Calendar:
    """The zone in which days are counted, and the days that are holidays."""

    name: str
    zone: str
    holidays: frozenset[date] = attrs.field(repr=False)


@frozen(cache_hash=True)
class Spec:
    """A subdivision named by a schedule: tokens that must lead, or a range of the first token."""

    tokens: tuple[str, ...] = ()
    through: str | None = None


@frozen(cache_hash=True)
class Table:
    """A schedule as it stands on one day.

    A list of terms has `terms`. A list of offences has `entries`: (code, section) to the
    subdivisions listed; an empty tuple of specs means the whole section.
    """

    name: str
    terms: frozenset[str] | None = None
    entries: dict[tuple[str, str], tuple[Spec, ...]] = attrs.field(
        factory=dict, repr=False, hash=False
    )


class Node:
    """Any node of the tree."""

    __slots__ = ()


def _typed(value: object) -> tuple[type, object]:
    return type(value), value


@frozen(cache_hash=True)
class Const(Node):
    """A literal: a text, number, truth, day, or a tuple of texts."""

    # For Python 1 and True are equal; here they are two literals.
    value: object = attrs.field(eq=_typed)


@frozen(cache_hash=True)
class Fact(Node):
    """A fact of the case, by its path from the top (`person.convictions`)."""

    path: tuple[str, ...]
    attributes: tuple[str, ...]
    type: object


@frozen(cache_hash=True)
class Var(Node):
    """The element that an enclosing `exists`, `all`, `exists_one` or `filter` looks at."""

    name: str


@frozen(cache_hash=True)
class Member(Node):
    """A fact of an element: `c.grade`."""

    of: Node
    name: str
    attribute: str
    type: object


@frozen(cache_hash=True)
class Compare(Node):
    """`==`, `!=`, `<`, `<=`, `>` or `>=` between two values of one type."""

    op: str
    left: Node
    right: Node


@frozen(cache_hash=True)
class Plus(Node):
    """A number or a day plus (sign 1) or minus (sign -1) a number; days for a day."""

    left: Node
    right: Node
    sign: int
    type: str


@frozen(cache_hash=True)
class Among(Node):
    """Whether a value is one of some literals, or an element of a list of texts."""

    item: Node
    options: Node


@frozen(cache_hash=True)
class StartsWith(Node):
    """Whether a text begins with a literal."""

    of: Node
    prefix: str


@frozen(cache_hash=True)
class And(Node):
    """All of them."""

    parts: tuple[Node, ...]


@frozen(cache_hash=True)
class Or(Node):
    """Any of them."""

    parts: tuple[Node, ...]


@frozen(cache_hash=True)
class Not(Node):
    """The contrary."""

    part: Node


@frozen(cache_hash=True)
class Quantified(Node):
    """`exists`, `all` or `exists_one` over a list."""

    kind: str
    items: Node
    var: str
    body: Node


@frozen(cache_hash=True)
class Count(Node):
    """How many elements of a list there are, or (with a body) how many satisfy it."""

    items: Node
    var: str | None = None
    body: Node | None = None


@frozen(cache_hash=True)
class Listed(Node):
    """Whether something is on a schedule. `args` is (term,) or (code, section, subdivision)."""

    table: Table
    args: tuple[Node, ...]


@frozen(cache_hash=True)
class Call(Node):
    """A function of the calendar, in the zone and with the holidays of `calendar`."""

    function: str
    args: tuple[Node, ...]
    calendar: Calendar
    type: str


@frozen(cache_hash=True)
class Judgement:
    """A fact that only `by` may determine; the question arises while `when` may be true."""

    fact: Node
    when: Node | None
    by: str
    asks: str


@frozen(cache_hash=True)
class Term(Node):
    """A term of art, with the body of its definition put in place."""

    name: str
    title: str
    cite: str
    args: tuple[Node, ...]
    body: Node
    judgement: Judgement | None = None


@frozen(cache_hash=True)
class Unknown(Node):
    """Whether a fact is unknown. Never written by a rule: it carries `judgement` questions."""

    part: Node


@frozen(cache_hash=True)
class Surely(Node):
    """Whether a truth is known to be true. Never written by a rule: it carries review points."""

    part: Node


@frozen(cache_hash=True)
class Perhaps(Node):
    """Whether a truth is not known to be false. Never written by a rule."""

    part: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under a node, in reading order."""
    found: list[Node] = []
    for field in attrs.fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(part for part in value if isinstance(part, Node))
    return tuple(found)


def shared(node: Node, pool: dict[Node, Node]) -> Node:
    """The same tree with every part that equals one in the pool replaced by it.

    What stands in many conditions is then one object, and can be worked out once for a case.
    """
    known = pool.get(node)
    if known is not None:
        return known
    changes: dict[str, object] = {}
    for field in attrs.fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changes[field.alias or field.name] = shared(value, pool)
        elif isinstance(value, tuple) and any(isinstance(part, Node) for part in value):
            changes[field.alias or field.name] = tuple(shared(part, pool) for part in value)
    made = attrs.evolve(node, **changes) if changes else node  # type: ignore[misc]
    return pool.setdefault(made, made)
