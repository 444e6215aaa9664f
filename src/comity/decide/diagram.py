"""Conditions as decision diagrams: reduced, ordered and shared, so that equal ones are the same.

A three-valued condition is a pair of two-valued ones: where it is true, and where it is false;
where neither, it is unknown. (R. E. Bryant, Graph-Based Algorithms for Boolean Function
Manipulation, IEEE Transactions on Computers C-35, 1986.)
"""

from functools import cache
from typing import NamedTuple

from comity.model import tree

FALSE, TRUE = 0, 1


class Trio(NamedTuple):
    """Where a condition is true and where it is false, as diagrams; elsewhere it is unknown."""

    true: int
    false: int


UNKNOWN = Trio(FALSE, FALSE)


class Diagrams:
    """Makes diagrams over numbered variables; the lower number is asked first."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(-1, 0, 0), (-1, 1, 1)]
        self._known: dict[tuple[int, int, int], int] = {}
        self.choose = cache(self._choose)

    def variable(self, number: int) -> Trio:
        """A condition that is either true or false, as its variable says."""
        return Trio(self._node(number, FALSE, TRUE), self._node(number, TRUE, FALSE))

    def conjunction(self, parts: list[Trio]) -> Trio:
        """Kleene's `&&`."""
        true, false = TRUE, FALSE
        for part in parts:
            true, false = self.both(true, part.true), self.either(false, part.false)
        return Trio(true, false)

    def disjunction(self, parts: list[Trio]) -> Trio:
        """Kleene's `||`."""
        found = self.conjunction([Trio(part.false, part.true) for part in parts])
        return Trio(found.false, found.true)

    def both(self, one: int, other: int) -> int:
        """Where both diagrams are true."""
        return self.choose(one, other, FALSE)

    def either(self, one: int, other: int) -> int:
        """Where one of two diagrams is true."""
        return self.choose(one, TRUE, other)

    def _node(self, number: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (number, low, high)
        if key not in self._known:
            self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return self._known[key]

    def _choose(self, test: int, then: int, other: int) -> int:
        """The diagram that is `then` where `test` is true and `other` elsewhere."""
        if test in (FALSE, TRUE) or then == other:
            return then if test == TRUE or then == other else other
        number = min(self._nodes[one][0] for one in (test, then, other) if one > TRUE)
        low, high = (
            self.choose(*(self._branch(one, number, way) for one in (test, then, other)))
            for way in (1, 2)
        )
        return self._node(number, low, high)

    def _branch(self, diagram: int, number: int, way: int) -> int:
        node = self._nodes[diagram]
        return node[way] if node[0] == number else diagram


def condition(node: tree.Node, atoms: dict[tree.Node, Trio], diagrams: Diagrams) -> Trio:
    """The diagram of a condition whose atoms have the given ones."""
    known: dict[int, Trio] = {}

    def read(node: tree.Node) -> Trio:
        key = id(node)
        if key not in known:
            known[key] = _read(node)
        return known[key]

    def _read(node: tree.Node) -> Trio:
        match node:
            case tree.Const(value):
                return Trio(TRUE, FALSE) if value else Trio(FALSE, TRUE)
            case tree.And(parts):
                return diagrams.conjunction([read(part) for part in parts])
            case tree.Or(parts):
                return diagrams.disjunction([read(part) for part in parts])
            case tree.Not(part):
                true, false = read(part)
                return Trio(false, true)
            case tree.Term():
                return read(node.body)
            case _:
                return atoms[node]

    return read(node)
