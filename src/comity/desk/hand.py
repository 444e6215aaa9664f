"""Who acts, and when: the two things that every record says."""

from datetime import datetime

from attrs import frozen
from django.utils import timezone

from comity.desk.models import Account


@frozen
class Hand:
    """An account at an instant (aware). The instant is the desk's clock, read once for an act."""

    by: Account
    at: datetime


def system(at: datetime | None = None) -> Hand:
    """The program itself, now. It prepares and delivers, and can sign nothing."""
    account, _ = Account.objects.get_or_create(
        username="comity", defaults={"role": "system", "is_active": False}
    )
    return Hand(account, at or timezone.now())
