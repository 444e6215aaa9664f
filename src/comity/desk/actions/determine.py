"""A lawyer's finding: whether a conviction counts as the law's question asks.

MUST: it is a lawyer's act and the only one that writes a finding; nothing else of the facts changes
with it, and what it rests on and why stand in the record.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from attrs import frozen

from comity.desk.actions import facts, findings
from comity.desk.hand import Hand
from comity.desk.models import Decision, Request
from comity.errors import DeskError, InputError
from comity.facts import case_from, to_json

DETERMINES: Final = "lawyer"
_SOURCE: Final = "person.convictions.qualifies"


@frozen
class Finding:
    """The answer to a question about a conviction, counted from 0; None: not determined."""

    conviction: int
    question: str
    answer: bool | None


def determine(
    request: Request,
    found: Sequence[Finding],
    hand: Hand,
    *,
    based_on: int,
    document: str,
    reason: str,
) -> Decision:
    """Puts findings on record in a new version of the facts, and decides.

    `document` is what they rest on. Raises DeskError for another than a lawyer, without a document
    or a reason, and as `facts.enter` does; InputError for a conviction or question there is not.
    """
    if hand.by.role != DETERMINES or not hand.by.is_active:
        raise DeskError(f"a {hand.by.role} determines nothing", expected=f"a {DETERMINES}")
    if not found or not document.strip() or not reason.strip():
        raise DeskError(
            "nothing is determined so", expected="a finding, what it rests on, and a reason"
        )

    def changed(before: dict[str, Any]) -> dict[str, Any]:
        data = deepcopy(before)
        for one in found:
            _put(findings.convictions(data), one)
        kept = [one for one in data.get("sources") or [] if one.get("path") != _SOURCE]
        data["sources"] = [*kept, _source(document.strip(), hand)]
        return to_json(case_from(data))

    return facts.new_version(request, changed, hand, based_on, reason)


def _put(convictions: list[dict[str, Any]], one: Finding) -> None:
    path = f"person.convictions[{one.conviction}].{one.question}"
    if one.question not in findings.NAMES:
        what = "this is no question to a lawyer"
        raise InputError(what, field=path, expected=" or ".join(findings.NAMES))
    if not 0 <= one.conviction < len(convictions):
        what = f"{len(convictions)} convictions are on record"
        raise InputError(what, field=path, expected="the number of one, from 0")
    convictions[one.conviction][one.question] = one.answer


def _source(document: str, hand: Hand) -> dict[str, str]:
    own = {"by": hand.by.username, "at": hand.at.isoformat()}
    return {"path": _SOURCE, "document": document, **own}
