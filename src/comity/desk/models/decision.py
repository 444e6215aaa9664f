"""The decision, who signed it, and its end."""

from django.conf import settings
from django.db import models


class Decision(models.Model):
    """What the law answers on one version of the facts about telling one recipient.

    `about` is the fingerprint of the record that a warrant inquiry is about; empty for others. The
    database lets one decision at a time stand on a question about a recipient and a record.
    `rulings` has for each action its outcome, the doubts, and the provisions that carry it; the
    whole decision, facts and hours included, is in `sealed`. `law` is the hash of the version.
    """

    QUESTIONS = ("request", "warrant-inquiry", "alien-query")

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="decisions")
    facts = models.ForeignKey("desk.Facts", on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(max_length=16)
    recipient = models.CharField(max_length=64)
    about = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    law = models.CharField(max_length=64)
    rulings = models.JSONField()
    sealed = models.BinaryField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    changed = models.JSONField(default=list)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=("request", "question", "recipient"), name="decision_on_question"),
        )

    def __str__(self) -> str:
        return f"D{self.pk}"


class Withdrawal(models.Model):
    """The end of a decision. From here on nothing leaves by it. The reason is in its entry."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )


class Signature(models.Model):
    """A second person's word on a decision: `actions` may go ahead, or the decision goes back.

    The database refuses the signature of whoever prepared the decision. The reason is in its entry.
    """

    VERDICTS = ("approved", "sent-back")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=16)
    actions = models.JSONField()
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict__in=("approved", "sent-back")), name="verdict_is_known"
            ),
        )
