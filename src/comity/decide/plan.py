"""A version of the law as one condition for each question that a decision asks.

This is the only place that says how provisions combine: exceptions, limits, forbidding before
requiring before permitting. Every reader (reference, closure and those to come) reads these nodes.
"""

from functools import lru_cache

from attrs import frozen

from comity.decide.points import Point, Standing, points
from comity.model import tree
from comity.model.case import ACTIONS
from comity.model.decision import MAY, MUST, MUST_NOT, SILENT, UNDETERMINED
from comity.model.provision import Provision, Version
from comity.model.tree import INSTANT, Node

AT = tree.Fact(("at",), ("at",), INSTANT)


@frozen
class ActionPlan:
    """The conditions on which the answer about one action depends.

    `caps` are limits on whoever does the act; `allowances` are what allows it, with the limit of
    each where it has one. A cap or allowance counts while its condition is true.
    """

    action: str
    standings: tuple[Standing, ...]
    forbids: Node
    requires: Node
    permits: Node
    points: tuple[Point, ...]
    caps: tuple[tuple[Node, Node], ...]
    allowances: tuple[tuple[Node, Node | None], ...]

    def having(self, *effects: str) -> tuple[Standing, ...]:
        """The standings of provisions with one of these effects."""
        return tuple(one for one in self.standings if one.provision.effect in effects)


@frozen
class Plan:
    """A version with its conditions, action by action."""

    version: Version
    actions: tuple[ActionPlan, ...]


@lru_cache(maxsize=256)
def plan(version: Version) -> Plan:
    """The conditions of a version, made once."""
    return Plan(version, tuple(_action(version, action) for action in ACTIONS))


def outcome(forbids: bool | None, requires: bool | None, permits: bool | None) -> str:
    """The outcome, from whether something that stands forbids, requires or permits the act."""
    if forbids:
        return MUST_NOT
    if forbids is None:
        return UNDETERMINED
    if requires:
        return MUST
    if requires is None:
        return UNDETERMINED
    if permits:
        return MAY
    return UNDETERMINED if permits is None else SILENT


def _action(version: Version, action: str) -> ActionPlan:
    bearing = {one.id: one for one in version.provisions if action in one.actions}
    standings: dict[str, Standing] = {}
    for one in _in_order(bearing):
        standings[one.id] = _standing(one, [s for s in standings.values() if _beats(s, one)])
    found = tuple(standings[name] for name in bearing)

    def having(*effects: str) -> list[Standing]:
        return [one for one in found if one.provision.effect in effects]

    return ActionPlan(
        action,
        found,
        forbids=tree.Or(tuple(one.stands for one in having("forbid", "limit"))),
        requires=tree.Or(tuple(one.stands for one in having("require"))),
        permits=tree.Or(tuple(one.stands for one in having("permit"))),
        points=tuple(dict.fromkeys(points(version, action, found))),
        caps=tuple(
            (tree.Surely(one.founded), one.provision.until)
            for one in having("limit")
            if one.provision.until
        ),
        allowances=tuple(
            (tree.Surely(one.stands), one.provision.until) for one in having("permit", "require")
        ),
    )


def _beats(standing: Standing, other: Provision) -> bool:
    return other.id in standing.provision.overrides


def _standing(provision: Provision, exceptions: list[Standing]) -> Standing:
    unless = tuple(tree.Not(one.stands) for one in exceptions)
    founded = tree.And((provision.when, *unless))
    if provision.until is None:
        return Standing(provision, founded, founded)
    reached = tree.Compare(">=", AT, provision.until)
    limited = reached if provision.effect == "limit" else tree.Not(reached)
    return Standing(provision, founded, tree.And((founded, limited)))


def _in_order(bearing: dict[str, Provision]) -> list[Provision]:
    """Every provision after all that are exceptions to it; `law.version` refuses circles."""
    beaten_by: dict[str, list[str]] = {name: [] for name in bearing}
    for one in bearing.values():
        for target in one.overrides:
            if target in beaten_by:
                beaten_by[target].append(one.id)
    order: dict[str, Provision] = {}

    def visit(name: str) -> None:
        if name not in order:
            for exception in beaten_by[name]:
                visit(exception)
            order[name] = bearing[name]

    for name in bearing:
        visit(name)
    return list(order.values())
