"""Sessions that have ended are forgotten, and the address from which each was used with it.

MUST: a session that still opens something stays; people at work are not signed out.
"""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session


def forget_ended() -> int:
    """Deletes the sessions whose time is over, and what was kept of any that is gone.

    How many addresses that were.
    """
    SessionStore.clear_expired()
    there = Session.objects.values("session_key")
    count, _ = UserSession.objects.exclude(session_key__in=there).delete()
    return count
