"""Decisions made again from their facts, and contacts measured against the rule once more.

MUST: the answer comes from the law and from `act.permit`, as it stood when the thing was done; what
happened later (a withdrawal, a second signature) is left out by the numbers of the entries.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from comity.act.permit import Override, Standing, permit
from comity.desk import case, counsel, keys
from comity.desk.check_rows import Held
from comity.desk.models import Contact, Decision, Seal
from comity.errors import ComityError, ContactError
from comity.facts import case_from
from comity.model import decision as model
from comity.model.contact import KINDS, discloses

if TYPE_CHECKING:
    from comity.desk.check import Tally


def decisions(tally: "Tally", one: Callable[[], None]) -> None:
    """Makes every decision on a request again and compares it with the one on record.

    One about a warrant was asked with a case of its own, which is sealed with it; where an earlier
    release kept none, its row is compared with what its entry commits to.
    """
    held, gone = Held(), {*Seal.objects.values_list("person_id", flat=True)}
    made = Decision.objects.select_related("request__person", "facts", "entry__person")
    for decision in made.order_by("pk").iterator(500):
        one()
        if decision.request.person_id in gone:
            tally.count("decisions of sealed persons")
            continue
        try:
            _decide_again(decision, held, tally)
        except (ComityError, ValueError, KeyError) as error:
            tally.fault(f"{decision}: cannot be made again: {error}")


def contacts(tally: "Tally", one: Callable[[], None]) -> None:
    """Checks that each contact had a decision, or an override, for everything that it tells."""
    sent = Contact.objects.select_related("decision", "override", "cancels")
    for contact in sent.order_by("pk").iterator(1_000):
        one()
        tally.count("contacts")
        for why in _uncovered(contact):
            tally.fault(f"{contact}: uncovered: {why}")


def _decide_again(decision: Decision, held: Held, tally: "Tally") -> None:
    key = held.of(decision.request.person)
    kept = keys.unclose(key, bytes(decision.sealed), f"decision {decision.pk}")
    _, committed = held.private(decision.entry)
    if kept != committed:
        tally.fault(f"{decision}: is not the one that its entry commits to")
    full = kept.get("decision", kept)
    if decision.question == "request":
        data = case.load(decision.facts, key)
    elif "asked" in kept:
        data = kept["asked"]
    else:
        tally.count("decisions on warrants compared")
        return
    answer = counsel.law().decide(case_from({**data, "at": full["at"]}))
    if answer.law != decision.law:
        tally.count("decisions under a law that the packs no longer hold")
        return
    tally.count("decisions made again")
    for name in _other(model.to_json(answer), full):
        tally.fault(f"{decision}: made again, the law says otherwise of {name}")


def _other(again: dict[str, Any], full: dict[str, Any]) -> Iterator[str]:
    before = full["actions"]
    for name, answer in again["actions"].items():
        if answer != before.get(name):
            yield name
    if {**again, "actions": 0} != {**full, "actions": 0}:
        yield "the case, its agency or its hour"


def _uncovered(contact: Contact) -> Iterator[str]:
    told = [*contact.items.values_list("name", flat=True)]
    if contact.kind == "cancellation":
        taken = contact.cancels
        if told:
            yield "a cancellation tells nothing new"
        if taken is None or taken.recipient != contact.recipient or taken.pk > contact.pk:
            yield "it takes back no earlier contact to the same recipient"
        return
    if contact.kind not in KINDS:
        yield f"there is no contact of the kind {contact.kind}"
        return
    if untold := [name for name in discloses(contact.kind) if name not in told]:
        yield f"it tells {', '.join(untold)} as well"
    try:
        permit(_standing(contact), contact.recipient, told, _override(contact))
    except ContactError as error:
        yield error.message


def _standing(contact: Contact) -> Standing:
    """What the decision stood for when the contact was written."""
    decision = contact.decision
    before = [*decision.signatures.filter(pk__lt=contact.pk)]
    back = any(one.verdict == "sent-back" for one in before)
    signed = [
        action
        for one in before
        if one.verdict == "approved" and one.by_id != decision.prepared_by_id
        for action in one.actions
    ]
    end = getattr(decision, "withdrawal", None)
    in_force = (
        decision.pk < contact.pk
        and decision.request_id == contact.request_id
        and (end is None or end.pk > contact.pk)
    )
    outcomes = {name: one["outcome"] for name, one in decision.rulings.items()}
    return Standing(
        decision.pk,
        decision.recipient,
        outcomes,
        frozenset() if back else frozenset(signed),
        in_force,
    )


def _override(contact: Contact) -> Override | None:
    row = contact.override
    if row is None or row.pk > contact.pk or row.request_id != contact.request_id:
        return None
    return Override(row.pk, row.recipient, frozenset(row.items), str(row.by_id), "on record")
