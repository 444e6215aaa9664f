"""Who acts, and when: the two things that every record says."""

from datetime import datetime
from typing import Final

from attrs import frozen
from django.utils import timezone

from comity.desk.models import Account

_PROGRAM: Final = "comity"


@frozen
class Hand:
    """An account at an instant (aware). The instant is the desk's clock, read once for an act."""

    by: Account
    at: datetime

    def works_for(self, agency: str) -> bool:
        """Whether whoever acts is of an agency. The program itself works for every one."""
        by = self.by
        if (by.username, by.role, by.agency) == (_PROGRAM, "system", ""):
            return True
        return bool(by.agency) and by.agency == agency


def system(at: datetime | None = None) -> Hand:
    """The program itself, now. It prepares and delivers, and can sign nothing."""
    account, _ = Account.objects.get_or_create(
        username=_PROGRAM, defaults={"role": "system", "is_active": False}
    )
    return Hand(account, at or timezone.now())
