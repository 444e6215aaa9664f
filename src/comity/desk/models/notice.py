"""A notice that somebody may or must have, over all its contacts: first word, changes, end."""

from django.db import models


class Notice(models.Model):
    """A notice to an agency about a court date, or one owed to the person.

    `uid` and `sequence` are those of its calendar entry (RFC 5546). A notice to the person names
    the letter (`duty`) and its citation; `language` is the one it was written in. It is not
    `settled` while it says that something is not decided yet: then another letter follows.
    """

    SUBJECTS = ("court-date", "duty")
    STATES = ("told", "withdrawn", "vacated")

    request = models.ForeignKey("desk.Request", on_delete=models.PROTECT, related_name="notices")
    appearance = models.ForeignKey("desk.Appearance", on_delete=models.PROTECT, null=True)
    subject = models.CharField(max_length=16)
    recipient = models.CharField(max_length=64)
    uid = models.CharField(max_length=64, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    duty = models.CharField(max_length=200, blank=True)
    cite = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    settled = models.BooleanField(default=True)
    state = models.CharField(max_length=16)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("request", "appearance", "recipient"),
                condition=models.Q(subject="court-date"),
                name="court_date_noticed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("told", "withdrawn", "vacated")),
                name="notice_state_is_known",
            ),
        )
