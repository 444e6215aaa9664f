"""What is asked of one or several versions at once: for each action an outcome, a review, an end.

A condition that stands in some of the versions only counts where one of them is in force. What all
have in common is asked once, so that a table of many years is read once.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from comity.decide.plan import ActionPlan, plan
from comity.decide.sql.fold import Folding, settled
from comity.decide.sql.nodes import InVersions, Outcome, Review, Until
from comity.model import tree
from comity.model.provision import Version
from comity.model.tree import Node

FALSE, NONE = tree.Const(False), tree.Const(None)

ANSWERS = ("outcome", "review", "until")

_Key = TypeVar("_Key", bound=Hashable)


class Questions:
    """Asks some versions about some actions."""

    def __init__(
        self, versions: Sequence[Version], actions: Iterable[str], folding: Folding
    ) -> None:
        self.versions = versions
        self.folding = folding
        self._actions = tuple(actions)

    def asked(self) -> dict[str, Node]:
        """The answers by the names of their columns."""
        found: dict[str, Node] = {}
        for number, first in enumerate(plan(self.versions[0]).actions):
            if first.action in self._actions:
                plans = [plan(version).actions[number] for version in self.versions]
                for name, node in zip(ANSWERS, self._of_action(plans), strict=True):
                    found[f"{first.action}_{name}"] = node
        return found

    def _of_action(self, plans: list[ActionPlan]) -> tuple[Node, Node, Node]:
        self._name(plans)
        outcome = Outcome(
            self._truth([one.forbids for one in plans]),
            self._truth([one.requires for one in plans]),
            self._truth([one.permits for one in plans]),
        )
        return outcome, self._review(outcome, plans), self._until(outcome, plans)

    def _review(self, outcome: Outcome, plans: list[ActionPlan]) -> Review:
        points = self._by_versions(
            [(self._folded(n, point.arises), point.on) for point in one.points]
            for n, one in enumerate(plans)
        )
        arising = [(self._in(versions, node), on) for (node, on), versions in points]
        arising = [(node, on) for node, on in arising if node != FALSE]
        return Review(outcome, tuple(one for one, _ in arising), tuple(on for _, on in arising))

    def _until(self, outcome: Outcome, plans: list[ActionPlan]) -> Until:
        caps = self._limits(
            [(self._folded(n, counts), self._folded(n, end)) for counts, end in one.caps]
            for n, one in enumerate(plans)
        )
        allowances = self._limits(
            [
                (self._folded(n, counts), self._folded(n, end) if end else NONE)
                for counts, end in one.allowances
            ]
            for n, one in enumerate(plans)
        )
        caps = [(counts, end) for counts, end in caps if end != NONE]
        return Until(
            outcome,
            tuple(counts for counts, _ in caps),
            tuple(end for _, end in caps),
            tuple(counts for counts, _ in allowances),
            tuple(end for _, end in allowances),
        )

    def _limits(self, each: Iterable[Iterable[tuple[Node, Node]]]) -> list[tuple[Node, Node]]:
        found = [
            (self._in(versions, counts), end) for (counts, end), versions in self._by_versions(each)
        ]
        return [(counts, end) for counts, end in found if counts != FALSE]

    def _truth(self, nodes: list[Node]) -> Node:
        """The truth of the node of whichever version is in force."""
        groups = self._by_versions([self._folded(n, node)] for n, node in enumerate(nodes))
        return settled(tree.Or(tuple(self._in(versions, node) for node, versions in groups)))

    def _in(self, versions: tuple[int, ...], node: Node) -> Node:
        if len(versions) == len(self.versions):
            return node
        return settled(tree.And((InVersions(versions), node)))

    def _by_versions(self, each: Iterable[Iterable[_Key]]) -> list[tuple[_Key, tuple[int, ...]]]:
        """What is asked, each once, with the numbers of the versions that ask it."""
        found: dict[_Key, dict[int, None]] = {}
        for number, keys in enumerate(each):
            for key in keys:
                found.setdefault(key, {})[number] = None
        return [(key, tuple(numbers)) for key, numbers in found.items()]

    def _folded(self, number: int, node: Node) -> Node:
        self.folding.agency = self.versions[number].agency
        return self.folding(node)

    def _name(self, plans: list[ActionPlan]) -> None:
        """Gives the conditions of provisions the names that the law gives them."""
        for n, one in enumerate(plans):
            for standing in one.standings:
                short = standing.provision.id.rpartition("/")[2]
                for node, name in (
                    (standing.founded, short), (standing.stands, f"{short} stands")
                ):  # fmt: skip
                    made = self._folded(n, node)
                    if isinstance(made, tree.And | tree.Or):
                        self.folding.names.setdefault(made, name)
