"""A simulation asked for at the desk: a history under a law, as `comity simulate` does it.

MUST: what somebody uploads for it is no record of the desk; it goes with the job. A changed page of
law is tried and never kept as law.
"""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from comity.desk import counsel, simulated_requests, trial
from comity.desk.models import Job
from comity.errors import InputError
from comity.flow import Counsel
from comity.simulate.compare import Comparison, Flip, Side, compare
from comity.simulate.question import Question
from comity.simulate.result import Simulation
from comity.simulate.run import simulate

FILE, DAY, REQUESTS = "file", "day", "requests"
SOURCES: Final = (FILE, DAY, REQUESTS)
"""What may be simulated: an uploaded file, the demonstration day, the agency's own requests."""

MOST_FLIPS: Final = 2_000
_DAY_FILE: Final = "day.jsonl"

Progress = Callable[[float, str], None]


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """The counts of a job, as JSON. Raises InputError and LawError for what cannot be used."""
    given = job.given
    asked = counsel.law()
    if given.get("section"):
        asked, faults = trial.tried(given["section"], given["page"])
        if faults:
            return {"faults": [str(one) for one in faults[:100]]}
    at = date.fromisoformat(given["at"]) if given.get("at") else None
    if given["source"] == REQUESTS:
        return simulated_requests.run(job, asked, at, MOST_FLIPS, progress)
    with tempfile.TemporaryDirectory() as folder:
        path = _path(job, Path(folder))
        watch = _Watch(given.get("rows", 0), progress)
        return _of_file(question(given, path), asked, watch)


def question(given: dict[str, Any], path: Path) -> Question:
    """What was asked of a file."""
    return Question(
        path,
        tuple(given.get("assume", ())),
        date.fromisoformat(given["at"]) if given.get("at") else None,
        given.get("agency") or None,
        given.get("agency_by") or None,
    )


def as_json(found: Simulation, compared: Comparison | None, flips: list[Flip]) -> dict[str, Any]:
    """A result as the job keeps it."""
    kept = {
        name: [attrs.asdict(one) for one in getattr(found, name)]
        for name in ("placements", "answers")
    }
    return {
        **kept,
        "published": found.published,
        "unplaced": [attrs.asdict(one) for one in found.unplaced[:200]],
        "missing": [
            {**attrs.asdict(one), "law_from": str(one.law_from)} for one in found.missing[:50]
        ],
        "law": [
            {**attrs.asdict(one), "first": str(one.first), "last": one.last and str(one.last)}
            for one in found.law
        ],
        "changes": [[*key, count] for key, count in sorted(compared.counts.items())]
        if compared
        else None,
        "flips": [attrs.asdict(one) for one in flips],
        "flipped": sum(compared.flips.values()) if compared else 0,
    }


def _of_file(asked: Question, law: Counsel, watch: "_Watch") -> dict[str, Any]:
    shipped = counsel.law()
    differs = asked.at is not None or law is not shipped
    watch.passes = 2 if differs else 1
    found = simulate(asked, law.law, law.version, watch)
    flips: list[Flip] = []
    if not differs:
        return as_json(found, None, flips)

    def keep(flip: Flip) -> None:
        if len(flips) < MOST_FLIPS:
            flips.append(flip)

    own = attrs.evolve(asked, at=None)
    compared = compare(own, Side(shipped), Side(law, asked.at), keep, watch)
    return as_json(found, compared, flips)


def _path(job: Job, folder: Path) -> Path:
    if job.given["source"] == DAY:
        return _examples() / _DAY_FILE
    path = folder / Path(job.given["name"]).name
    path.write_bytes(bytes(job.data))
    return path


def _examples() -> Path:
    """The folder of the examples: at the root of the repository, or the copy in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_examples"
    found = inside if inside.is_dir() else package.parent.parent / "examples"
    if not found.is_dir():
        raise InputError(f"no examples at {found}", expected="Comity's examples folder")
    return found


class _Watch:
    """Tells the page how many rows were read."""

    def __init__(self, rows: int, progress: Progress) -> None:
        self.rows, self.progress, self.passes, self.count = rows, progress, 1, 0

    def row(self) -> None:
        """One more row of the file was read."""
        self.count += 1
        if self.count % 100 == 0:
            self.progress(
                self.count / max(self.rows * self.passes, self.count + 1), f"{self.count:,}"
            )

    def part(self, what: str, done: float, rows: int) -> None:
        """So much of a step is done; row by row there are no steps."""
