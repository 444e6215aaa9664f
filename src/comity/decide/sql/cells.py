"""The order of work in one row: which values get a column, in which step, and in which rows.

A value that several conditions need, or that costs much, is worked out once. INVARIANT: a column
rests only on columns of earlier steps.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from attrs import frozen

from comity.decide.sql.costs import EXPENSIVE, OWN_COLUMN, own, total
from comity.decide.sql.guards import contexts, guard, literals_of
from comity.decide.sql.nodes import Truths, Worked, is_value, visible
from comity.model.tree import Node


@frozen
class Cell:
    """A column: its name, what it holds, and the condition on which it is needed."""

    name: str
    node: Node
    step: int
    guard: Node | None = None


class Layout:
    """The columns for some conditions. `named` gives a new name for a node."""

    def __init__(
        self,
        roots: Iterable[Node],
        named: Callable[[Node], str],
    ) -> None:
        self.roots = tuple(roots)
        self.order = _order(self.roots)
        chosen = [node for node in self.order if self._has_column(node)]
        self._names = {node: named(node) for node in chosen}
        self._steps: dict[Node, int] = {}
        self._guards = self._find_guards()

    @property
    def cells(self) -> list[Cell]:
        """Every column, in the order of the steps."""
        found = [
            Cell(name, node, self.step(node), self._guards.get(node))
            for node, name in self._names.items()
        ]
        return sorted(found, key=lambda one: one.step)

    @property
    def names(self) -> Mapping[Node, str]:
        """The name of each node that has a column."""
        return self._names

    def step(self, node: Node) -> int:
        """The step after which a node can be read; 0 for what the table itself holds."""
        if node not in self._steps:
            under = [*visible(node)]
            if node in self._guards:
                under.append(self._guards[node])
            ready = max((self.step(part) for part in under), default=0)
            self._steps[node] = ready + (node in self._names)
        return self._steps[node]

    @cached_property
    def _uses(self) -> Counter[Node]:
        found = Counter(self.roots)
        for node in self.order:
            found.update(visible(node))
        return found

    @cached_property
    def _captured(self) -> frozenset[Node]:
        """What the conditions on elements take from the row around them."""
        return frozenset(
            part
            for node in self.order
            if isinstance(node, Truths | Worked)
            for part in visible(node)[1:]
        )

    def _has_column(self, node: Node) -> bool:
        # A list of truths is read where it is made: DuckDB would copy it into its column.
        if is_value(node) or isinstance(node, Truths):
            return False
        return self._uses[node] > 1 or own(node) >= OWN_COLUMN or node in self._captured

    def _find_guards(self) -> dict[Node, Node]:
        """The guards of what costs much: each rests only on what is worked out before it."""
        around = contexts(self.roots, self.order)
        costly = [one for one in self._names if own(one) >= EXPENSIVE]
        inside = self._inside(frozenset(costly))
        found: dict[Node, Node] = {}
        before: set[Node] = set()
        for node in _by_cost(costly, inside):
            looked_at = literals_of(around[node])
            usable = [one for one in self.order if one in looked_at and inside[one] <= before]
            made = guard(around[node], usable)
            if made is not None:
                found[node] = made
            before.add(node)
        return found

    def _inside(self, costly: frozenset[Node]) -> dict[Node, frozenset[Node]]:
        """For each node the costly ones in it, itself included."""
        found: dict[Node, frozenset[Node]] = {}
        for node in self.order:
            below = frozenset().union(*(found[part] for part in visible(node)))
            found[node] = below | {node} if node in costly else below
        return found


def _by_cost(costly: list[Node], inside: Mapping[Node, frozenset[Node]]) -> list[Node]:
    """The cheapest first, each after what it rests on, and that as late as possible."""
    under = {part for node in costly for part in inside[node] - {node}}
    found: dict[Node, None] = {}
    for top in sorted((one for one in costly if one not in under), key=total):
        for node in costly:  # in the order of the layout: parts first
            if node in inside[top]:
                found[node] = None
    return list(found)


def _order(roots: Iterable[Node]) -> tuple[Node, ...]:
    """Every node that is looked at, each once, after the nodes under it."""
    found: dict[Node, None] = {}

    def look(node: Node) -> None:
        if node not in found:
            for part in visible(node):
                look(part)
            found[node] = None

    for root in roots:
        look(root)
    return tuple(found)
