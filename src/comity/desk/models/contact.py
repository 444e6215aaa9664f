"""What leaves the agency, item by item, and the overrides of the contact rule."""

from django.conf import settings
from django.db import models


class Override(models.Model):
    """A named person's decision to tell a recipient certain items all the same, with the reason."""

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="overrides")
    recipient = models.CharField(max_length=64)
    items = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    sealed = models.BinaryField()
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )


class Contact(models.Model):
    """A message to one recipient. The database refuses one that no decision in force allows.

    `sealed` holds the message. `cancels` is set in a cancellation, which tells nothing new.
    """

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="contacts")
    decision = models.ForeignKey("desk.Decision", on_delete=models.PROTECT, related_name="contacts")
    override = models.ForeignKey(
        Override, on_delete=models.PROTECT, null=True, related_name="contacts"
    )
    notice = models.ForeignKey(
        "desk.Notice", on_delete=models.PROTECT, null=True, related_name="contacts"
    )
    cancels = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="cancelled_by"
    )
    kind = models.CharField(max_length=24)
    recipient = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    sealed = models.BinaryField()
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"C{self.pk} {self.kind} to {self.recipient}"


class DisclosureItem(models.Model):
    """One thing that a contact tells, meant to be told or told beside it."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=24)
    meant = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contact", "name"), name="item_told_once"),)
