"""How things stand on record: which decision is in force, what it says, who works on a request.

MUST: whoever changes anything about a request locks its status first, and the ledger after that.
"""

from typing import Any

from comity.act.permit import Standing
from comity.desk import keys
from comity.desk.models import Decision, Person, Request, RequestStatus, Signature, Withdrawal


def locked(request: Request) -> RequestStatus:
    """The status of a request, which nobody else can change until this transaction ends."""
    return RequestStatus.objects.select_for_update().get(request=request)


def locked_all(person: Person) -> list[RequestStatus]:
    """The statuses of all requests about a person, locked in the one order that all keep to."""
    statuses = RequestStatus.objects.select_for_update().filter(request__person=person)
    return list(statuses.order_by("request_id"))


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
