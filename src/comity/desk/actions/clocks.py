"""The clocks that a decision or a warrant check starts, and their end."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from comity.act import clocks as rules
from comity.desk.hand import Hand
from comity.desk.models import Clock, Decision, Request, WarrantCheck

OF_A_DECISION: Final = (rules.HOLD, rules.DUTY)


def start(decision: Decision, full: dict[str, Any], hand: Hand) -> list[datetime]:
    """Starts the clocks of a decision in place of those before it; when each is due."""
    request = decision.request
    stop(request, hand, OF_A_DECISION)
    found = rules.of_decision(full, request.number)
    _save(request, found)
    return [one.due for one in found]


def start_reply(check: WarrantCheck, found: Iterable[rules.Clock], hand: Hand) -> None:
    """Starts the clock of the answer that a warrant check waits for, in place of the one before."""
    Clock.objects.filter(what=check, done_at=None).update(done_at=hand.at)
    _save(check.request, found, check)


def stop(request: Request, hand: Hand, kinds: tuple[str, ...], cite: str | None = None) -> None:
    """What was due of these kinds (under this citation) is done, or no longer due."""
    found = Clock.objects.filter(request=request, kind__in=kinds, done_at=None)
    (found.filter(cite=cite) if cite is not None else found).update(done_at=hand.at)


def _save(
    request: Request, found: Iterable[rules.Clock], check: WarrantCheck | None = None
) -> None:
    Clock.objects.bulk_create(
        Clock(
            request=request,
            agency=request.agency,
            kind=one.kind,
            says=one.says[:200],
            cite=(one.cite or "")[:200],
            due_at=one.due,
            what=check,
        )
        for one in found
    )
