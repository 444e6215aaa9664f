"""The two locks of a session: 30 minutes without a call, and 12 hours since signing in.

CJIS Security Policy AC-11 and IA-5 j (AAL2). The session goes on afterwards, with what was typed in
it, once the same person has signed in again.
"""

import time
from datetime import timedelta
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)

_SEEN: Final = "desk_seen"


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


def _signed_in(request: HttpRequest) -> float:
    """When the person last proved who he is, in seconds of the epoch; 0 if never."""
    return max(
        (one["at"] for one in get_authentication_records(request, request.user)), default=0.0
    )
