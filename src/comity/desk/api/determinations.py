"""A lawyer's finding on convictions, as the page `determine` puts it on record."""

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from pydantic import Field

from comity.desk.actions import determine, findings
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.reading import decided, router
from comity.desk.api.tokens import hand_of

_MOST: Final = 200


class FindingIn(shapes.In):
    """The answer to a question about a conviction, counted from 0; null: not determined."""

    conviction: shapes.Number
    question: Literal[findings.NAMES]  # type: ignore[valid-type]
    answer: bool | None


class DeterminationIn(shapes.In):
    """Findings on the version of the facts that was seen, what they rest on, and why."""

    findings: Annotated[list[FindingIn], Field(min_length=1, max_length=_MOST)]
    based_on: shapes.Number
    document: shapes.Line
    reason: shapes.Line


@router.post("/requests/{number}/determinations", response={201: shapes.DecisionOut, **REFUSED})
def put_determination(
    request: HttpRequest, number: shapes.Number, given: DeterminationIn, key: Key
) -> Any:
    """Puts a lawyer's finding on convictions on record, and decides again."""
    walls.check(request, "sign", "determine", "POST")
    found = walls.request_of(request, number)
    said = [determine.Finding(one.conviction, one.question, one.answer) for one in given.findings]

    def act() -> tuple[int, Any]:
        made = determine.determine(
            found, said, hand_of(request), based_on=given.based_on, document=given.document,
            reason=given.reason,
        )  # fmt: skip
        return 201, decided(made)

    return once(request, key, act)
