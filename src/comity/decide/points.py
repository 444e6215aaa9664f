"""What goes to a person: conflicts, contested points, doubts, referrals and open questions.

A point never touches the outcome. A doubt that a missing fact may remove is still shown.
"""

from collections.abc import Iterator

from attrs import frozen

from comity.model import tree
from comity.model.decision import MAY, MUST, MUST_NOT, OUTCOMES
from comity.model.provision import Provision, Version
from comity.model.tree import Node

_ALLOWED = (MAY, MUST)


@frozen
class Standing:
    """A provision as it bears on one action.

    `founded`: its condition holds and no exception to it stands. `stands`: the same, and its
    limit is not reached (for an effect of `limit`: is reached).
    """

    provision: Provision
    founded: Node
    stands: Node


@frozen
class Point:
    """Something that goes to a person while `arises` is true and the outcome is one of `on`."""

    arises: Node
    text: str
    on: tuple[str, ...] = OUTCOMES


def points(version: Version, action: str, standings: tuple[Standing, ...]) -> Iterator[Point]:
    """Every point that may arise about one action, in the order in which a person reads them."""
    yield from _conflicts(standings)
    for one in standings:
        provision = one.provision
        said = f"{provision.cite}: {provision.why}"
        if provision.effect == "refer":
            yield Point(tree.Surely(one.stands), said)
        if provision.effect == "doubt":
            yield Point(tree.Perhaps(one.stands), said, _ALLOWED)
        for contest in provision.contests:
            doubtful = tree.Perhaps(contest.when) if contest.when else tree.Const(True)
            both = tree.And((tree.Surely(one.founded), doubtful))
            yield Point(both, f"{contest.cite}: {contest.why}")
        for arises, text in _questions(provision.when):
            yield Point(tree.Surely(arises), text)
    for question in version.open:
        if action in question.doubts:
            said = f"{question.cite or question.id}: {question.ask}"
            yield Point(tree.Const(True), said, _ALLOWED)


def _conflicts(standings: tuple[Standing, ...]) -> Iterator[Point]:
    """Provisions that may stand against each other. A limit that is reached opposes nobody."""
    for one in standings:
        for other in standings:
            # An exception and what it excepts never stand together.
            opposed = one.provision.effect == "forbid" and other.provision.effect in _VERBS
            if opposed and one.provision.id not in other.provision.overrides:
                both = tree.And((tree.Surely(one.stands), tree.Surely(other.stands)))
                yield Point(both, _conflict(one.provision, other.provision), (MUST_NOT,))


_VERBS = {"permit": "permits", "require": "requires"}


def _conflict(forbidding: Provision, allowing: Provision) -> str:
    return (
        f"conflict: {forbidding.cite} forbids and {allowing.cite} {_VERBS[allowing.effect]} "
        "the same act, and neither is an exception to the other"
    )


def _questions(node: Node) -> Iterator[tuple[Node, str]]:
    """The questions in a condition that only a person may answer, and when each is open.

    Under a quantifier a question is open when it is for some element.
    """
    if isinstance(node, tree.Term) and node.judgement is not None:
        asked = node.judgement
        open_fact: Node = tree.Unknown(asked.fact)
        arises = tree.And((asked.when, open_fact)) if asked.when else open_fact
        yield arises, f"{node.cite}: {asked.asks} ({asked.by})"
    for child in tree.children(node):
        for arises, text in _questions(child):
            if isinstance(node, tree.Quantified | tree.Count) and node.var and child is node.body:
                yield tree.Quantified("exists", node.items, node.var, arises), text
            else:
                yield arises, text
