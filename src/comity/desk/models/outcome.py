"""What happened in the end."""

from typing import Final

from django.conf import settings
from django.db import models

OUTCOMES: Final = (
    "released",
    "held",
    "transferred",
    "expired",
    "came-and-took",
    "came-and-left",
    "did-not-come",
)


class Outcome(models.Model):
    """One thing that happened, as somebody entered it. A second one adds to it."""

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=16)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    sealed = models.BinaryField()
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=OUTCOMES), name="outcome_is_of_a_known_kind"
            ),
        )
