"""The clocks that a decision or a warrant check starts, and their end.

MUST: a clock that is open waits for somebody. What the desk did when it made the record is done
from the start.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from comity.act import clocks as rules
from comity.decide.say import DUTIES
from comity.desk import rows
from comity.desk.hand import Hand
from comity.desk.models import Clock, Decision, Request, WarrantCheck

OF_A_DECISION: Final = (rules.HOLD, rules.LIMIT, rules.DUTY)

RECORDED: Final = tuple(DUTIES[one] for one in ("record", "record-purpose"))
"""The duties that the desk itself fulfils: N.Y.C. Admin. Code § 10-178(d) asks for a record of the
request, which its entry is, and (c) that the stated purpose be written down, which its facts do."""


def start(
    decision: Decision, full: dict[str, Any], hand: Hand, asked: Collection[str] | None = None
) -> list[datetime]:
    """Starts the clocks of a decision in place of those before it; when each open one is due.

    `asked`: the acts that the request asks for, every one if None.
    """
    stop(decision.request, hand, OF_A_DECISION)
    return begin(decision, full, hand, asked)


def begin(
    decision: Decision, full: dict[str, Any], hand: Hand, asked: Collection[str] | None = None
) -> list[datetime]:
    """`start` for a request's first decision, before which there is nothing to stop."""
    found = rules.of_decision(full, decision.request.number, asked)
    _save(decision.request, found, done_at=hand.at)
    return [one.due for one in found if one.says not in RECORDED]


def start_reply(check: WarrantCheck, found: Iterable[rules.Clock], hand: Hand) -> None:
    """Starts the clock of the answer that a warrant check waits for, in place of the one before."""
    Clock.objects.filter(what=check, done_at=None).update(done_at=hand.at)
    _save(check.request, found, check)


def stop(request: Request, hand: Hand, kinds: tuple[str, ...], cite: str | None = None) -> None:
    """What was due of these kinds (under this citation) is done, or no longer due."""
    found = Clock.objects.filter(request=request, kind__in=kinds, done_at=None)
    (found.filter(cite=cite) if cite is not None else found).update(done_at=hand.at)


def stop_all(request: Request, hand: Hand) -> None:
    """Nothing is waited for any more about a request that is closed."""
    Clock.objects.filter(request=request, done_at=None).update(done_at=hand.at)


def _save(
    request: Request,
    found: Iterable[rules.Clock],
    check: WarrantCheck | None = None,
    done_at: datetime | None = None,
) -> None:
    """Saves clocks. `done_at`: the instant at which the desk fulfilled those that it can."""
    rows.insert_all(
        Clock(
            request=request,
            agency=request.agency,
            kind=one.kind,
            says=one.says[:200],
            cite=(one.cite or "")[:200],
            due_at=one.due,
            what=check,
            done_at=done_at if one.says in RECORDED else None,
        )
        for one in found
    )
