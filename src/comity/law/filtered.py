"""A list with a condition on its elements, as long as nobody has counted or looked through it."""

from attrs import evolve, frozen

from comity.model import tree
from comity.model.tree import Node


@frozen
class Filtered(Node):
    """A list with a condition on its elements; never stands in a bound condition."""

    items: Node
    var: str
    body: Node


def within(filtered: Filtered, name: str, body: Node, macro: str) -> Node:
    """A condition on the elements that passed a filter, as one on all elements."""
    passed = _renamed(filtered.body, filtered.var, name)
    if macro == "all":
        return tree.Or((tree.Not(passed), body))
    return tree.And((passed, body))


def _renamed(node: Node, old: str, new: str) -> Node:
    # Both variables stand at the same depth, so their names differ only in the part for people.
    if isinstance(node, tree.Var):
        return tree.Var(new) if node.name == old else node
    changes: dict[str, object] = {}
    for name in node.__attrs_attrs__:  # type: ignore[attr-defined]
        value = getattr(node, name.name)
        if isinstance(value, Node):
            changes[name.name] = _renamed(value, old, new)
        elif isinstance(value, tuple) and any(isinstance(one, Node) for one in value):
            changes[name.name] = tuple(_renamed(one, old, new) for one in value)
    return evolve(node, **changes) if changes else node  # type: ignore[misc]
