"""What the crash harness hands in: made-up requests, each with the steps that are taken on it.

Texas today (a lawyer may sign that a release and a court date are told) and New York City on 1 June
2017 (the section was silent on court dates; a release is told over an override only). A story is
the same for the same seed. MUST: no step of a story tells the same thing twice, so that whatever
arrives twice under two keys is a doubled notice.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

EXAMPLE: Final = Path(__file__).resolve().parent.parent / "examples" / "case-a.json"
TEXAS: Final = "us-tx/jail"
POLICE: Final = "us-ny-nyc/nypd"
ASKER: Final = "us/ice"
ROLES: Final = ("clerk", "supervisor", "lawyer")

_PERSONS: Final = 40
_FIRST_HEARING: Final = datetime(2030, 1, 7, 15, tzinfo=UTC)
_NOTICES: Final = ("notify_court_date", "share_information")
_PARTS: Final = ("request", "person", "custody", "information")

Step = dict[str, Any]


def stories(seed: int) -> Iterator[list[Step]]:
    """Story after story, without end."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        agency = chance.choice((TEXAS, TEXAS, POLICE))
        plots = _TEXAS if agency == TEXAS else _POLICE
        story = f"{seed}-{number}"
        yield [
            {"story": story, "agency": agency, **step}
            for step in (_receive(story, number), *chance.choice(plots)(number))
        ]


def _receive(story: str, number: int) -> Step:
    case = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    said = {part: case[part] for part in _PARTS}
    said["person"]["name"] = f"Example Person {number % _PERSONS}"
    numbers = [["event", f"EX-{story}"], ["subject", f"S-{number % _PERSONS}"]]
    return {"do": "receive", "said": said, "numbers": numbers}


def _sign(*actions: str) -> Step:
    return {"do": "sign", "actions": actions}


def _tell(kind: str, overridden: bool = False) -> Step:
    return {"do": "tell", "kind": kind, "overridden": overridden}


def _hearing(number: int, days: int, status: str = "scheduled") -> Step:
    """The hearing as the court's feed shows it: so many days after the first date."""
    start = _FIRST_HEARING + timedelta(days=days, minutes=number)
    return {"do": "hearing", "start": start.isoformat(), "status": status}


def _answered(_: int) -> list[Step]:
    return [
        _sign("notify_release", *_NOTICES), _tell("reply"), _tell("release-notice"),
        {"do": "outcome"},
    ]  # fmt: skip


def _corrected(_: int) -> list[Step]:
    return [
        _sign("notify_release", *_NOTICES), _tell("reply"), {"do": "correct"},
        _sign("notify_release", *_NOTICES), _tell("release-notice"),
    ]  # fmt: skip


def _withdrawn(_: int) -> list[Step]:
    return [_sign("notify_release", *_NOTICES), _tell("release-notice"), {"do": "withdraw"}]


def _dated(number: int) -> list[Step]:
    return [_sign(*_NOTICES), _hearing(number, 0), {"do": "date"}, _hearing(number, 7)]


def _taken_back(number: int) -> list[Step]:
    return [*_dated(number), {"do": "withdraw"}]


def _vacated(number: int) -> list[Step]:
    return [*_dated(number), _hearing(number, 7, "vacated")]


def _overridden(_: int) -> list[Step]:
    return [
        _tell("reply"), {"do": "override", "items": ["release", "identity", "custody"]},
        _tell("release-notice", overridden=True),
    ]  # fmt: skip


_TEXAS: Final = (_answered, _corrected, _withdrawn, _dated, _taken_back)
_POLICE: Final = (_dated, _taken_back, _vacated, _overridden)
