"""Who calls: a bearer token, its scopes, and the account whose role and agency bound it."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from attrs import frozen
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from comity.desk import ledger
from comity.desk.actions.account import may_sign_in
from comity.desk.api import limits
from comity.desk.hand import Hand
from comity.desk.models import Account, Token, scopes_of
from comity.errors import DeskError

LASTS: Final = timedelta(days=90)


@frozen
class Caller:
    """The account behind a token, and what the token is for."""

    account: Account
    scopes: frozenset[str]


class Bearer(HttpBearer):
    """`Authorization: Bearer ...`; a token closed, too old, or of a closed account is none."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller; None answers 401. Raises TooMany."""
        now = timezone.now()
        found = (
            Token.objects.select_related("account")
            .filter(hashed=_hashed(token), closed_at=None, until__gt=now)
            .first()
        )
        if found is None or not found.account.is_active or not may_sign_in(found.account):
            return None
        limits.count(found.pk)
        return Caller(found.account, frozenset(found.scopes))


def make_token(account: Account, called: str, scopes: list[str], hand: Hand) -> tuple[Token, str]:
    """A new token for 90 days; the second value is the token itself, which stands nowhere else.

    Raises DeskError for a scope that there is not, or not for this role.
    """
    known = scopes_of(account.role)
    unknown = [one for one in scopes if one not in known]
    if unknown or not scopes:
        raise DeskError(f"no such scope: {', '.join(unknown)}", expected=", ".join(known))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Token.objects.create(
            account=account, called=called, hashed=_hashed(token), scopes=scopes, at=hand.at,
            until=hand.at + LASTS,
        )  # fmt: skip
        ledger.write(
            "account", hand, {"account": account.pk, "what": "token made", "scopes": scopes}
        )
    return made, token


def hand_of(request: Any) -> Hand:
    """Whoever calls, now."""
    return Hand(request.auth.account, timezone.now())


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
