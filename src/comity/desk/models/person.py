"""The named person, the key under which all that is known of him is sealed, and its end."""

from typing import Final

from django.conf import settings
from django.db import models

SEAL_GROUNDS: Final = ("court-order", "statute", "retention", "other")
"""Why a person is sealed. Words of one's own would outlive the key, and might name him."""


class Person(models.Model):
    """A person who was named in a request. The row itself says nothing of him."""

    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"P{self.pk}"


class PersonKey(models.Model):
    """The person's key, wrapped by the master key whose id is `master`. Sealing deletes the row."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="key"
    )
    master = models.CharField(max_length=8)
    wrapped = models.BinaryField()


class IndexKey(models.Model):
    """The one key, wrapped too, of the fingerprints by which duplicates are found."""

    master = models.CharField(max_length=8)
    wrapped = models.BinaryField()
    only = models.BooleanField(default=True, unique=True)


class Identity(models.Model):
    """A version of name, birth date and numbers, sealed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "version"), name="identity_version_once"),
        )


class PersonNumber(models.Model):
    """The fingerprint of a number that some agency gave the person: one number, one person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    kind = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "fingerprint"), name="number_of_one_person"),
        )


class Seal(models.Model):
    """The record that a person's key was destroyed, by whom and on which ground.

    `order` is the number of the order itself, if there is one. It names nobody.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="seal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    ground = models.CharField(max_length=16)
    order = models.CharField(max_length=40, blank=True)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ground__in=SEAL_GROUNDS), name="seal_ground_is_known"
            ),
        )
