"""A question about every case at once: is there one in which all of these conditions are true?

Conditions are nodes of the tree, put together from the plan of a version, so that a case that is
found is tried with the plain reference on the very same conditions.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from attrs import evolve, fields, frozen

from comity.decide.answer import Values
from comity.decide.clock import day_of
from comity.decide.plan import ActionPlan
from comity.model import tree
from comity.model.case import Case
from comity.model.days import Days
from comity.model.decision import MAY, MUST, MUST_NOT, OUTCOMES, SILENT, UNDETERMINED
from comity.model.tree import Calendar, Node

LAST_DAY = date(2199, 12, 30)
"""The day before the last that a case may have: for a law with no end in sight."""


@frozen
class Question:
    """Whether there is such a case before an agency, put on one of some days.

    `complete`: only among cases in which every fact that the conditions read is known.
    """

    agency: str
    days: Days
    calendar: Calendar
    conditions: tuple[Node, ...]
    complete: bool = False

    def holds(self, case: Case) -> bool:
        """Whether a case is one that is asked for, by the plain reference."""
        of = Values(case)
        day = day_of(case.at, self.calendar)
        return day in self.days and all(of(one) is True for one in self.conditions)

    def between(self) -> tuple[datetime, datetime]:
        """The first instant of the days, and the first after them."""
        zone = ZoneInfo(self.calendar.zone)
        after = (self.days.last or LAST_DAY) + timedelta(days=1)
        midnights = (datetime.combine(day, time(), zone) for day in (self.days.first, after))
        first, last = midnights
        return first, last


def outcome_is(action: ActionPlan, outcomes: Iterable[str]) -> Node:
    """Whether the outcome of an action is one of these (`plan.outcome`, as a condition)."""
    chosen = set(outcomes)
    if UNDETERMINED in chosen:
        settled = [one for one in OUTCOMES if one not in chosen]
        return tree.Not(outcome_is(action, settled)) if settled else tree.Const(True)
    if MUST_NOT in chosen:
        rest = outcome_is(action, chosen - {MUST_NOT}) if len(chosen) > 1 else tree.Or(())
        return tree.Or((tree.Surely(action.forbids), rest))
    optional = tree.Not(tree.Perhaps(action.requires))
    free: dict[str, Node] = {
        MUST: tree.Surely(action.requires),
        MAY: tree.And((optional, tree.Surely(action.permits))),
        SILENT: tree.And((optional, tree.Not(tree.Perhaps(action.permits)))),
    }
    allowed = tree.Or(tuple(condition for one, condition in free.items() if one in chosen))
    return tree.And((tree.Not(tree.Perhaps(action.forbids)), allowed))


def reviewed(action: ActionPlan) -> Node:
    """Whether anything about an action goes to a person."""
    return tree.Or(
        tuple(
            one.arises
            if set(one.on) == set(OUTCOMES)
            else tree.And((outcome_is(action, one.on), one.arises))
            for one in action.points
        )
    )


def owed(action: ActionPlan, duty: str) -> Node:
    """Whether a duty is owed beside an action, at once or at a limit."""
    return tree.Or(
        tuple(
            tree.And((tree.Surely(one.founded), tree.Surely(due.when or tree.Const(True))))
            for one in action.standings
            for due in one.provision.duties
            if due.do == duty
        )
    )


def before(node: Node, agency: str) -> Node:
    """A condition as it reads where this agency answers, whichever the case is before."""
    if not mentions_agency(node):
        return node
    if isinstance(node, tree.Fact):
        return tree.Const(agency)
    changes: dict[str, object] = {}
    for field in fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changes[field.name] = before(value, agency)
        elif isinstance(value, tuple) and any(isinstance(one, Node) for one in value):
            changes[field.name] = tuple(before(one, agency) for one in value)
    return evolve(node, **changes)  # type: ignore[misc]


@cache
def mentions_agency(node: Node) -> bool:
    """Whether a condition turns on which agency answers."""
    if isinstance(node, tree.Fact):
        return node.path == ("agency",)
    return any(mentions_agency(child) for child in tree.children(node))


def split(node: Node) -> Iterator[Node]:
    """Conditions that are all true exactly when the condition is, each as small as can be."""
    parts = _parts(node)
    if parts is None:
        yield node
    else:
        for part in parts:
            yield from split(part)


def _parts(node: Node) -> tuple[Node, ...] | None:
    """One step of `split`; None where there is none to take."""
    match node:
        case tree.And(parts):
            return parts
        case tree.Or((part,)):
            return (part,)
        case tree.Not(tree.Or(parts)):
            return tuple(tree.Not(part) for part in parts)
        case tree.Not(tree.Not(part)):
            return (part,)
        case tree.Surely(part):
            return _inside(part, tree.And, tree.Surely, lambda one: tree.Not(tree.Perhaps(one)))
        case tree.Perhaps(part):
            return _inside(part, tree.And, tree.Perhaps, lambda one: tree.Not(tree.Surely(one)))
        case tree.Not(tree.Surely(part)):
            return _inside(part, tree.Or, lambda one: tree.Not(tree.Surely(one)), tree.Perhaps)
        case tree.Not(tree.Perhaps(part)):
            return _inside(part, tree.Or, lambda one: tree.Not(tree.Perhaps(one)), tree.Surely)
    return None


def _inside(
    part: Node,
    joined: type[tree.And] | type[tree.Or],
    as_before: Callable[[Node], Node],
    turned: Callable[[Node], Node],
) -> tuple[Node, ...] | None:
    """What is asked of a condition, asked of its parts.

    All parts of an `&&` are known to be true where it is; no part of an `||` is where it is not.
    """
    if isinstance(part, joined):
        return tuple(as_before(one) for one in part.parts)
    if isinstance(part, tree.Not):
        return (turned(part.part),)
    return (as_before(part.body),) if isinstance(part, tree.Term) else None
