"""What tells two versions of law apart: the smallest case that they answer differently."""

from comity.decide.plan import ActionPlan, plan
from comity.model import tree
from comity.model.case import ACTIONS, Case
from comity.model.days import Days
from comity.model.decision import OUTCOMES, UNDETERMINED
from comity.model.provision import Version
from comity.model.tree import Node
from comity.prove.question import Question, before, outcome_is
from comity.prove.search import USUAL, Effort, Finding
from comity.prove.smallest import smallest

SETTLED = tuple(one for one in OUTCOMES if one != UNDETERMINED)


def witness(one: Version, other: Version, action: str) -> Case | None:
    """The smallest case that two versions answer differently about an action, if there is one.

    The case is before the first version's agency and on its days; the other version is applied to
    it as it stands. Both give a settled outcome. None, too, where none was found in time:
    `difference` tells the two apart.
    """
    return difference(one, other, action).case


def difference(
    one: Version,
    other: Version,
    action: str,
    effort: Effort = USUAL,
    days: Days | None = None,
) -> Finding:
    """The same with what is known about it: no case and nothing `open` is a proof that none is.

    `days`: of the first version's, those on which the case may be put.
    """
    number = ACTIONS.index(action)
    first, second = plan(one).actions[number], plan(other).actions[number]
    if _outcome(first) == _outcome(second) and one.agency == other.agency:
        return Finding(None)
    parts = tuple(
        tree.And((outcome_is(first, (outcome,)), before(_otherwise(second, outcome), other.agency)))
        for outcome in SETTLED
    )
    question = Question(one.agency, days or one.days, one.calendar, (tree.Or(parts),))
    return smallest(question, effort)


def _outcome(action: ActionPlan) -> tuple[Node, ...]:
    return action.forbids, action.requires, action.permits


def _otherwise(action: ActionPlan, outcome: str) -> Node:
    """Whether the outcome is settled, and another one."""
    return outcome_is(action, (one for one in SETTLED if one != outcome))
