"""A simulation asked for at the desk: published records under a law, as `comity simulate` does it.

MUST: what somebody uploads for it is no record of the desk; it goes with the job.
"""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import asdict

from comity.desk import counsel
from comity.desk.models import Job


def run(job: Job, progress: Callable[[float, str], None]) -> dict[str, Any]:
    """The counts for the job's file. Raises InputError and LawError for what cannot be used."""
    from comity.simulate import Question, simulate

    given = job.given
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(given["name"]).name
        path.write_bytes(bytes(job.data))
        question = Question(
            path,
            tuple(given.get("assume", ())),
            date.fromisoformat(given["at"]) if given.get("at") else None,
            given.get("agency"),
            given.get("agency_by"),
        )
        seen = _counter(given.get("rows", 0), progress)
        asked = counsel.law()
        found = simulate(question, asked.law, asked.version, seen)
    return {
        "placements": [asdict(one) for one in found.placements],
        "answers": [asdict(one) for one in found.answers],
        "unplaced": [asdict(one) for one in found.unplaced[:50]],
    }


def _counter(rows: int, progress: Callable[[float, str], None]) -> Callable[[], None]:
    count = 0

    def seen() -> None:
        nonlocal count
        count += 1
        if count % 1_000 == 0:
            progress(count / max(rows, count), f"{count:,} rows")

    return seen
