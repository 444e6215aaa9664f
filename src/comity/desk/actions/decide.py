"""The law is asked about what is known, and its answer goes on record.

MUST: any error on the way to an answer means that nothing is decided and a person is asked; the
request stays as it is, with the reason in its status.
"""

from datetime import datetime
from typing import Any, Final

from attrs import field, frozen
from django.db import DatabaseError, transaction

from comity.act.permit import ALLOWING
from comity.desk import case, counsel, keys, ledger, rows
from comity.desk.actions import clocks, notice, withdraw
from comity.desk.actions.standing import full, in_force, locked_by
from comity.desk.hand import Hand
from comity.desk.models import Decision, Facts, Request, RequestStatus
from comity.errors import ComityError, CoverageError, DeskError, LawError
from comity.facts import case_from
from comity.model import decision as decisions
from comity.model.case import ACTIONS
from comity.model.contact import ITEMS
from comity.model.decision import MAY, MUST, UNDETERMINED

__all__ = ["Basis", "about", "decide", "first", "full", "in_force"]

REQUEST: Final = "request"
_LEADS_TO_AN_ACT: Final = (MUST, MAY)


@frozen
class Basis:
    """What a decision rests on: the facts, the case (JSON) that they hold, the key that opens it.

    It is handed on within one act, so that nothing is opened twice. MUST: nobody keeps it.
    """

    facts: Facts
    data: dict[str, Any] = field(repr=False)
    key: bytes = field(repr=False)

    @property
    def asked(self) -> list[str]:
        """The acts that the request asks for; all of them where it does not say."""
        asks = self.data.get("request", {}).get("asks")
        return list(asks) if asks else list(ACTIONS)


def decide(request: Request, hand: Hand) -> Decision:
    """Decides a request on its latest facts, by the law in force now.

    The same facts under the same law are decided once, and while time changes nothing the
    decision that stands is given back. Raises DeskError where no facts were entered, and what the
    law raises.
    """
    withdraw.wait_for_sending(request)
    with transaction.atomic():
        status = locked_by(request, hand)
        if status.facts is None:
            raise DeskError(f"{request} has no facts yet", expected="somebody to enter them")
        key = keys.key_of(request.person)
        basis = Basis(status.facts, case.load(status.facts, key), key)
        made, said = _decide(request, basis, hand)
        if status.decision_id != made.pk:
            _settle(status, made, basis, clocks.start(made, said, hand, basis.asked))
            status.save()
        return made


def first(request: Request, status: RequestStatus, basis: Basis, hand: Hand) -> Decision | None:
    """Decides a request that just came; None, and a note in its status, where that cannot be done.

    The request is on record all the same, and stands with those that a person enters. The status is
    the caller's to save. Nothing is looked for that a new request cannot have: a decision before
    this one, others that it would end, clocks.
    """
    try:
        with transaction.atomic():
            answer = _asked_now(request, basis.data, hand)
            said = decisions.to_json(answer)
            made = _undecided(request, basis.facts, REQUEST, request.requester, answer.law)
            _write(made, said, basis.key, hand)
    except DatabaseError:
        raise
    except Exception as error:
        status.note = _why(error)
        return None
    _settle(status, made, basis, clocks.begin(made, said, hand, basis.asked))
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
    basis = Basis(facts, data, keys.key_of(request.person))
    return _about(request, basis, question, recipient, hand, record)[0]


def _about(
    request: Request, basis: Basis, question: str, recipient: str, hand: Hand, record: str = ""
) -> tuple[Decision, dict[str, Any]]:
    """The decision, and in full what it says."""
    answer = _asked_now(request, basis.data, hand)
    said = decisions.to_json(answer)
    before = in_force(request, question, recipient, record)
    if before is not None:
        if before.facts_id == basis.facts.pk and before.law == answer.law:
            stood = full(before, basis.key)
            if _same(stood, said):
                return before, stood
        withdraw.end(before, hand, "replaced by another decision")
    made = _undecided(request, basis.facts, question, recipient, answer.law)
    made.about, made.replaces = record, before
    _write(made, said, basis.key, hand, None if question == REQUEST else basis.data)
    # What the new answer allows as well stays in the calendars, for its signature.
    if question == REQUEST and before is not None and not _may_have_dates(made):
        notice.take_back(request, recipient, hand)
    return made, said


def _undecided(request: Request, facts: Facts, question: str, recipient: str, law: str) -> Decision:
    """A decision that says nothing yet."""
    return Decision(request=request, facts=facts, question=question, recipient=recipient, law=law)


def _asked_now(request: Request, data: dict[str, Any], hand: Hand) -> decisions.Decision:
    at = counsel.local(request.agency, hand.at).isoformat()
    return counsel.law().decide(case_from({**data, "at": at}))


def _decide(request: Request, basis: Basis, hand: Hand) -> tuple[Decision, dict[str, Any]]:
    made, said = _about(request, basis, REQUEST, request.requester, hand)
    # What was decided about warrants rests on older facts, or another law: it is asked anew.
    stale = Decision.objects.filter(request=request, withdrawal=None).exclude(question=REQUEST)
    for one in (stale.exclude(facts=basis.facts) | stale.exclude(law=made.law)).order_by("pk"):
        withdraw.end(one, hand, "the facts or the law changed")
    return made, said


def _write(
    made: Decision,
    said: dict[str, Any],
    key: bytes,
    hand: Hand,
    asked: dict[str, Any] | None = None,
) -> None:
    """Saves a decision and its entry. `asked` is the case, where the facts alone are not it."""
    request = made.request
    held = said if asked is None else {"decision": said, "asked": asked}
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
    made.entry = ledger.write(
        "decision", hand, public, held, person=request.person, key=key, request=request.pk
    )
    made.at, made.prepared_by = hand.at, hand.by
    made.sealed = keys.close(key, held, f"decision {made.entry.pk}")
    rows.insert(made)


def _same(stood: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether two answers come to the same; an hour that has only passed on is no difference."""
    return all(
        _less_the_hour(stood["actions"][name], stood["at"]) == _less_the_hour(one, said["at"])
        for name, one in said["actions"].items()
    )


def _less_the_hour(answer: dict[str, Any], at: str) -> dict[str, Any]:
    """What an answer says, where "at once" is the same at every hour of asking."""
    parts = {part: answer.get(part) for part in ("outcome", "review", "needs", "limits")}
    duties = [
        {**one, "by": "at once" if one["by"] == at else one["by"]} for one in answer["duties"]
    ]
    return {**parts, "duties": duties}


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


def _settle(status: RequestStatus, made: Decision, basis: Basis, due: list[datetime]) -> None:
    """The status after a decision whose clocks are due at these instants."""
    status.decision, status.state, status.note = made, _state(made, basis.asked), ""
    status.due_at = min(due, default=None)


def _state(made: Decision, asked: list[str]) -> str:
    rulings = [made.rulings[name] for name in asked]
    if any(one["outcome"] == UNDETERMINED for one in rulings):
        return "to-enter"
    if any(one["review"] or one["outcome"] in _LEADS_TO_AN_ACT for one in rulings):
        return "to-sign"
    return "answered"


def _why(error: Exception) -> str:
    """Why the law could not be asked. Other errors than the law's own may quote the case."""
    if isinstance(error, CoverageError | LawError):
        return str(error)[:200]
    kind = "a fact" if isinstance(error, ComityError) else f"an error ({type(error).__name__})"
    return f"the law could not be asked because of {kind}"
