"""What is known of a request: whole versions, never updated. All of it is sealed."""

from django.conf import settings
from django.db import models


class Facts(models.Model):
    """One version of what is known.

    `sealed` holds the case of the contract, less the lists that have their own rows. Its entry is
    that of the request, or its own for a later version, with the reason why it is another.
    """

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField("desk.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request", "version"), name="facts_version_once"),
        )


class _Part(models.Model):
    """A sealed record at a place of a list in one version of the facts."""

    facts = models.ForeignKey(Facts, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        abstract = True
        ordering = ("facts", "position")


class Custody(_Part):
    """The custody in which the person is."""


class Charge(_Part):
    """A charge and what became of it."""


class Conviction(_Part):
    """A conviction on the record."""


class Instrument(_Part):
    """A paper that was shown in support of the request."""
