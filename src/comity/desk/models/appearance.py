"""Court dates of a person: the present one to be found by, every version of it sealed."""

from django.conf import settings
from django.db import models


class Appearance(models.Model):
    """A hearing, by the fingerprints of its number and its docket's. `start` is the present one."""

    person = models.ForeignKey("desk.Person", on_delete=models.PROTECT, related_name="appearances")
    uid = models.CharField(max_length=64, unique=True)
    docket = models.CharField(max_length=64, db_index=True)
    start = models.DateTimeField(null=True, db_index=True)
    status = models.CharField(max_length=16)
    sequence = models.PositiveIntegerField(default=0)


class AppearanceVersion(models.Model):
    """What was known of a hearing from `at` on; `change` says what is another than before."""

    appearance = models.ForeignKey(Appearance, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveIntegerField()
    change = models.CharField(max_length=80)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
