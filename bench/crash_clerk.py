"""The clerk of the crash harness: takes a step as a line of JSON, and answers after its commit.

A request is handed in again under its key. The other acts of the desk have no key, so the clerk
looks first whether the step was done, in the transaction that does it, as a person would look at
the desk after a crash. `{"again": why}` answers what the desk asks to try again.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from bench import crash_desk
from bench.crash_stories import ASKER, POLICE, TEXAS, Step

if TYPE_CHECKING:
    from comity.desk.models import Appearance, Decision, Request

Answer = dict[str, Any]
"""`row`: the table and number of what was recorded; `withdrawn`: the request's withdrawals."""

QUESTION: Final = "request"


def main() -> int:
    """`--furnish WEBHOOK PORT` makes the desk; without it, steps are taken until the input ends."""
    crash_desk.begin()
    if sys.argv[1:2] == ["--furnish"]:
        crash_desk.furnish(sys.argv[2], int(sys.argv[3]))
        return 0
    from comity.errors import DeskError

    _load()
    print("ready", flush=True)
    for line in sys.stdin:
        step = json.loads(line)
        try:
            answer = _DO[step["do"]](step)
        except DeskError as error:
            if "try again" not in str(error):
                raise
            answer = {"again": str(error)}
        print(json.dumps(answer), flush=True)
    return 0


def _load() -> None:
    """All that the first step would load else, so that it is the step that is killed."""
    from comity.desk import counsel

    for name in ("contact", "hearing", "notice", "outcome", "override", "receive", "sign"):
        import_module(f"comity.desk.actions.{name}")
    for agency in (TEXAS, POLICE):
        counsel.version(agency, crash_desk.hand("clerk", agency).at)


def _request(step: Step) -> "Request":
    from comity.desk.models import Request

    return Request.objects.get(key=step["story"])


def _standing(request: "Request") -> "Decision":
    from comity.desk.actions import decide

    found = decide.in_force(request, QUESTION, ASKER)
    assert found is not None, f"no decision on {request}"
    return found


def _row(table: str, number: int) -> Answer:
    return {"row": [table, number]}


def _withdrawals(request: "Request") -> list[int]:
    from comity.desk.models import Withdrawal

    return [*Withdrawal.objects.filter(decision__request=request).values_list("pk", flat=True)]


def _receive(step: Step) -> Answer:
    from comity.desk.actions import receive
    from comity.intake.received import Received

    numbers = tuple((kind, number) for kind, number in step["numbers"])
    original = json.dumps([step["said"], step["numbers"]]).encode()
    came = Received("json", original, "request.json", None, step["said"], numbers, ())
    clerk = crash_desk.hand("clerk", step["agency"])
    made = receive.receive(came, clerk, agency=step["agency"], requester=ASKER, key=step["story"])
    first = made.decisions.order_by("pk").first()
    return {**_row("request", made.pk), "decision": first.pk if first else None}


def _sign(step: Step) -> Answer:
    from comity.desk.actions import sign, standing

    request = _request(step)
    with transaction.atomic():
        standing.locked(request)
        decision = _standing(request)
        made = decision.signatures.first() or sign.sign(
            decision, crash_desk.hand("lawyer", step["agency"]), step["actions"], "made up"
        )
    return _row("signature", made.pk)


def _tell(step: Step) -> Answer:
    from comity.desk.actions import contact, standing
    from comity.desk.models import Contact, Override

    request = _request(step)
    with transaction.atomic():
        standing.locked(request)
        made: Contact | None = Contact.objects.filter(request=request, kind=step["kind"]).first()
        if made is None:
            override = Override.objects.get(request=request) if step["overridden"] else None
            said = contact.Content(request.number, f"{step['story']}: {step['kind']}")
            clerk = crash_desk.hand("clerk", step["agency"])
            made = contact.tell(_standing(request), step["kind"], said, clerk, override=override)
    return _row("contact", made.pk)


def _override(step: Step) -> Answer:
    from comity.desk.actions import override, standing
    from comity.desk.models import Override

    request = _request(step)
    with transaction.atomic():
        standing.locked(request)
        made = Override.objects.filter(request=request).first() or override.override(
            request, ASKER, step["items"], crash_desk.hand("supervisor", step["agency"]), "made up"
        )
    return _row("override", made.pk)


def _correct(step: Step) -> Answer:
    from comity.desk.actions import facts

    request = _request(step)
    if request.versions.count() == 1:
        clerk = crash_desk.hand("clerk", step["agency"])
        facts.enter(request, ["person.watchlist_match=true"], clerk, based_on=1, reason="made up")
    return _row("decision", _standing(request).pk) | {"withdrawn": _withdrawals(request)}


def _withdraw(step: Step) -> Answer:
    from comity.desk.actions import withdraw

    request = _request(step)
    done = _withdrawals(request)
    if not done:
        clerk = crash_desk.hand("clerk", step["agency"])
        done = [withdraw.withdraw(_standing(request), clerk, "made up").pk]
    return _row("withdrawal", done[0]) | {"withdrawn": done}


def _hearing(step: Step) -> Answer:
    """A feed shown again changes nothing, so nothing has to be looked at."""
    from comity.desk.actions import docket, hearing
    from comity.model import appearance

    request, clerk = _request(step), crash_desk.hand("clerk", step["agency"])
    number = f"CR-{step['story']}"
    docket.tie(request.person, number, clerk)
    start = datetime.fromisoformat(step["start"])
    shown = appearance.Appearance(
        f"{step['story']}@court", number, "Example Court", None, start, step["status"]
    )
    hearing.seen([shown], clerk)
    latest = _appearance(step).versions.latest("pk")
    return _row("appearanceversion", latest.pk)


def _appearance(step: Step) -> "Appearance":
    from comity.desk import keys
    from comity.desk.models import Appearance

    return Appearance.objects.get(docket=keys.fingerprint("docket", f"CR-{step['story']}"))


def _date(step: Step) -> Answer:
    from comity.desk.actions import notice, standing
    from comity.desk.models import Contact

    request, kind = _request(step), "court-date-notice"
    with transaction.atomic():
        standing.locked(request)
        made: Contact | None = Contact.objects.filter(request=request, kind=kind).first()
        if made is None:
            clerk = crash_desk.hand("clerk", step["agency"])
            made = notice.tell(_standing(request), _appearance(step), clerk)
    return _row("contact", made.pk)


def _outcome(step: Step) -> Answer:
    from comity.desk.actions import outcome, standing

    request, clerk = _request(step), crash_desk.hand("clerk", step["agency"])
    with transaction.atomic():
        standing.locked(request)
        made = request.outcomes.first() or outcome.outcome(request, "released", clerk.at, clerk)
    return _row("outcome", made.pk)


def _open(_: Step) -> Answer:
    """How much is still on its way."""
    from comity.desk.models import Delivery

    return {"open": Delivery.objects.filter(state__in=("queued", "sending")).count()}


_DO: Final[dict[str, Callable[[Step], Answer]]] = {
    "receive": _receive, "sign": _sign, "tell": _tell, "override": _override,
    "correct": _correct, "withdraw": _withdraw, "hearing": _hearing, "date": _date,
    "outcome": _outcome, "open": _open,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
