"""Tokens of the API, and the answers that were given under an idempotency key."""

from typing import Final

from django.conf import settings
from django.db import models

SCOPES: Final = {
    "read": "requests, decisions, contacts, clocks and entries of the agency",
    "receive": "requests in, facts and court dates",
    "sign": "signatures, withdrawals, overrides and a lawyer's findings",
    "tell": "contacts, notices and warrant checks",
    "outcome": "what happened in the end",
    "administer": "accounts, agencies and channels",
}
"""What a token may be for. The role of its account bounds it as well."""


def scopes_of(role: str) -> tuple[str, ...]:
    """What the token of an account may be for: an administrator's to administer, and only his."""
    return tuple(one for one in SCOPES if (one == "administer") == (role == "administrator"))


class Token(models.Model):
    """A token by its hash; the token itself is shown once."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    called = models.CharField(max_length=64)
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Answered(models.Model):
    """The answer to a call that bore an idempotency key; the same call again gets the same one.

    `asked` is the fingerprint of what was asked, so that a key used for something else is refused.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "key"), name="answered_once"),)
