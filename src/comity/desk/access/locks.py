"""The two locks of a session: 30 minutes without a call, and 12 hours since signing in.

CJIS Security Policy AC-11 and IA-5 j (AAL2). The session goes on afterwards, with what was typed in
it, once the same person has given both factors again.
"""

import time
from datetime import timedelta
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from comity.desk.models import Account

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)

_SEEN: Final = "desk_seen"
_ASKS: Final = {
    "password": "account_reauthenticate",
    "directory": "account_reauthenticate",
    "mfa": "mfa_reauthenticate",
}


def locked(request: HttpRequest) -> bool:
    """Whether the session is locked: idle for too long, or signed in too long ago."""
    now = time.time()
    signed_in = _signed_in(request)
    last = max(request.session.get(_SEEN, 0.0), signed_in)
    return now - last > IDLE.total_seconds() or now - signed_in > LONGEST.total_seconds()


def seen(request: HttpRequest) -> None:
    """Notes that somebody is at work, at most once a minute."""
    now = time.time()
    if now - request.session.get(_SEEN, 0.0) > 60:
        request.session[_SEEN] = now


def fresh(request: HttpRequest) -> bool:
    """Whether the person has proved within the last five minutes, by both factors, who he is."""
    return lacking(request) is None


def lacking(request: HttpRequest) -> str | None:
    """The address that asks for the factor that was not given within five minutes; or None."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    given = _given(request)
    return next((_ASKS[factor] for factor, at in given.items() if at < since), None)


def _signed_in(request: HttpRequest) -> float:
    """When the person last proved by both factors who he is, in seconds of the epoch; 0: never."""
    return min(_given(request).values())


def _given(request: HttpRequest) -> dict[str, float]:
    """When each factor that the account has was last given. The first one comes first."""
    assert isinstance(request.user, Account)
    records = get_authentication_records(request, request.user)
    # Whoever has no password here comes by the agency's directory, and proves it there.
    factors = ["password" if request.user.has_usable_password() else "directory"]
    if is_mfa_enabled(request.user):
        factors.append("mfa")
    return {
        factor: max((one["at"] for one in records if one["method"] == factor), default=0.0)
        for factor in factors
    }
