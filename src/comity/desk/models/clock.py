"""What is due, for the list that people look at first. Derived, and cleared by sealing."""

from django.db import models


class Clock(models.Model):
    """Something due at an instant: the end of a hold, a duty, an answer about a warrant.

    `what` is the warrant check whose answer is waited for.
    """

    request = models.ForeignKey(
        "desk.Request", on_delete=models.PROTECT, null=True, related_name="clocks"
    )
    agency = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    says = models.CharField(max_length=200)
    cite = models.CharField(max_length=200, blank=True)
    what = models.ForeignKey(
        "desk.WarrantCheck", on_delete=models.PROTECT, null=True, related_name="clocks"
    )
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("due_at", "id"),
                name="clocks_due",
                condition=models.Q(done_at__isnull=True),
            ),
        )
