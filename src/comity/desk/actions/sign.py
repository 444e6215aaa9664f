"""The second person: signs what another has prepared, or sends it back.

Nobody signs his own preparation (two different people for what cannot be undone); the database
refuses it too. MUST: where the law leaves a doubt or is silent, the signature says why.
"""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from comity.desk import ledger
from comity.desk.actions import notice, withdraw
from comity.desk.actions.standing import locked_by, stands
from comity.desk.hand import Hand
from comity.desk.models import Decision, Signature
from comity.errors import DeskError
from comity.model.decision import MAY, MUST, SILENT

SIGNING: Final = ("supervisor", "lawyer")
_SETTLED: Final = (MUST, MAY)


def sign(decision: Decision, hand: Hand, actions: Iterable[str], reason: str = "") -> Signature:
    """Signs that these acts may go ahead by the decision.

    Raises DeskError: for the preparer, for a role that does not sign, for a decision that no
    longer stands, for an act that it forbids or leaves undetermined, for a doubt without a reason.
    """
    asked = tuple(dict.fromkeys(actions))
    _check_hand(decision, hand)
    if not asked:
        raise DeskError("no act is signed", expected=", ".join(decision.rulings))
    for action in asked:
        _check(decision, action, reason)
    return _write(decision, hand, "approved", asked, reason, "signed")


def send_back(decision: Decision, hand: Hand, reason: str) -> Signature:
    """Sends a decision back to whoever prepared it. Nothing leaves by it any more.

    What waits to leave is cancelled, and court dates that were told are taken back. Only another
    decision opens the way again. Raises DeskError as `sign` does, and without a reason.
    """
    _check_hand(decision, hand)
    if not reason.strip():
        raise DeskError(f"{decision} is not sent back without a reason", expected="a reason")
    withdraw.wait_for_sending(decision.request)
    with transaction.atomic():
        made = _write(decision, hand, "sent-back", (), reason, "sent-back")
        withdraw.stop_sending(decision)
        if decision.question == "request":
            notice.take_back(decision.request, decision.recipient, hand)
        return made


def _check_hand(decision: Decision, hand: Hand) -> None:
    if hand.by.role not in SIGNING or not hand.by.is_active:
        raise DeskError(f"a {hand.by.role} does not sign", expected=" or ".join(SIGNING))
    if decision.prepared_by_id == hand.by.pk:
        raise DeskError(
            f"{hand.by.username} prepared {decision}", expected="another person to sign"
        )


def _check(decision: Decision, action: str, reason: str) -> None:
    ruling = decision.rulings.get(action)
    if ruling is None:
        raise DeskError(f"{action} is no act", expected=", ".join(decision.rulings))
    outcome = ruling["outcome"]
    if outcome not in (*_SETTLED, SILENT):
        what = f"{decision} says of {action}: {outcome}"
        raise DeskError(what, expected="an act that the decision allows, or an override")
    if (ruling["review"] or outcome == SILENT) and not reason.strip():
        raise DeskError(
            f"{action} is {outcome} or in doubt", expected="the reason of the signature"
        )


def _write(
    decision: Decision, hand: Hand, verdict: str, actions: tuple[str, ...], reason: str, state: str
) -> Signature:
    with transaction.atomic():
        status = locked_by(decision.request, hand)
        if not stands(decision):
            what = f"{decision} no longer stands"
            raise DeskError(what, expected="the decision that took its place")
        entry = ledger.write(
            "signature",
            hand,
            {"decision": decision.pk, "verdict": verdict, "actions": list(actions)},
            {"reason": reason},
            person=decision.request.person,
            request=decision.request_id,
        )
        made = Signature.objects.create(
            entry=entry,
            decision=decision,
            by=hand.by,
            at=hand.at,
            verdict=verdict,
            actions=list(actions),
        )
        if status.decision_id == decision.pk:
            status.state = state
            status.save(update_fields=("state",))
        return made
