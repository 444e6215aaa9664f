"""A request as the terminal shows it: where it stands, and everything that rests on it.

MUST: the name of the person and what the papers say of him are not printed; who may see them looks
at the record itself.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.decide.say import DUTIES

if TYPE_CHECKING:
    from comity.desk.models import Contact, Decision, Request, WarrantCheck


def request(found: "Request") -> Iterator[str]:
    """All of a request, line by line."""
    from comity.desk.models import Clock

    status = found.status
    due = f", due {_at(status.due_at)}" if status.due_at else ""
    yield f"{found}: {found.kind or 'a request'} from {found.requester} to {found.agency}"
    yield f"  received {_at(found.received_at)} by {found.received_by.username} ({found.how})"
    yield f"  state    {status.state}{due}, facts version {_version(found)}, {found.person}"
    if found.duplicate_of:
        yield f"  same as  {found.duplicate_of}"
    for mark in marks(found):
        yield f"  look at  {mark}"
    for one in found.decisions.order_by("pk"):
        yield from decision(one)
    for contact in found.contacts.order_by("pk"):
        yield from _contact(contact)
    for made in found.checks.order_by("pk"):
        yield from check(made)
    for override in found.overrides.order_by("pk"):
        items = ", ".join(override.items)
        yield f"override {override.pk}: {override.recipient} may be told {items}"
    for clock in Clock.objects.filter(request=found, done_at=None).order_by("due_at", "pk"):
        yield f"due {_at(clock.due_at)}: {clock.says}" + (f"  [{clock.cite}]" if clock.cite else "")
    for outcome in found.outcomes.order_by("pk"):
        yield f"outcome: {outcome.kind} {_at(outcome.happened_at)}"


def marks(found: "Request") -> list[str]:
    """Why a person must look at a request. The words quote the paper, so they are sealed."""
    from comity.desk.actions import receive

    return [] if _sealed(found) else receive.marks(found)


def decision(made: "Decision") -> Iterator[str]:
    """A decision: what it is about, each act's outcome, and who signed what."""
    about = "" if made.question == "request" else f", {made.question}"
    yield f"{made} {_at(made.at)}: about telling {made.recipient}{about}, law {made.law[:12]}"
    end = getattr(made, "withdrawal", None)
    if end is not None:
        yield f"  withdrawn {_at(end.at)} by {end.by.username}{_reason(made, end)}"
        return
    # What is asked about a warrant is shown with its check.
    if made.question != "warrant-inquiry":
        until = _until(made)
        for action, ruling in made.rulings.items():
            yield from _ruling(action, ruling, until.get(action))
    for one in made.signatures.order_by("pk"):
        what = f"signed {', '.join(one.actions)}" if one.verdict == "approved" else "sent back"
        yield f"  {what} by {one.by.username}{_reason(made, one)}"


def changed(made: "Decision") -> Iterator[str]:
    """What a decision answers, and what is another answer than before."""
    yield from decision(made)
    for one in made.changed:
        yield f"  changed: {one['action']} was {one['was']} and is {one['is']}"


def check(made: "WarrantCheck") -> Iterator[str]:
    """A warrant check: its class, what asking would tell, whether it may be asked, its standing."""
    from comity.model.contact import ITEMS, discloses

    yield f"W{made.pk}: {made.record_class} of {made.issuer}"
    yield f"  {standing(made)}"
    if made.decision is None:
        return
    yield f"  asking {made.issuer} would tell it, by {made.decision}:"
    for name in discloses("warrant-inquiry"):
        action = ITEMS[name].action
        outcome = made.decision.rulings[action]["outcome"] if action else "free"
        yield f"    {name:11} {ITEMS[name].says}: {outcome} ({action})"
    for one in made.inquiries.order_by("number"):
        yield f"  request {one.number} ({one.priority}), answer due {_at(one.due_at)}"


def standing(made: "WarrantCheck") -> str:
    """Where a warrant check stands now, in words."""
    from django.utils import timezone

    from comity.desk.actions import warrant

    if _sealed(made.request):
        return "Sealed: nothing of it can be read."
    return warrant.standing(made, timezone.now()).says


def _ruling(action: str, ruling: dict[str, Any], until: str | None) -> Iterator[str]:
    cites = "; ".join(ruling["cites"])
    limit = f" until {until}" if until else ""
    yield f"  {action:18} {ruling['outcome']}{limit}" + (f"  [{cites}]" if cites else "")
    if ruling["needs"]:
        yield f"  {'':18} needs {', '.join(ruling['needs'])}"
    for point in ruling["review"]:
        yield f"  {'':18} a person decides: {point}"
    for duty in ruling["duties"]:
        yield f"  {'':18} owes: {DUTIES.get(duty['do'], duty['do'])}  [{duty['cite']}]"


def _until(made: "Decision") -> dict[str, str]:
    """The hours up to which acts may last. They are sealed with the decision."""
    from comity.desk.actions.standing import full

    actions = {} if _sealed(made.request) else full(made)["actions"]
    return {name: one["limits"]["until"] for name, one in actions.items() if one["limits"]}


def _contact(contact: "Contact") -> Iterator[str]:
    from comity.desk.actions import receipts

    told = ", ".join(contact.items.order_by("-meant", "pk").values_list("name", flat=True))
    by = f", by override {contact.override_id}" if contact.override_id else ""
    yield f"{contact} {_at(contact.at)}: tells {told or 'nothing new'}{by}"
    for delivery in contact.deliveries.order_by("pk"):
        last = delivery.receipts.order_by("pk").last()
        text = receipts.text_of(last) if last and not _sealed(contact.request) else ""
        said = f", {last.code} {text}" if last else ""
        yield f"  by {delivery.channel.kind}: {delivery.state}, {delivery.tries} tries{said}"


def _sealed(found: "Request") -> bool:
    """Whether the person is sealed. That the key is lost is something else, and an error."""
    return hasattr(found.person, "seal")


def _reason(decision: "Decision", record: Any) -> str:
    """The reason that stands in the entry of a signature or a withdrawal."""
    from comity.desk.ledger import private_of

    reason = "" if _sealed(decision.request) else private_of(record.entry)[1]["reason"]
    return f": {reason}" if reason else ""


def _version(found: "Request") -> int:
    latest = found.versions.order_by("-version").first()
    return latest.version if latest else 0


def _at(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")
