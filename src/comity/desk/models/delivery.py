"""The outbox, in the contact's own transaction, and every receipt that came back."""

from django.db import models


class Delivery(models.Model):
    """A contact to be sent on one channel. `key` is the same at every try; the receiver sees it.

    queued -> sending -> sent | dead | cancelled. A worker that dies leaves `sending`, which the
    next worker takes up once the lease has run out.
    """

    STATES = ("queued", "sending", "sent", "dead", "cancelled")

    contact = models.ForeignKey("desk.Contact", on_delete=models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey("desk.Channel", on_delete=models.PROTECT)
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=16, default="queued")
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (
            # One for each state: SQLite takes a partial index only for a query in its very words.
            models.Index(
                fields=("due_at", "id"), name="outbox", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=("lease_until", "id"),
                name="outbox_leases",
                condition=models.Q(state="sending"),
            ),
            models.Index(fields=("id",), name="dead_letters", condition=models.Q(state="dead")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("queued", "sending", "sent", "dead", "cancelled")),
                name="delivery_state_is_known",
            ),
        )


class Receipt(models.Model):
    """What a channel or a receiver said of a delivery. All are kept; the status follows from them.

    `outcome` is a word of `comity.act.delivery`. `sealed` holds its words, which may quote the
    message; there are none where nothing was said, or the person's key was gone.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="receipts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    code = models.CharField(max_length=32, blank=True)
    sealed = models.BinaryField(null=True)
