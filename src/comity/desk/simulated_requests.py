"""The last year's requests of an agency under another law: what would have been answered otherwise.

The facts are those on record, at the hour of the decision that was made; only the law is another.
MUST: nothing is recorded but counts and the requests' numbers; no other agency's are read.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs
from attrs import frozen

from comity.decide.closure import Ruling, closure
from comity.desk import case, counsel, keys
from comity.desk.models import Job, RequestStatus
from comity.errors import ComityError, CoverageError
from comity.facts import case_from
from comity.flow import Counsel
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version
from comity.simulate.compare import NOT_COVERED, Flip
from comity.simulate.result import ASKED, NOT_ASKED, NOT_SAID, PLACED

YEAR: Final = timedelta(days=365)
_AT_ONCE: Final = 200

Progress = Callable[[float, str], None]


@frozen
class _One:
    """A request's case, with its number and the month in which it came."""

    number: int
    month: str
    case: Case


def run(job: Job, asked: Counsel, at: date | None, most: int, progress: Progress) -> dict[str, Any]:
    """The counts, and the requests that flip, as JSON. Raises CoverageError, LawError."""
    counting = _Counting(asked, at, most)
    since = job.at - YEAR
    total = max(_statuses(job.agency, since).count(), 1)
    for one in _cases(job.agency, since, counting):
        counting.add(one)
        if counting.read % 20 == 0:
            progress(counting.read / total, f"{counting.read:,}")
    return counting.as_json(job.agency)


def _statuses(agency: str, since: datetime) -> Any:
    found = RequestStatus.objects.filter(agency=agency, request__received_at__gte=since)
    return found.select_related("request", "facts", "decision").order_by("pk")


def _cases(agency: str, since: datetime, counting: "_Counting") -> Iterator[_One]:
    last = 0
    while True:
        some = list(_statuses(agency, since).filter(pk__gt=last)[:_AT_ONCE])
        if not some:
            return
        last = some[-1].pk
        known = keys.keys_of(one.request.person_id for one in some)
        for status in some:
            counting.read += 1
            key = known.get(status.request.person_id)
            if key is None or status.facts is None:
                counting.left_out["sealed" if key is None else "no facts"] += 1
                continue
            one = _case(status, key)
            if one is None:
                counting.left_out["unusable"] += 1
            else:
                yield one


def _case(status: RequestStatus, key: bytes) -> _One | None:
    """The case of a request as it was decided; None where its facts cannot be used."""
    request = status.request
    hour = status.decision.at if status.decision else request.received_at
    at = counsel.local(request.agency, hour)
    assert status.facts is not None
    try:
        found = case_from({**case.load(status.facts, key), "at": at.isoformat()})
    except ComityError:
        return None
    came = counsel.local(request.agency, request.received_at)
    return _One(request.pk, f"{came.year}-{came.month:02}", found)


class _Counting:
    """The counts so far."""

    def __init__(self, asked: Counsel, at: date | None, most: int) -> None:
        self.shipped, self.asked, self.at, self.most = counsel.law(), asked, at, most
        self.read = 0
        self.used: dict[date, Version] = {}
        self.left_out: Counter[str] = Counter()
        self.placed: Counter[str] = Counter()
        self.answers: Counter[tuple[str, str, str, str, bool]] = Counter()
        self.changes: Counter[tuple[str, str, str]] = Counter()
        self.flips: list[dict[str, Any]] = []
        self.flipped = 0

    def add(self, one: _One) -> None:
        """Counts one request under both laws."""
        self.placed[one.month] += 1
        asks = one.case.request.asks
        version = _version(one.case, self.asked, self.at)
        if version is not None:
            self.used[version.days.first] = version
        own = _rulings(one.case, _version(one.case, self.shipped, None))
        other = _rulings(one.case, version)
        for action, before, after in zip(ACTIONS, own, other, strict=True):
            said = NOT_SAID if asks is None else ASKED if action in asks else NOT_ASKED
            self.answers[one.month, action, said, after.outcome, after.review] += 1
            if said != NOT_ASKED:
                self._compare(one, action, before, after)

    def _compare(self, one: _One, action: str, before: Ruling, after: Ruling) -> None:
        self.changes[action, before.outcome, after.outcome] += 1
        if (before.outcome, before.review) == (after.outcome, after.review):
            return
        self.flipped += 1
        if len(self.flips) < self.most:
            flip = Flip(
                str(one.number), one.case.agency, one.month, action, before.outcome, after.outcome,
                before.review, after.review,
            )  # fmt: skip
            self.flips.append(attrs.asdict(flip))

    def as_json(self, agency: str) -> dict[str, Any]:
        """The result as the job keeps it; the tables are those of a file's simulation."""
        return {
            "placements": [
                {"status": PLACED, "agency": agency, "month": month, "recorded": "", "rows": rows}
                for month, rows in sorted(self.placed.items())
            ],
            "answers": [
                {
                    "agency": agency, "month": month, "action": action, "asked": asked,
                    "outcome": outcome, "review": review, "recorded": "", "rows": rows,
                }
                for (month, action, asked, outcome, review), rows in sorted(self.answers.items())
            ],
            "unplaced": [], "missing": [], "published": False,
            "law": [
                {
                    "agency": agency, "first": str(one.days.first),
                    "last": one.days.last and str(one.days.last), "hash": one.hash,
                }
                for _, one in sorted(self.used.items())
            ],
            "changes": [[agency, *key, rows] for key, rows in sorted(self.changes.items())],
            "flips": self.flips, "flipped": self.flipped, "left_out": dict(self.left_out),
        }  # fmt: skip


def _version(found: Case, law: Counsel, day: date | None) -> Version | None:
    """The version that answers, at the case's own hour or by another day's law; None for none."""
    try:
        return law.version(found) if day is None else law.version_on(found.agency, day)
    except CoverageError:
        return None


def _rulings(found: Case, version: Version | None) -> tuple[Ruling, ...]:
    if version is None:
        return tuple(Ruling(NOT_COVERED, False, None) for _ in ACTIONS)
    return closure(version)(found)
