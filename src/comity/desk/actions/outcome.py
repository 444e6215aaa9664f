"""What happened in the end is entered: practice, whatever the law said."""

from datetime import datetime

from django.db import transaction

from comity.desk import keys, ledger
from comity.desk.actions import clocks
from comity.desk.actions.standing import locked_by
from comity.desk.hand import Hand
from comity.desk.models import OUTCOMES, Outcome, Request
from comity.errors import DeskError

_ENDS = ("released", "transferred", "expired", "came-and-took")


def outcome(
    request: Request, kind: str, happened_at: datetime, hand: Hand, note: str = ""
) -> Outcome:
    """Records what happened. Raises DeskError for an unknown kind, or an hour yet to come."""
    _check(kind, happened_at, hand)
    with transaction.atomic():
        status = locked_by(request, hand)
        key = keys.key_of(request.person)
        entry = ledger.write(
            "outcome",
            hand,
            {"agency": request.agency, "outcome": kind},
            {"happened_at": happened_at.isoformat(), "note": note},
            person=request.person,
            key=key,
            request=request.pk,
        )
        made = Outcome.objects.create(
            entry=entry,
            request=request,
            kind=kind,
            happened_at=happened_at,
            at=hand.at,
            by=hand.by,
            sealed=keys.close(key, {"note": note}, f"outcome {entry.pk}"),
        )
        if kind in _ENDS:
            clocks.stop_all(request, hand)
            status.state, status.due_at = "closed", None
            status.save(update_fields=("state", "due_at"))
        return made


def _check(kind: str, happened_at: datetime, hand: Hand) -> None:
    if kind not in OUTCOMES:
        raise DeskError(f"{kind} is no outcome", expected=", ".join(OUTCOMES))
    if happened_at.utcoffset() is None:
        raise DeskError("this instant has no zone", expected="its offset from UTC")
    if happened_at > hand.at:
        raise DeskError("this is yet to come", expected="what has happened already")
