"""Lists of records whose texts and truths are kept as one number, their kind.

A table made ready for many questions keeps, for each conviction, a number for all that is not a
day; a second table has each kind once. What a condition asks of such facts alone is then asked of
each kind, and for each conviction looked up.
"""

from collections.abc import Iterable, Mapping

from comity.decide.sql.columns import Kinds
from comity.decide.sql.nodes import Kept, LookedUp, Truths, parts, rebuilt, variables, visible
from comity.model import tree
from comity.model.tree import Node


def looked_up(roots: Iterable[Node], kinds: Mapping[str, Kinds]) -> dict[Node, Node]:
    """What to put in place of lists of truths, so that kinds are asked and not elements."""
    found: dict[Node, Node] = {}
    seen: set[Node] = set()

    def look(node: Node) -> None:
        if node in seen:
            return
        seen.add(node)
        if isinstance(node, Truths) and isinstance(node.items, tree.Fact):
            own = kinds.get(".".join(node.items.path))
            if own is not None:
                found[node] = _over_kinds(node, own)
        for part in visible(node):
            look(part)

    for root in roots:
        look(root)
    return found


def _over_kinds(node: Truths, kinds: Kinds) -> Node:
    def make(part: Node) -> Node:
        if node.var not in variables(part):
            return part
        if _of_kind(part, node.var, kinds):
            return LookedUp(node.var, part, kinds.table)
        if isinstance(part, tree.And | tree.Or):
            return make_joined(part)
        return rebuilt(part, [make(one) for one in parts(part)])

    def make_joined(part: tree.And | tree.Or) -> Node:
        """One question for all parts that the kind settles."""
        settled = tuple(one for one in part.parts if _of_kind(one, node.var, kinds))
        rest = [make(one) for one in part.parts if one not in settled]
        if len(settled) > 1:
            return type(part)((make(type(part)(settled)), *rest))
        return type(part)((*(make(one) for one in settled), *rest))

    return Truths(node.items, node.var, make(node.body))


def _of_kind(node: Node, var: str, kinds: Kinds) -> bool:
    """Whether a node asks only for facts of the element that its kind has."""
    match node:
        case tree.Const():
            return True
        case tree.Member(tree.Var(name), fact):
            return name == var and fact in kinds.facts
        case tree.Fact() | tree.Var() | Kept():
            return False
    below = parts(node)
    return bool(below) and all(_of_kind(part, var, kinds) for part in below)
