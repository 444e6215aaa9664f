"""`comity clocks`: what is due, oldest first."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from comity.desk.models import Clock


def clocks(
    agency: Annotated[str | None, typer.Option(help="Of this agency only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One clock a line, as JSON.")] = False,
) -> None:
    """Print what is due: ends of holds, duties, answers about warrants, reports."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from django.utils import timezone

    from comity.desk import due

    now = timezone.now()
    found = due.due(now, agency)
    for clock in found:
        one = _told(clock, now)
        at_desk.say(json.dumps(one, ensure_ascii=False) if as_json else _line(one))
    if not found and not as_json:
        at_desk.say("Nothing is due.")


def _told(clock: "Clock", now: "datetime") -> dict[str, Any]:
    return {
        "due": clock.due_at.isoformat(timespec="seconds"),
        "overdue": clock.due_at <= now,
        "kind": clock.kind,
        "agency": clock.agency,
        "request": f"R{clock.request_id}" if clock.request_id is not None else None,
        "says": clock.says,
        "cite": clock.cite or None,
    }


def _line(one: dict[str, Any]) -> str:
    mark = "OVERDUE" if one["overdue"] else ""
    cite = f"  [{one['cite']}]" if one["cite"] else ""
    return f"{mark:8}{one['due']}  {one['request'] or one['agency']:6}  {one['says']}{cite}"
