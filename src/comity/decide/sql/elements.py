"""Conditions on the elements of one list, worked out together.

What several conditions on an element need, and costs something, is worked out once for each
element and kept beside it in a `Worked` list; the conditions then read it there.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from comity.decide.sql.costs import WORTH_KEEPING, inside
from comity.decide.sql.nodes import (
    Kept,
    LookedUp,
    Truths,
    Worked,
    is_value,
    parts,
    replaced,
    variables,
    visible,
)
from comity.model import tree
from comity.model.tree import Node


def shared(roots: Iterable[Node], named: Callable[[Node], str]) -> dict[Node, Node]:
    """What to put in place of lists of truths in the conditions, so that elements share work."""
    by_list: dict[tuple[Node, str], list[Truths]] = {}
    for one in _lists(roots):
        by_list.setdefault((one.items, one.var), []).append(one)
    found: dict[Node, Node] = {}
    for (items, var), lists in by_list.items():
        found |= _Sharing(items, var, lists, named).result()
    return found


def _lists(roots: Iterable[Node]) -> list[Truths]:
    """The lists of truths that are worked out for each row; each once."""
    found: dict[Node, None] = {}

    def look(node: Node) -> None:
        if node not in found:
            found[node] = None
            for part in visible(node):
                look(part)

    for root in roots:
        look(root)
    return [one for one in found if isinstance(one, Truths)]


def _contains(node: Node, levels: list[list[Node]]) -> bool:
    return any(node in level for level in levels) or any(
        _contains(part, levels) for part in parts(node)
    )


class _Sharing:
    """The conditions on the elements of one list."""

    def __init__(
        self, items: Node, var: str, lists: list[Truths], named: Callable[[Node], str]
    ) -> None:
        self.items, self.var, self.lists, self.named = items, var, lists, named
        self.bodies = [one.body for one in lists]

    def result(self) -> dict[Node, Node]:
        """Each list of truths, over the elements with what is kept beside them."""
        levels = self._levels()
        # The others are left as they are, so that they never wait for what costs much.
        self.lists = [one for one in self.lists if _contains(one.body, levels)]
        self.bodies = [one.body for one in self.lists]
        items, known = self.items, dict[Node, Node]()
        for n, level in enumerate(levels):
            later = [*(one for more in levels[n + 1 :] for one in more), *self.bodies]
            kept = [*level, *self._still_read(later, {*level}, levels[:n])]
            names = [self.named(one) for one in kept]
            values = tuple(replaced(one, known) for one in kept)
            items = Worked(items, self.var, tuple(names), values)
            known = {one: Kept(self.var, name, one) for one, name in zip(kept, names, strict=True)}
        return {one: Truths(items, self.var, replaced(one.body, known)) for one in self.lists}

    def _levels(self) -> list[list[Node]]:
        """What is worth keeping, what rests on other such values after them."""
        uses: Counter[Node] = Counter(self.bodies)
        seen: set[Node] = set()
        order: list[Node] = []

        def look(node: Node) -> None:
            if node in seen:
                return
            seen.add(node)
            for part in self._under(node):
                uses[part] += 1
                look(part)
            order.append(node)

        for body in self.bodies:
            look(body)
        level: dict[Node, int] = {}
        levels: list[list[Node]] = []
        for node in order:
            below = max((level[part] for part in self._under(node)), default=0)
            worth = (uses[node] - 1) * inside(node) >= WORTH_KEEPING and not is_value(node)
            level[node] = below + worth
            if worth and variables(node) == {self.var}:
                levels += [[]] if len(levels) <= below else []
                levels[below].append(node)
        return levels

    def _still_read(
        self, later: list[Node], now: set[Node], before: list[list[Node]]
    ) -> list[Node]:
        """What later conditions read of an element beside what is worked out now."""
        earlier = {one for level in before for one in level}
        found: dict[Node, None] = {}

        def look(node: Node) -> None:
            if node in now:
                return
            if node in earlier or self._is_read(node):
                found[node] = None
                return
            for part in parts(node):
                look(part)

        for node in later:
            look(node)
        return list(found)

    def _is_read(self, node: Node) -> bool:
        """Whether it is the element itself, a fact of it, or what its kind settles."""
        read = isinstance(node, tree.Var | tree.Member | LookedUp)
        return read and variables(node) == {self.var}

    def _under(self, node: Node) -> tuple[Node, ...]:
        """The nodes under a node that the same element is asked for."""
        if self.var not in variables(node):
            return ()
        return (node.items,) if isinstance(node, Truths) else parts(node)
