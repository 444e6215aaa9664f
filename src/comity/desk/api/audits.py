"""The verification of the entries: asked of the worker, and what came of it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Schema

from comity.desk import jobs
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import Job


class VerificationOut(Schema):
    """A verification: how far it is, and once it is done the last entry and every fault found."""

    number: int
    state: str
    done: float
    says: str
    asked_at: datetime
    finished_at: datetime | None
    last_number: int | None
    last_hash: str | None
    counts: dict[str, int]
    faults: list[str]
    more: int


@router.post("/verifications", response={201: shapes.Made, **REFUSED})
def verify(request: HttpRequest, key: Key) -> Any:
    """Asks the worker to verify everything; one that is still open is not asked for again."""
    walls.check(request, "read", "entries-verify", "POST")

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        return 201, shapes.Made(number=jobs.ask("verify", hand.by.agency, hand, {}).pk)

    return once(request, key, act)


@router.get("/verifications/latest", response={200: VerificationOut, **REFUSED})
def latest(request: HttpRequest) -> Any:
    """The latest verification."""
    walls.check(request, "read", "entries-progress", "GET")
    job = Job.objects.filter(kind="verify").order_by("-id").first()
    if job is None:
        raise Http404
    return _shown(job)


def _shown(job: Job) -> VerificationOut:
    found = job.found or {}
    return VerificationOut(
        number=job.pk, state=job.state, done=job.done, says=job.says, asked_at=job.at,
        finished_at=job.finished_at, last_number=found.get("number"), last_hash=found.get("hash"),
        counts=found.get("counts", {}), faults=found.get("faults", []), more=found.get("more", 0),
    )  # fmt: skip
