"""In which rows a value is needed at all: what else is known may settle the answer without it.

A part of an `&&` is needed only where none of the other parts is false, a part of an `||` only
where none is true; Kleene's logic asks for no more. Whatever such a value is elsewhere, no answer
depends on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from comity.decide.sql.nodes import Until, visible
from comity.model import tree
from comity.model.tree import Node

Literal = tuple[Node, bool]
"""A node, and the truth that it must not have."""

Context = frozenset[Literal]
Contexts = frozenset[Context]

ALWAYS: Final[Contexts] = frozenset((frozenset(),))
_MOST_CONTEXTS: Final = 8


def contexts(roots: Iterable[Node], order: Sequence[Node]) -> Mapping[Node, Contexts]:
    """For each node the contexts in which it is needed, any of them; `order` has parts first."""
    found: dict[Node, Contexts] = dict.fromkeys(roots, ALWAYS)
    for node in reversed(order):
        around = found[node]
        for part, literals in _under(node):
            more = frozenset(one | literals for one in around)
            found[part] = _absorbed(found.get(part, frozenset()) | more)
    return found


def guard(around: Contexts, usable: Sequence[Node]) -> Node | None:
    """The condition on which a value is needed, in terms of usable nodes; None for always."""
    rank = {(node, truth): (n, truth) for n, node in enumerate(usable) for truth in (False, True)}
    left = _absorbed(
        frozenset(frozenset(literal for literal in one if literal in rank) for one in around)
    )
    if not left or frozenset() in left:
        return None
    common = frozenset.intersection(*left)
    # In one order each time: the sets have none.
    rest = sorted(
        (sorted(one - common, key=rank.__getitem__) for one in left),
        key=lambda several: [rank[one] for one in several],
    )
    found = [_test(one) for one in sorted(common, key=rank.__getitem__)]
    if len(rest) > 1:
        found.append(tree.Or(tuple(_all([_test(one) for one in several]) for several in rest)))
    return _all(found)


def literals_of(around: Contexts) -> frozenset[Node]:
    """The nodes that the contexts look at."""
    return frozenset(node for one in around for node, _ in one)


def _under(node: Node) -> Iterable[tuple[Node, Context]]:
    """The nodes under a node, with what must not hold of the others for them to be needed."""
    match node:
        case tree.And(parts) | tree.Or(parts):
            decisive = isinstance(node, tree.Or)
            for n, part in enumerate(parts):
                others = (*parts[:n], *parts[n + 1 :])
                yield part, _not_any(others, decisive)
        case Until():
            yield node.outcome, frozenset()
            for counts, limit in (
                *zip(node.caps, node.cap_limits, strict=True),
                *zip(node.allowances, node.allowance_limits, strict=True),
            ):
                yield counts, frozenset()
                yield limit, _not_any((counts,), False)
        case _:
            for part in visible(node):
                yield part, frozenset()


def _not_any(nodes: Iterable[Node], truth: bool) -> Context:
    """That none of the nodes has a truth, as the weakest literals that follow from it."""
    return frozenset(literal for node in nodes for literal in _literals(node, truth))


def _literals(node: Node, truth: bool) -> Iterable[Literal]:
    match node:
        case tree.Const():
            return ()
        case tree.Not(part):
            return _literals(part, not truth)
        case tree.Surely(part) | tree.Perhaps(part):
            return _literals(part, truth)
        case tree.And(parts) if not truth:
            return _not_any(parts, truth)
        case tree.Or(parts) if truth:
            return _not_any(parts, truth)
    return ((node, truth),)


def _absorbed(found: Contexts) -> Contexts:
    """The contexts without those that another one covers; many become what all have in common."""
    kept = frozenset(one for one in found if not any(other < one for other in found))
    if len(kept) > _MOST_CONTEXTS:
        return frozenset((frozenset.intersection(*kept),))
    return kept


def _test(literal: Literal) -> Node:
    node, truth = literal
    return tree.Not(tree.Surely(node)) if truth else tree.Perhaps(node)


def _all(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else tree.And(tuple(nodes))
