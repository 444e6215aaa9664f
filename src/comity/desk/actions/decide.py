"""The law is asked about what is known, and its answer goes on record.

MUST: any error on the way to an answer means that nothing is decided and a person is asked; the
request stays as it is, with the reason in its status.
"""

from typing import Any, Final

from django.db import DatabaseError, transaction

from comity.act.permit import ALLOWING
from comity.desk import case, counsel, keys, ledger
from comity.desk.actions import clocks, notice, withdraw
from comity.desk.actions.standing import full, in_force, locked
from comity.desk.hand import Hand
from comity.desk.models import Decision, Facts, Request, RequestStatus
from comity.errors import ComityError, CoverageError, DeskError, LawError
from comity.facts import case_from
from comity.model import decision as decisions
from comity.model.case import ACTIONS
from comity.model.contact import ITEMS
from comity.model.decision import MAY, MUST, UNDETERMINED

__all__ = ["about", "decide", "first", "full", "in_force", "locked"]

REQUEST: Final = "request"
_LEADS_TO_AN_ACT: Final = (MUST, MAY)


def decide(request: Request, hand: Hand) -> Decision:
    """Decides a request on its latest facts, by the law in force now.

    The same facts under the same law are decided once, and while time changes nothing the
    decision that stands is given back. Raises DeskError where no facts were entered, and what the
    law raises.
    """
    withdraw.wait_for_sending(request)
    with transaction.atomic():
        status = locked(request)
        if status.facts is None:
            raise DeskError(f"{request} has no facts yet", expected="somebody to enter them")
        made = _decide(request, status.facts, hand)
        _settle(status, made, hand)
        return made


def first(request: Request, status: RequestStatus, hand: Hand) -> Decision | None:
    """Decides a request that just came; None, and a note in its status, where that cannot be done.

    The request is on record all the same, and stands with those that a person enters.
    """
    assert status.facts is not None
    try:
        with transaction.atomic():
            made = _decide(request, status.facts, hand)
    except DatabaseError:
        raise
    except Exception as error:
        status.note = _why(error)
        status.save(update_fields=("note",))
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
    record: str = "",
) -> Decision:
    """Puts one question to the law: the case `data` (JSON) about telling one recipient.

    `record`: the fingerprint of what else it is about. The decision that stands is given back if it
    says the same on the same facts; if not, the new one takes its place.
    """
    answer = _asked_now(request, data, hand)
    said = decisions.to_json(answer)
    before = in_force(request, question, recipient, record)
    if before is not None:
        if before.facts_id == facts.pk and _same(before, answer.law, said):
            return before
        withdraw.end(before, hand, "replaced by another decision")
    made = Decision(
        request=request,
        facts=facts,
        question=question,
        recipient=recipient,
        about=record,
        law=answer.law,
        replaces=before,
    )
    _write(made, said, hand)
    # What the new answer allows as well stays in the calendars, for its signature.
    if question == REQUEST and before is not None and not _may_have_dates(made):
        notice.take_back(request, recipient, hand)
    return made


def _asked_now(request: Request, data: dict[str, Any], hand: Hand) -> decisions.Decision:
    at = counsel.local(request.agency, hand.at).isoformat()
    return counsel.law().decide(case_from({**data, "at": at}))


def _decide(request: Request, facts: Facts, hand: Hand) -> Decision:
    data = case.load(facts, keys.key_of(request.person))
    made = about(request, facts, data, REQUEST, request.requester, hand)
    # What was decided about warrants rests on older facts, or another law: it is asked anew.
    stale = Decision.objects.filter(request=request, withdrawal=None).exclude(question=REQUEST)
    for one in (stale.exclude(facts=facts) | stale.exclude(law=made.law)).order_by("pk"):
        withdraw.end(one, hand, "the facts or the law changed")
    return made


def _write(made: Decision, said: dict[str, Any], hand: Hand) -> None:
    request = made.request
    made.rulings = {name: _ruling(one) for name, one in said["actions"].items()}
    made.changed = _changed(made.replaces, made.rulings)
    public = {
        "agency": request.agency,
        "question": made.question,
        "recipient": made.recipient,
        "law": made.law,
        "facts": made.facts.version,
        "replaces": made.replaces_id,
        "outcomes": {
            name: {"outcome": one["outcome"], "review": len(one["review"]), "cites": one["cites"]}
            for name, one in made.rulings.items()
        },
    }
    key = keys.key_of(request.person)
    made.entry = ledger.write(
        "decision", hand, public, said, person=request.person, key=key, request=request.pk
    )
    made.at, made.prepared_by = hand.at, hand.by
    made.sealed = keys.close(key, said, f"decision {made.entry.pk}")
    made.save(force_insert=True)


def _same(before: Decision, law: str, said: dict[str, Any]) -> bool:
    """Whether two answers come to the same; an hour that has only passed on is no difference."""
    if before.law != law:
        return False
    stood = full(before)
    parts = ("outcome", "review", "needs", "limits", "duties")
    return all(
        stood["actions"][name].get(part) == one.get(part)
        for name, one in said["actions"].items()
        for part in parts
    )


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


def _may_have_dates(decision: Decision) -> bool:
    action = ITEMS["court_date"].action
    assert action is not None
    return decision.rulings[action]["outcome"] in ALLOWING


def _settle(status: RequestStatus, made: Decision, hand: Hand) -> None:
    """The status after a decision, and the clocks that it starts."""
    if status.decision_id == made.pk:
        return
    status.decision, status.state, status.note = made, _state(status, made), ""
    due = clocks.start(made, full(made), hand)
    status.due_at = min(due, default=None)
    status.save()


def _state(status: RequestStatus, made: Decision) -> str:
    rulings = [made.rulings[name] for name in _asked(status)]
    if any(one["outcome"] == UNDETERMINED for one in rulings):
        return "to-enter"
    if any(one["review"] or one["outcome"] in _LEADS_TO_AN_ACT for one in rulings):
        return "to-sign"
    return "answered"


def _asked(status: RequestStatus) -> list[str]:
    """The acts that the request asks for; all of them where it does not say."""
    assert status.facts is not None
    data = case.load(status.facts, keys.key_of(status.request.person))
    asks = data.get("request", {}).get("asks")
    return list(asks) if asks else list(ACTIONS)


def _why(error: Exception) -> str:
    """Why the law could not be asked. Other errors than the law's own may quote the case."""
    if isinstance(error, CoverageError | LawError):
        return str(error)[:200]
    kind = "a fact" if isinstance(error, ComityError) else f"an error ({type(error).__name__})"
    return f"the law could not be asked because of {kind}"
