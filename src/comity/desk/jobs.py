"""The worker's other work: jobs that a page asked for, one at a time, with their progress.

MUST: a job reads and writes its result, nothing else; it may be done twice without harm.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from comity.desk import check, simulations
from comity.desk.hand import Hand
from comity.desk.models import Job
from comity.errors import ComityError

LEASE: Final = timedelta(minutes=2)
_LOG: Final = logging.getLogger(__name__)
_SAY_EVERY_SECONDS: Final = 0.5

Progress = Callable[[float, str], None]


def ask(kind: str, agency: str, hand: Hand, given: dict[str, Any], data: bytes = b"") -> Job:
    """Asks for a job; the same one of the same agency that is still open is given back."""
    same = Job.objects.filter(
        kind=kind, agency=agency, given=given, state__in=("waiting", "running")
    ).first()
    if same is not None and not data:
        return same
    return Job.objects.create(
        kind=kind, agency=agency, given=given, data=data, at=hand.at, by=hand.by
    )


def work() -> Job | None:
    """Does the next job that waits; None if none does."""
    job = _claim()
    if job is None:
        return None
    try:
        found = _KINDS[job.kind](job, _progress(job))
    except ComityError as error:
        job.state, job.says = "failed", str(error)[:200]
    except DatabaseError:
        raise
    except Exception:
        # A fault of the program is for its log; done again it would only fail again.
        _LOG.exception("job %s", job.pk)
        job.state, job.says = "failed", "something failed here; the administrator's log says what"
    else:
        job.state, job.says, job.found, job.done = "done", "", found, 1.0
    job.finished_at, job.lease_until, job.data = timezone.now(), None, b""
    job.save()
    return job


def _claim() -> Job | None:
    skip = connection.vendor == "postgresql"
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=skip)
            .filter(Q(state="waiting") | Q(state="running", lease_until__lt=now))
            .order_by("id")
            .first()
        )
        if job is not None:
            job.state, job.lease_until = "running", now + LEASE
            job.save(update_fields=("state", "lease_until"))
        return job


def _progress(job: Job) -> Progress:
    """Writes down how far a job is, now and then, and renews its lease."""
    said = 0.0

    def say(done: float, says: str) -> None:
        nonlocal said
        if time.monotonic() - said < _SAY_EVERY_SECONDS:
            return
        said = time.monotonic()
        Job.objects.filter(pk=job.pk).update(
            done=done, says=says[:200], lease_until=timezone.now() + LEASE
        )

    return say


def _verify(_: Job, progress: Progress) -> dict[str, Any]:
    found = check.check(lambda step, done, of: progress(done / max(of, 1), step))
    return {
        "number": found.last_number,
        "hash": found.last_hash,
        "counts": found.counts,
        "faults": list(found.faults[:100]),
        "more": found.more + max(0, len(found.faults) - 100),
    }


_KINDS: Final = {"verify": _verify, "simulate": simulations.run}
