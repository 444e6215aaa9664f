"""Tokens of calendar feeds: opened, closed, and read by, within what their account may see.

MUST: a token is shown once and kept as its hash. It opens nothing once it or its account is closed,
or the account has another agency or another role.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import F

from comity.desk import ledger
from comity.desk.hand import Hand
from comity.desk.models import FeedToken
from comity.errors import DeskError

MOST_OPEN: Final = 5
MOST_READS: Final = 30
WINDOW: Final = timedelta(hours=1)
LOGGED_AGAIN: Final = timedelta(minutes=15)
ROLES: Final = ("clerk", "supervisor", "lawyer")


def open_feed(called: str, hand: Hand) -> tuple[FeedToken, str]:
    """A new token of whoever asks, with the token itself, which nobody can read later.

    Raises DeskError for a role that sees no court dates, and where five are open already.
    """
    if hand.by.role not in ROLES:
        raise DeskError(f"a {hand.by.role} has no court dates", expected=" or ".join(ROLES))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        ledger.lock()
        if FeedToken.objects.filter(account=hand.by, closed_at=None).count() >= MOST_OPEN:
            raise DeskError(f"{MOST_OPEN} feeds are open", expected="one of them to be closed")
        made = FeedToken.objects.create(
            account=hand.by,
            agency=hand.by.agency,
            called=called[:60],
            hashed=_hashed(token),
            made_at=hand.at,
        )
        _tell(made, "feed-opened", hand)
        return made, token


def close_feed(feed: FeedToken, hand: Hand) -> bool:
    """Takes a token back; whether it was open. Raises DeskError for somebody else's."""
    if feed.account_id != hand.by.pk:
        raise DeskError("this feed is somebody else's", expected="one of your own")
    with transaction.atomic():
        ledger.lock()
        row = FeedToken.objects.select_for_update().get(pk=feed.pk)
        if row.closed_at is not None:
            return False
        row.closed_at = hand.at
        row.save(update_fields=("closed_at",))
        _tell(row, "feed-closed", hand)
        return True


def opened_by(token: str) -> FeedToken | None:
    """The feed of a token, if it still opens something."""
    found = (
        FeedToken.objects.filter(hashed=_hashed(token), closed_at=None)
        .select_related("account")
        .first()
    )
    if found is None or not found.account.is_active:
        return None
    same = found.account.agency == found.agency and found.account.role in ROLES
    return found if same else None


def read_by(feed: FeedToken, at: datetime) -> bool:
    """Counts a reading; False if there were too many this hour.

    One in a quarter of an hour has an entry.
    """
    with transaction.atomic():
        row = FeedToken.objects.select_for_update().get(pk=feed.pk)
        if row.window_at is None or at - row.window_at >= WINDOW:
            row.window_at, row.reads = at, 0
            row.save(update_fields=("window_at", "reads"))
        if row.reads >= MOST_READS:
            return False
        FeedToken.objects.filter(pk=row.pk).update(reads=F("reads") + 1)
        if row.logged_at is None or at - row.logged_at >= LOGGED_AGAIN:
            _log(row, at)
        return True


def _log(row: FeedToken, at: datetime) -> None:
    public = {"page": "calendar-feed", "feed": row.pk, "reason": "calendar feed"}
    ledger.write("read", Hand(row.account, at), public)
    row.logged_at = at
    row.save(update_fields=("logged_at",))


def _tell(feed: FeedToken, what: str, hand: Hand) -> None:
    ledger.write("account", hand, {"account": hand.by.pk, "what": what, "feed": feed.pk})


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
