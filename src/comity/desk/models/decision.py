"""The decision, who signed it, and its end."""

from django.conf import settings
from django.db import models


class Decision(models.Model):
    """What the law answers on one version of the facts about telling one recipient.

    `rulings` has for each action its outcome, the doubts, and the provisions that carry it; the
    whole decision, facts and hours included, is in `sealed`. `law` is the hash of the version.
    """

    QUESTIONS = ("request", "warrant-inquiry", "alien-query")

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="decisions")
    facts = models.ForeignKey("desk.Facts", on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(max_length=16)
    recipient = models.CharField(max_length=64)
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
        constraints = (
            models.UniqueConstraint(
                fields=("facts", "question", "recipient", "law"), name="decided_once"
            ),
        )

    def __str__(self) -> str:
        return f"D{self.pk}"


class Withdrawal(models.Model):
    """The end of a decision. From here on nothing leaves by it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )


class Signature(models.Model):
    """A second person's word on a decision: `actions` may go ahead, or the decision goes back.

    The database refuses the signature of whoever prepared the decision.
    """

    VERDICTS = ("approved", "sent-back")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=16)
    actions = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    entry = models.OneToOneField(
        "desk.Entry", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict__in=("approved", "sent-back")), name="verdict_is_known"
            ),
        )
