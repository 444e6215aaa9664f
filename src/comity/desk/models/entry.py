"""The entries: the one list of all that happened, which only grows."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One entry of the chain, as `comity.record.entry` makes it.

    `body` is its canonical JSON, `sealed` the salt and the private part under the person's key.
    The database refuses updates, deletions, gaps and a wrong link.
    """

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    sealed = models.BinaryField(null=True)
    person = models.ForeignKey(
        "desk.Person", on_delete=models.PROTECT, null=True, related_name="entries"
    )
    request = models.ForeignKey(
        "desk.Request", on_delete=models.PROTECT, null=True, related_name="entries"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class LawChange(models.Model):
    """From `at` on the desk answers for `agency` by the version of the law with this hash."""

    agency = models.CharField(max_length=64)
    law = models.CharField(max_length=64)
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=("agency", "-entry"), name="law_of_an_agency"),)
