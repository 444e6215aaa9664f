"""The clocks that a decision starts, and their end."""

from datetime import datetime
from typing import Any

from comity.desk.hand import Hand
from comity.desk.models import Clock, Decision, Request


def start(decision: Decision, full: dict[str, Any], hand: Hand) -> list[datetime]:
    """Starts the clocks of a decision in place of those before it; when each is due."""
    request = decision.request
    stop(request, hand, ("hold-limit", "duty"))
    clocks = [
        Clock(
            request=request, agency=request.agency, kind=kind, says=says, cite=cite, due_at=due
        )
        for kind, says, cite, due in _of(full)
    ]
    Clock.objects.bulk_create(clocks)
    return [clock.due_at for clock in clocks]


def stop(request: Request, hand: Hand, kinds: tuple[str, ...]) -> None:
    """What was due of these kinds is done, or no longer due."""
    Clock.objects.filter(request=request, kind__in=kinds, done_at=None).update(done_at=hand.at)


def _of(full: dict[str, Any]) -> list[tuple[str, str, str, datetime]]:
    found = []
    for action, answer in full["actions"].items():
        until = answer["limits"].get("until")
        if until and answer["outcome"] in ("must", "may"):
            cite = answer["because"][0]["cite"] if answer["because"] else ""
            found.append(
                ("hold-limit", f"{action} ends", cite, datetime.fromisoformat(until))
            )
        for duty in answer["duties"]:
            if duty["by"]:
                found.append(
                    ("duty", duty["do"][:200], duty["cite"], datetime.fromisoformat(duty["by"]))
                )
    return list(dict.fromkeys(found))
