"""The agencies that ask and are told, and the channels on which they are reached."""

from typing import Final

from django.db import models

CHANNELS: Final = ("smtp", "webhook", "sftp", "paper")


class Agency(models.Model):
    """An agency by its code, such as us/ice.

    `immigration` says that its duties include immigration enforcement. `senders` are the mail
    addresses and domains from which its requests are believed to come; `mail` names it in calendar
    entries.
    """

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    immigration = models.BooleanField(default=False)
    ori = models.CharField(max_length=9, blank=True)
    mail = models.EmailField(blank=True)
    senders = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.code


class Channel(models.Model):
    """One way to reach an agency. `secret` is sealed under the master key."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in CHANNELS])
    to = models.CharField(max_length=500)
    settings = models.JSONField(default=dict, blank=True)
    secret = models.BinaryField(default=b"", blank=True)
    open = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=CHANNELS), name="channel_is_of_a_known_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency.code} by {self.kind}"
