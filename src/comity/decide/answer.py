"""A case and a version of the law to a decision: every action's outcome with all it rests on.

INVARIANT: the outcome comes from the plan's conditions alone; reasons, review, limits and duties
are read off the same conditions and never change it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from comity.decide import reference
from comity.decide.needs import needs
from comity.decide.plan import ActionPlan, outcome, plan
from comity.decide.points import Standing
from comity.decide.trace import Step, rests_on, trace
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, UNDETERMINED, Answer, Decision, Owed, Reason
from comity.model.provision import Version
from comity.model.tree import Node

_CARRYING = {
    MUST_NOT: ("forbid", "limit"),
    MUST: ("require",),
    MAY: ("permit",),
}


def decide(case: Case, version: Version) -> Decision:
    """What the law of `version` says of every action in a case.

    `version` must be the one in force for the case's agency on the local day of `case.at`
    (`law.in_force`).
    """
    values = Values(case)
    return Decision(
        case=case.id,
        agency=version.agency,
        at=case.at,
        law=version.hash,
        actions={one.action: _answer(one, values) for one in plan(version).actions},
    )


class Values:
    """The values of conditions for one case, each worked out once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._known: dict[int, Any] = {}
        self._proved: dict[int, Step] = {}

    def __call__(self, node: Node) -> Any:
        """The value of a node that stands in no quantifier."""
        key = id(node)
        if key not in self._known:
            self._known[key] = self._value(node)
        return self._known[key]

    def proof(self, node: Node) -> Step:
        """The proof of such a node."""
        return trace(node, self.case, self._proved)

    def _value(self, node: Node) -> Any:
        match node:
            case tree.And(parts):
                return reference.conjunction(self(part) for part in parts)
            case tree.Or(parts):
                return reference.disjunction(self(part) for part in parts)
            case tree.Not(part):
                return reference.negation(self(part))
            case tree.Surely(part):
                return self(part) is True
            case tree.Perhaps(part):
                return self(part) is not False
            case _:
                return reference.value(node, self.case)


def _answer(action: ActionPlan, values: Values) -> Answer:
    found = outcome(values(action.forbids), values(action.requires), values(action.permits))
    carrying = [
        one for one in action.having(*_CARRYING.get(found, ())) if values(one.stands) is True
    ]
    return Answer(
        outcome=found,
        review=tuple(
            point.text for point in action.points if found in point.on and values(point.arises)
        ),
        because=tuple(_reason(one, values) for one in carrying),
        needs=needs(action, values.case) if found == UNDETERMINED else (),
        until=_until(action, values) if found in (MAY, MUST) else None,
        duties=tuple(dict.fromkeys(_duties(action, values))),
        report=tuple(
            dict.fromkeys(
                line
                for one in action.standings
                if values(one.founded) is True
                for line in one.provision.report
            )
        ),
    )


def _reason(standing: Standing, values: Values) -> Reason:
    provision = standing.provision
    facts = {
        step.path: plain(step.value)
        for step in rests_on(values.proof(standing.stands))
        if step.value is not None and step.path != "at"
    }
    return Reason(provision.id, provision.cite, provision.effect, tuple(facts.items()))


def plain(value: Any) -> object:
    """A fact's value in the forms of JSON; a list of records as the number of its elements."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        texts = all(isinstance(one, str) for one in value)
        return list(value) if texts else f"{len(value)} entries"
    return value


def _until(action: ActionPlan, values: Values) -> datetime | None:
    """When the act must end: the last limit of what allows it, or an earlier one on everything."""
    caps = [values(until) for counts, until in action.caps if values(counts)]
    allowed = [until for counts, until in action.allowances if values(counts)]
    if allowed and None not in allowed:
        caps.append(max(values(until) for until in allowed if until))
    return min((one for one in caps if one), default=None)


def _founded(standing: Standing, values: Values) -> bool:
    return values(standing.founded) is True


def _duties(action: ActionPlan, values: Values) -> Iterator[Owed]:
    for one in action.standings:
        if not _founded(one, values):
            continue
        until = one.provision.until
        for duty in one.provision.duties:
            if duty.when is None or values(duty.when) is True:
                by = values(until) if duty.at_limit and until else values.case.at
                yield Owed(duty.do, by, duty.cite)
