"""How many entries of a list are enough: with so many, a longer list adds no other answer.

From any list one may strike entries until, for each `exists` or `all` over it, one entry is left
that decides it (two for `exists_one`), and every such condition keeps its value. So a question
with three conditions over a list needs three entries, and an answer for three is one for all.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from comity.decide.smt.texts import where
from comity.model import tree
from comity.model.shape import ListOf, Record


def enough(roots: Iterable[tree.Node]) -> dict[str, int | None]:
    """For each list of records, by its path, how many entries are enough.

    None where no number is: where a rule counts entries, or looks at one list for each entry of
    another.
    """
    found: dict[str, int | None] = {}
    for node, path in dict.fromkeys(one for root in roots for one in _conditions(root)):
        before, more = found.get(path, 0), _needed(node)
        found[path] = None if before is None or more is None else before + more
    return found


@cache
def _conditions(root: tree.Node) -> tuple[tuple[tree.Node, str], ...]:
    """Every condition on the entries of a list, each once."""
    return tuple(dict.fromkeys(_over_records(root, {})))


def _needed(node: tree.Node) -> int | None:
    match node:
        case tree.Quantified(kind=kind) if not free(node):
            return 2 if kind == "exists_one" else 1
        case tree.Compare(_, tree.Count(body=body), tree.Const(int(limit))) if not free(node):
            # One more than the number that it is compared with, and one that is unknown.
            return max(0, limit) + (1 if body is None else 2)
    return None


def _over_records(node: tree.Node, names: dict[str, str]) -> Iterator[tuple[tree.Node, str]]:
    """Every condition on the entries of a list of records, with the list's path."""
    if isinstance(node, tree.Term):
        yield from _over_records(node.body, names)
        return
    listed: tree.Node = node
    if isinstance(node, tree.Compare) and isinstance(node.right, tree.Const):
        listed = node.left
    if isinstance(listed, tree.Quantified | tree.Count):
        path = where(listed.items, names) or ""
        if of_records(listed.items):
            yield node, path
        if listed.var and listed.body:
            yield from _over_records(listed.body, {**names, listed.var: f"{path}[]"})
        return
    for child in tree.children(node):
        yield from _over_records(child, names)


def of_records(items: tree.Node) -> bool:
    """Whether a node is a list of records that a case holds one by one (periods are not)."""
    if isinstance(items, tree.Term):
        return of_records(items.body)
    kind = getattr(items, "type", None)
    return isinstance(kind, ListOf) and isinstance(kind.item, Record) and not kind.item.pair


@cache
def free(node: tree.Node) -> frozenset[str]:
    """The variables of a node that quantifiers around it bind."""
    if isinstance(node, tree.Var):
        return frozenset({node.name})
    if isinstance(node, tree.Term):
        return free(node.body)
    inside = frozenset(name for child in tree.children(node) for name in free(child))
    if isinstance(node, tree.Quantified | tree.Count) and node.var:
        return inside - {node.var}
    return inside
