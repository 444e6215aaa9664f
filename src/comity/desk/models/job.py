"""Work that takes longer than a page may: verifying all entries, simulating a history."""

from typing import Final

from django.conf import settings
from django.db import models

KINDS: Final = ("verify", "simulate")


class Job(models.Model):
    """One such piece of work. `given` is what was asked, `found` what came of it, both JSON.

    waiting -> running -> done | failed. A worker that dies leaves `running`; once the lease has run
    out another begins anew, because a job writes nothing but its result.
    """

    kind = models.CharField(max_length=16)
    agency = models.CharField(max_length=64)
    given = models.JSONField(default=dict)
    data = models.BinaryField(default=b"")
    state = models.CharField(max_length=8, default="waiting")
    done = models.FloatField(default=0)
    says = models.CharField(max_length=200, blank=True)
    found = models.JSONField(null=True)
    lease_until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS)
                & models.Q(state__in=("waiting", "running", "done", "failed")),
                name="job_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("id",),
                name="jobs_open",
                condition=models.Q(state__in=("waiting", "running")),
            ),
        )
