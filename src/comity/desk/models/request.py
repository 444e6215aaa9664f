"""The request as it came: who asked, when, how; the paper itself; and where it stands now."""

from django.conf import settings
from django.db import models


class Request(models.Model):
    """A request of any kind about one named person, on record from the moment it came.

    `agency` is who was asked, by its identifier in the packs of law. `key` makes handing in
    again harmless; `duplicate_of` links the same paper or the same requester's number.
    `marks` counts what a person must look at; the words quote the paper, so they are in its entry.
    """

    agency = models.CharField(max_length=64)
    requester = models.CharField(max_length=64)
    kind = models.CharField(max_length=24, blank=True)
    how = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    person = models.ForeignKey("desk.Person", on_delete=models.PROTECT, related_name="requests")
    key = models.CharField(max_length=64, unique=True)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    marks = models.PositiveSmallIntegerField(default=0)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=("agency", "-received_at"), name="request_received"),
            models.Index(fields=("requester", "-received_at"), name="request_of_requester"),
            # Most have none: SQLite, once it has counted them, reads all rather than such an index.
            models.Index(
                fields=("duplicate_of", "entry"),
                name="request_duplicates",
                condition=models.Q(duplicate_of__isnull=False),
            ),
        )

    @property
    def number(self) -> str:
        """The number under which everyone speaks of it."""
        return f"R{self.pk}"

    def __str__(self) -> str:
        return self.number


class RequestNumber(models.Model):
    """The fingerprint of the requester's own number, or of a paper: what shows a duplicate."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="fingerprints")
    fingerprint = models.CharField(max_length=64, db_index=True)


class Document(models.Model):
    """A paper or message as it came, byte for byte, sealed."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="documents")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()
    at = models.DateTimeField()


class RequestStatus(models.Model):
    """Where a request stands: derived from its records, kept for the inbox, made anew at will.

    `note` says why the law could not be asked, without personal data.
    """

    STATES = ("to-enter", "to-sign", "signed", "sent-back", "answered", "closed")

    request = models.OneToOneField(
        Request, on_delete=models.PROTECT, primary_key=True, related_name="status"
    )
    agency = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    facts = models.ForeignKey("desk.Facts", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(
        "desk.Decision", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(
                fields=("agency", "due_at", "request"),
                name="inbox",
                condition=~models.Q(state="closed"),
            ),
        )
