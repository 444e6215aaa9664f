"""The typed tree of a condition: what every reader of a rule reads.

Built by `law.bind` from the text of a rule, with every name looked up and every type checked, so
that a reader needs no context. A truth is True, False or None (unknown); every other value may be
None too. `text` and `place` of a node are for people and never compared.
"""

from datetime import date

import attrs
from attrs import frozen

from comity.errors import Place

TRUTH, TEXT, NUMBER, DAY, INSTANT = "truth", "text", "number", "day", "instant"


@frozen
class Calendar:
    """The zone in which days are counted, and the days that are holidays."""

    name: str
    zone: str
    holidays: frozenset[date] = attrs.field(repr=False)


@frozen
class Spec:
    """A subdivision named by a schedule: tokens that must lead, or a range of the first token."""

    tokens: tuple[str, ...] = ()
    through: str | None = None


@frozen
class Table:
    """A schedule as it stands on one day.

    A list of terms has `terms`. A list of offences has `entries`: (code, section) to the
    subdivisions listed; an empty tuple of specs means the whole section.
    """

    name: str
    terms: frozenset[str] | None = None
    entries: dict[tuple[str, str], tuple[Spec, ...]] = attrs.field(factory=dict, repr=False, hash=False)


class Node:
    """Any node of the tree."""

    __slots__ = ()


@frozen
class Const(Node):
    """A literal: a text, number, truth, day, or a tuple of texts."""

    value: object


@frozen
class Fact(Node):
    """A fact of the case, by its path from the top (`person.convictions`)."""

    path: tuple[str, ...]
    attributes: tuple[str, ...]
    type: object


@frozen
class Var(Node):
    """The element that an enclosing `exists`, `all`, `exists_one` or `filter` looks at."""

    name: str


@frozen
class Member(Node):
    """A fact of an element: `c.grade`."""

    of: Node
    name: str
    attribute: str
    type: object


@frozen
class Compare(Node):
    """`==`, `!=`, `<`, `<=`, `>` or `>=` between two values of one type."""

    op: str
    left: Node
    right: Node


@frozen
class Plus(Node):
    """A number or a day plus (sign 1) or minus (sign -1) a number; days for a day."""

    left: Node
    right: Node
    sign: int
    type: str


@frozen
class Among(Node):
    """Whether a value is one of some literals, or an element of a list of texts."""

    item: Node
    options: Node


@frozen
class StartsWith(Node):
    """Whether a text begins with a literal."""

    of: Node
    prefix: str


@frozen
class And(Node):
    """All of them."""

    parts: tuple[Node, ...]


@frozen
class Or(Node):
    """Any of them."""

    parts: tuple[Node, ...]


@frozen
class Not(Node):
    """The contrary."""

    part: Node


@frozen
class Quantified(Node):
    """`exists`, `all` or `exists_one` over a list."""

    kind: str
    items: Node
    var: str
    body: Node


@frozen
class Count(Node):
    """How many elements of a list there are, or (with a body) how many satisfy it."""

    items: Node
    var: str | None = None
    body: Node | None = None


@frozen
class Listed(Node):
    """Whether something is on a schedule. `args` is (term,) or (code, section, subdivision)."""

    table: Table
    args: tuple[Node, ...]


@frozen
class Call(Node):
    """A function of the calendar, in the zone and with the holidays of `calendar`."""

    function: str
    args: tuple[Node, ...]
    calendar: Calendar
    type: str


@frozen
class Term(Node):
    """A term of art, with the body of its definition put in place."""

    name: str
    title: str
    cite: str
    args: tuple[Node, ...]
    body: Node


@frozen
class Unknown(Node):
    """Whether a fact is unknown. Never written by a rule: it carries `judgement` questions."""

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
