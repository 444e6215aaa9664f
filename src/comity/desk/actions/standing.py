"""How things stand on record: which decision is in force, what it says, who works on a request.

MUST: whoever changes anything about a request locks its status first, and the ledger after that.
An act on a request is its own agency's, and one on a person an agency's that has a request about
him: every act asks `locked_by`, `locked_all_by` or `check_wall`, whichever entrance it came by.
"""

from typing import Any

from comity.act.permit import Standing
from comity.desk import keys
from comity.desk.hand import Hand
from comity.desk.models import Decision, Person, Request, RequestStatus, Signature, Withdrawal
from comity.errors import DeskError


def locked(request: Request) -> RequestStatus:
    """The status of a request, which nobody else can change until this transaction ends."""
    return RequestStatus.objects.select_for_update().get(request=request)


def locked_all(person: Person) -> list[RequestStatus]:
    """The statuses of all requests about a person, locked in the one order that all keep to."""
    statuses = RequestStatus.objects.select_for_update().filter(request__person=person)
    return list(statuses.order_by("request_id"))


def locked_by(request: Request, hand: Hand) -> RequestStatus:
    """`locked`, for an act of somebody. Raises DeskError for another agency's."""
    check_wall(request, hand)
    return locked(request)


def locked_all_by(person: Person, hand: Hand) -> list[RequestStatus]:
    """`locked_all`, for an act of somebody. Raises DeskError if his agency has no request here."""
    if not any(hand.works_for(agency) for agency in agencies_of(person)):
        raise _beyond(hand, "an agency with a request about this person")
    return locked_all(person)


def check_wall(request: Request, hand: Hand) -> None:
    """Raises DeskError unless a request came to the agency of whoever acts."""
    if not hand.works_for(request.agency):
        raise _beyond(hand, request.agency)


def agencies_of(person: Person) -> list[str]:
    """The agencies to which requests about a person came, by the requests as they were received."""
    found = Request.objects.filter(person=person).values_list("agency", flat=True)
    return list(found.order_by("agency").distinct())


def _beyond(hand: Hand, agency: str) -> DeskError:
    what = f"{hand.by.username} works for {hand.by.agency or 'no agency'}"
    return DeskError(what, expected=f"somebody of {agency}")


def in_force(request: Request, question: str, recipient: str, about: str = "") -> Decision | None:
    """The decision that stands on a question about a recipient (and a record)."""
    return Decision.objects.filter(
        request=request, question=question, recipient=recipient, about=about, withdrawal=None
    ).first()


def withdrawn(decision: Decision) -> bool:
    """Whether a decision was withdrawn, asked of the database."""
    return Withdrawal.objects.filter(decision=decision).exists()


def sent_back(decision: Decision) -> bool:
    """Whether somebody sent a decision back. Nothing leaves by it any more."""
    return Signature.objects.filter(decision=decision, verdict="sent-back").exists()


def stands(decision: Decision) -> bool:
    """Whether something may still leave by a decision: neither withdrawn nor sent back."""
    return not withdrawn(decision) and not sent_back(decision)


def signed_acts(decision: Decision) -> frozenset[str]:
    """The acts that somebody other than the preparer has signed."""
    approved = decision.signatures.filter(verdict="approved").exclude(by=decision.prepared_by_id)
    return frozenset(action for one in approved for action in one.actions)


def standing(decision: Decision) -> Standing:
    """What a decision on record stands for now, as the contact rule asks it."""
    return Standing(
        decision.pk,
        decision.recipient,
        {name: one["outcome"] for name, one in decision.rulings.items()},
        signed_acts(decision),
        stands(decision),
    )


def full(decision: Decision, key: bytes | None = None) -> dict[str, Any]:
    """The whole decision as the contract writes it, facts and hours included. Raises SealError.

    `key` is the person's, if the caller has it.
    """
    key = key or keys.key_of(decision.request.person)
    held: dict[str, Any] = keys.unclose(key, decision.sealed, f"decision {decision.pk}")
    # A question about a warrant is sealed with the case that was asked.
    found: dict[str, Any] = held.get("decision", held)
    return found
