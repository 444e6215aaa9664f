"""The answer: for every action an outcome, and everything that it rests on.

The JSON of a decision is a contract (docs/reference/decision.md); `to_json` is its only writer.
"""

from datetime import datetime
from typing import Any

from attrs import frozen

MUST, MAY, MUST_NOT = "must", "may", "must-not"
SILENT, UNDETERMINED = "silent", "undetermined"
OUTCOMES = (MUST, MAY, MUST_NOT, SILENT, UNDETERMINED)


@frozen
class Reason:
    """A provision that carries the outcome, and the facts that its condition looked at."""

    id: str
    cite: str
    effect: str
    facts: tuple[tuple[str, object], ...]


@frozen
class Owed:
    """A duty of the agency, due at `by`: the case's own instant for at once, None if unknown."""

    do: str
    by: datetime | None
    cite: str


@frozen
class Answer:
    """What the law says of one action."""

    outcome: str
    review: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()
    needs: tuple[str, ...] = ()
    until: datetime | None = None
    duties: tuple[Owed, ...] = ()
    report: tuple[str, ...] = ()


@frozen
class Decision:
    """The answers for one case; `law` is the content hash of the version applied."""

    case: str
    agency: str
    at: datetime
    law: str
    actions: dict[str, Answer]


def to_json(decision: Decision) -> dict[str, Any]:
    """The decision in the form of the contract: instants as ISO 8601 with their offset."""
    return {
        "case": decision.case,
        "agency": decision.agency,
        "at": decision.at.isoformat(),
        "law": decision.law,
        "actions": {action: _answer(one) for action, one in decision.actions.items()},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "review": list(answer.review),
        "because": [
            {"id": one.id, "cite": one.cite, "effect": one.effect, "facts": dict(one.facts)}
            for one in answer.because
        ],
        "needs": list(answer.needs),
        "limits": {} if answer.until is None else {"until": answer.until.isoformat()},
        "duties": [
            {"do": one.do, "by": one.by.isoformat() if one.by else None, "cite": one.cite}
            for one in answer.duties
        ],
        "report": list(answer.report),
    }
