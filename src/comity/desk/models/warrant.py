"""Warrant checks: the class of the record first, then whom one asked, then what was answered."""

from typing import Final

from django.conf import settings
from django.db import models

CONTROL_AGENCY: Final = "control-agency"
NOTES: Final = (CONTROL_AGENCY,)
"""What may be noted of a check: the state's control agency was told that nobody answers."""


class WarrantCheck(models.Model):
    """A record that somebody called a warrant, and what it is.

    `record_class` is a fact with a source, which is in `sealed` with the record's own number.
    """

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="checks")
    record_class = models.CharField(max_length=40)
    issuer = models.CharField(max_length=64)
    decision = models.ForeignKey(
        "desk.Decision", on_delete=models.PROTECT, related_name="checks", null=True
    )
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )


class WarrantInquiry(models.Model):
    """A question to the issuing agency, urgent (U) or routine (R), and when its answer is due."""

    check_made = models.ForeignKey(WarrantCheck, on_delete=models.PROTECT, related_name="inquiries")
    contact = models.OneToOneField("desk.Contact", on_delete=models.PROTECT)
    priority = models.CharField(max_length=1)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("check_made", "number"), name="inquiry_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=3, priority__in=("U", "R")),
                name="inquiry_as_the_manual_says",
            ),
        )


class WarrantAnswer(models.Model):
    """What the issuing agency said. No answer is no row: silence never confirms."""

    inquiry = models.ForeignKey(WarrantInquiry, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=16)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )


class WarrantNote(models.Model):
    """Something that was done about a check beside asking, each once."""

    check_made = models.ForeignKey(WarrantCheck, on_delete=models.PROTECT, related_name="notes")
    what = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("check_made", "what"), name="noted_once"),
            models.CheckConstraint(condition=models.Q(what__in=NOTES), name="note_is_known"),
        )
