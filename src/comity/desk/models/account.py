"""Who works at the desk, or for it."""

from typing import Final

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

ROLES: Final = {
    "clerk": "receives requests, enters facts, prepares decisions",
    "supervisor": "signs what others have prepared, or sends it back",
    "lawyer": "determines what only a lawyer may, and reads contested questions",
    "inspector": "reads everything that is not sealed, and changes nothing",
    "administrator": "keeps accounts and channels, and sees no case",
    "system": "the program itself, which prepares and never signs",
}
"""What each role does. An account has one."""


class Account(AbstractUser):
    """One person, or the program. `agency` is the agency's identifier in the packs of law.

    `first_password_until`: the password is one that an administrator gave, good until then and for
    choosing another.
    """

    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES])
    agency = models.CharField(max_length=64, blank=True)
    first_password_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=[*ROLES]), name="account_has_a_known_role"
            ),
        )

    def get_session_auth_hash(self) -> str:
        """What a session was opened with: as with another password, it ends with another place."""
        held = f"{super().get_session_auth_hash()} {self.role} {self.agency}"
        return salted_hmac("comity.desk.account", held, algorithm="sha256").hexdigest()
