"""A version of the law as one generated Python function: the reader for many cases.

The function is written twice. The first is plain two-valued Python that gives up at the first
unknown fact that matters to it; the second carries Kleene's logic and runs only then. Both are
made from the same nodes of the plan, and agree with `reference` on every case.
"""

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from attrs import frozen

from comity.decide import clock, reference
from comity.decide.plan import ActionPlan, outcome, plan
from comity.decide.write import UnknownFactError, Writer
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, SILENT
from comity.model.provision import Version
from comity.model.tree import Node


@frozen
class Ruling:
    """An answer without its reasons: what is counted when there are many cases."""

    outcome: str
    review: bool
    until: datetime | None


Rulings = tuple[Ruling, ...]


@lru_cache(maxsize=256)
def closure(version: Version, actions: tuple[str, ...] | None = None) -> Callable[[Case], Rulings]:
    """The function from a case to a ruling for each action (all, or those named), in order."""
    wanted = [one for one in plan(version).actions if actions is None or one.action in actions]
    swift = _function(wanted, certain=True)
    careful = _function(wanted, certain=False)

    def rule(case: Case) -> Rulings:
        try:
            return swift(case)
        except (UnknownFactError, TypeError, AttributeError):
            return careful(case)

    return rule


def _function(wanted: list[ActionPlan], certain: bool) -> Callable[[Case], Rulings]:
    writer = Writer(certain, [node for one in wanted for node in _nodes(one)])
    results = [_ruling(one, writer) for one in wanted]
    source = writer.finish("(" + "".join(f"{one}, " for one in results) + ")")
    names: dict[str, Any] = {
        "_ruling": _cached_ruling,
        "_outcome": outcome,
        "_end": _end,
        "_clock": clock,
        "_timedelta": timedelta,
        "_reference": reference,
        **writer.constants,
    }
    with warnings.catch_warnings():
        # A literal condition is written out, and Python wonders why anybody would test it.
        warnings.simplefilter("ignore", SyntaxWarning)
        exec(compile(source, "<law>", "exec"), names)
    made: Callable[[Case], Rulings] = names["decide"]
    return made


def _nodes(action: ActionPlan) -> Iterator[Node]:
    yield from (action.forbids, action.requires, action.permits)
    yield from (one.arises for one in action.points)
    yield from (counts for counts, _ in (*action.caps, *action.allowances))


def _ruling(action: ActionPlan, writer: Writer) -> str:
    """The text of an action's ruling: the outcomes in their order, each with its own review."""
    if not writer.certain:
        return _careful_ruling(action, writer)
    text = _decided(SILENT, action, writer)
    for node, found in ((action.permits, MAY), (action.requires, MUST), (action.forbids, MUST_NOT)):
        if node != tree.Or(()):
            text = f"({_decided(found, action, writer)} if {writer.truth(node)} else {text})"
    return text


def _decided(found: str, action: ActionPlan, writer: Writer) -> str:
    """The text of a ruling whose outcome is known."""
    bearing = [one for one in action.points if found in one.on]
    review = " or ".join(writer.truth(one.arises) for one in bearing) or "False"
    end = _limit(action, writer) if found in (MAY, MUST) else None
    if end is None:
        both = writer.constant((Ruling(found, False, None), Ruling(found, True, None)))
        return f"{both}[1 if {review} else 0]" if bearing else f"{both}[0]"
    return f"_ruling({writer.constant(found)}, {f'bool({review})' if bearing else 'False'}, {end})"


def _careful_ruling(action: ActionPlan, writer: Writer) -> str:
    truths = ", ".join(
        writer.truth(node) for node in (action.forbids, action.requires, action.permits)
    )
    found = writer.local(f"_outcome({truths})")
    review = " or ".join(
        f"({found} in {writer.constant(one.on)} and {writer.truth(one.arises)})"
        for one in action.points
    )
    end = _limit(action, writer)
    allowing = writer.constant((MAY, MUST))
    ends = "None" if end is None else f"{end} if {found} in {allowing} else None"
    return f"_ruling({found}, bool({review or False}), {ends})"


def _limit(action: ActionPlan, writer: Writer) -> str | None:
    """The text of the instant at which an act must end; None where nothing ever limits it."""
    if not action.caps and not any(until for _, until in action.allowances):
        return None
    caps = "".join(
        f"({writer.value(until)} if {writer.truth(counts)} else None), "
        for counts, until in action.caps
    )
    allowed = "".join(
        f"(({writer.value(until) if until else None},) if {writer.truth(counts)} else ()), "
        for counts, until in action.allowances
    )
    return f"_end(({caps}), ({allowed}))"


def _end(
    caps: tuple[datetime | None, ...], allowed: tuple[tuple[datetime | None, ...], ...]
) -> datetime | None:
    """When the act must end: see `answer`, which says it for one case."""
    ends = [one for one in caps if one is not None]
    untils = [one[0] for one in allowed if one]
    if untils and None not in untils:
        ends.append(max(one for one in untils if one is not None))
    return min(ends, default=None)


@lru_cache(maxsize=64)
def _plain_ruling(found: str, review: bool) -> Ruling:
    return Ruling(found, review, None)


def _cached_ruling(found: str, review: bool, until: datetime | None) -> Ruling:
    return _plain_ruling(found, review) if until is None else Ruling(found, review, until)
