"""Facts are entered and corrected: always a new version, and the law is asked again.

MUST: a correction says on which version it is based; whoever saw an older one is told, and nothing
of the newer one is lost. What only a lawyer finds is neither written nor taken away here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from comity.desk import case, counsel, keys, ledger
from comity.desk.actions import decide, findings, withdraw
from comity.desk.actions.standing import locked_by
from comity.desk.hand import Hand
from comity.desk.models import Decision, Facts, Request, RequestStatus
from comity.errors import DeskError
from comity.facts import case_from, to_json, with_values
from comity.model.case import Case


def enter(
    request: Request, values: Sequence[str], hand: Hand, *, based_on: int, reason: str = ""
) -> Decision:
    """Puts facts in place (`path=value`, as `comity.facts.with_values` reads them) and decides.

    `based_on` is the version that was seen, 0 where there was none. Raises DeskError if it is no
    longer the latest, or a correction has no reason; InputError for a fact that does not fit, or
    that only a lawyer determines.
    """

    def changed(data: dict[str, Any]) -> dict[str, Any]:
        before = case_from(data)
        return _with_the_same_findings(before, with_values(before, values))

    return new_version(request, changed, hand, based_on, reason)


def replace(
    request: Request, data: dict[str, Any], hand: Hand, *, based_on: int, reason: str = ""
) -> Decision:
    """Puts a whole case (JSON) in place of what was known; id, agency and hour are the desk's."""

    def changed(before: dict[str, Any]) -> dict[str, Any]:
        own = {name: before[name] for name in ("id", "agency", "at")}
        return _with_the_same_findings(case_from(before), case_from({**data, **own}))

    return new_version(request, changed, hand, based_on, reason)


def known(request: Request) -> tuple[int, dict[str, Any]]:
    """The latest version and the case as JSON; version 0 is a case with nothing in it."""
    latest = request.versions.order_by("-version").first()
    if latest is None:
        return 0, _blank(request)
    return latest.version, case.load(latest, keys.key_of(request.person))


def new_version(
    request: Request,
    changed: Callable[[dict[str, Any]], dict[str, Any]],
    hand: Hand,
    based_on: int,
    reason: str,
) -> Decision:
    """Saves what `changed` makes of the latest version, and decides. Raises DeskError as `enter`.

    MUST: whoever calls this sees to it who may change what.
    """
    withdraw.wait_for_sending(request)
    with transaction.atomic():
        status = locked_by(request, hand)
        version, before = known(request)
        if version != based_on:
            what = f"{request} has version {version} of its facts, and this is based on {based_on}"
            raise DeskError(what, expected="the latest version to be looked at first")
        if version and not reason.strip():
            raise DeskError("facts are not corrected without a reason", expected="a reason")
        data = changed({**before, "at": counsel.local(request.agency, hand.at).isoformat()})
        _save(request, status, data, version + 1, hand, reason)
        return decide.decide(request, hand)


def _with_the_same_findings(before: Case, after: Case) -> dict[str, Any]:
    """The new case as JSON. Raises InputError where its findings are others than before."""
    data = to_json(after)
    findings.check(to_json(before), data)
    return data


def _save(
    request: Request,
    status: RequestStatus,
    data: dict[str, Any],
    version: int,
    hand: Hand,
    reason: str,
) -> None:
    key = keys.key_of(request.person)
    public, private = {"agency": request.agency, "version": version}, {"reason": reason}
    entry = ledger.write(
        "facts", hand, public, private, person=request.person, key=key, request=request.pk
    )
    facts = Facts(request=request, version=version, at=hand.at, by=hand.by, entry=entry)
    case.store(facts, data, key)
    status.facts = facts
    status.save(update_fields=("facts",))


def _blank(request: Request) -> dict[str, Any]:
    received = counsel.local(request.agency, request.received_at).isoformat()
    asked = {"from": request.requester, "received_at": received}
    return {"id": request.number, "agency": request.agency, "at": received, "request": asked}
