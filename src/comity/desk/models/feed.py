"""Tokens of calendar feeds: each opens the court dates of one agency, and can be taken back."""

from django.conf import settings
from django.db import models


class FeedToken(models.Model):
    """A token by its hash; the token itself was shown once and is kept nowhere.

    It opens what its account may see, for as long as the account is open and of this agency.
    `reads` counts the readings since `window_at`, `logged_at` is the latest that has an entry.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds"
    )
    agency = models.CharField(max_length=64)
    called = models.CharField(max_length=60)
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField(null=True)
    reads = models.PositiveIntegerField(default=0)
    logged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("account", "-made_at"), name="feeds_of_an_account"),)
