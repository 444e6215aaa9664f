"""The law is asked about what is known, and its answer goes on record.

MUST: any error on the way to an answer means that nothing is decided and a person is asked; the
request stays as it is, with the reason on its status.
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from comity.desk import case, counsel, keys, ledger
from comity.desk.actions import clocks, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Decision, Facts, Request, RequestStatus
from comity.errors import ComityError, DeskError
from comity.facts import case_from
from comity.model import decision as decisions
from comity.model.decision import MAY, MUST, UNDETERMINED

_LEADS_TO_AN_ACT: Final = (MUST, MAY)


def decide(request: Request, hand: Hand) -> Decision:
    """Decides a request on its latest facts, by the law in force now.

    The same facts under the same law are decided once: the decision that stands is given back.
    Raises DeskError where no facts were entered, and whatever the law raises.
    """
    with transaction.atomic():
        status = locked(request)
        if status.facts is None:
            raise DeskError(f"{request} has no facts yet", expected="somebody to enter them")
        made = _decide(request, status.facts, hand)
        _settle(status, made, hand)
        return made


def first(request: Request, status: RequestStatus, hand: Hand) -> Decision | None:
    """Decides a request that just came; None, and a note in its state, where that cannot be done."""
    assert status.facts is not None
    try:
        with transaction.atomic():
            made = _decide(request, status.facts, hand)
    except ComityError:
        # The request is on record all the same, and stands with those that a person enters.
        return None
    _settle(status, made, hand)
    return made


def about(
    request: Request,
    facts: Facts,
    data: dict[str, Any],
    question: str,
    recipient: str,
    hand: Hand,
) -> Decision:
    """Puts one question to the law: the case `data` (JSON) about telling one recipient."""
    asked = case_from({**data, "at": hand.at.isoformat()})
    answer = counsel.law().decide(asked)
    same = Decision.objects.filter(
        facts=facts, question=question, recipient=recipient, law=answer.law
    ).first()
    if same is not None:
        return same
    before = in_force(request, question, recipient)
    full = decisions.to_json(answer)
    rulings = {name: _ruling(one) for name, one in full["actions"].items()}
    changed = _changed(before, rulings)
    public = {
        "agency": request.agency,
        "question": question,
        "recipient": recipient,
        "law": answer.law,
        "facts": facts.version,
        "replaces": before.pk if before else None,
        "outcomes": {
            name: {"outcome": one["outcome"], "review": len(one["review"]), "cites": one["cites"]}
            for name, one in rulings.items()
        },
    }
    key = keys.key_of(request.person)
    entry = ledger.write(
        "decision", hand, public, full, person=request.person, key=key, request=request.pk
    )
    made = Decision.objects.create(
        entry=entry,
        request=request,
        facts=facts,
        question=question,
        recipient=recipient,
        at=hand.at,
        law=answer.law,
        rulings=rulings,
        sealed=keys.close(key, full, f"decision {entry.pk}"),
        prepared_by=hand.by,
        replaces=before,
        changed=changed,
    )
    if before is not None:
        withdraw.replaced(before, made, hand)
    return made


def in_force(request: Request, question: str, recipient: str) -> Decision | None:
    """The decision that stands on a question about a recipient."""
    return (
        Decision.objects.filter(
            request=request, question=question, recipient=recipient, withdrawal=None
        )
        .order_by("-entry_id")
        .first()
    )


def full(decision: Decision) -> dict[str, Any]:
    """The whole decision as the contract writes it, facts and hours included. Raises SealError."""
    key = keys.key_of(decision.request.person)
    found: dict[str, Any] = keys.unclose(key, decision.sealed, f"decision {decision.pk}")
    return found


def locked(request: Request) -> RequestStatus:
    """The status of a request, which nobody else can change until this transaction ends."""
    return RequestStatus.objects.select_for_update().get(request=request)


def _decide(request: Request, facts: Facts, hand: Hand) -> Decision:
    data = case.load(facts, keys.key_of(request.person))
    return about(request, facts, data, "request", request.requester, hand)


def _ruling(answer: dict[str, Any]) -> dict[str, Any]:
    """What may be read without the key: no fact and no hour of the case."""
    return {
        "outcome": answer["outcome"],
        "review": answer["review"],
        "needs": answer["needs"],
        "because": [
            {name: one[name] for name in ("id", "cite", "effect")} for one in answer["because"]
        ],
        "cites": list(dict.fromkeys(one["cite"] for one in answer["because"])),
        "duties": [{"do": one["do"], "cite": one["cite"]} for one in answer["duties"]],
        "report": answer["report"],
    }


def _changed(before: Decision | None, rulings: dict[str, Any]) -> list[dict[str, str]]:
    """What is another answer than before, act by act."""
    if before is None:
        return []
    return [
        {"action": name, "was": before.rulings[name]["outcome"], "is": one["outcome"]}
        for name, one in rulings.items()
        if before.rulings[name]["outcome"] != one["outcome"]
    ]


def _settle(status: RequestStatus, made: Decision, hand: Hand) -> None:
    """The status after a decision, and the clocks that it starts."""
    asked = _asked(status)
    rulings = [made.rulings[name] for name in asked]
    if any(one["outcome"] == UNDETERMINED for one in rulings):
        state = "to-enter"
    elif any(one["review"] or one["outcome"] in _LEADS_TO_AN_ACT for one in rulings):
        state = "to-sign"
    else:
        state = "answered"
    if status.decision_id == made.pk and status.state in ("signed", "closed"):
        state = status.state
    status.decision, status.state = made, state
    status.due_at = _due(clocks.start(made, full(made), hand))
    status.save()


def _asked(status: RequestStatus) -> list[str]:
    """The acts that the request asks for; all of them where it does not say."""
    assert status.facts is not None
    data = case.load(status.facts, keys.key_of(status.request.person))
    asks = data.get("request", {}).get("asks")
    return list(asks) if asks else list(decisions_of_all())


def decisions_of_all() -> tuple[str, ...]:
    """Every act that a decision answers."""
    from comity.model.case import ACTIONS

    return ACTIONS


def _due(found: list[datetime]) -> datetime | None:
    return min(found, default=None)
