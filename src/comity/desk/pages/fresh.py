"""Signing asks who it is once more: a sign-in not older than five minutes.

CJIS Security Policy IA-11. What was typed is kept and goes on after signing in again.
"""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has proved within the last five minutes who he is."""
    times = [one["at"] for one in get_authentication_records(request, request.user)]
    return time.time() - max(times, default=0.0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def fresh_to_write(view: View) -> View:
    """Lets a view be read as ever; a POST goes on only after a fresh sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_fresh(request):
            return suspend_request(request, reverse("account_reauthenticate"))
        return view(request, *args, **kwargs)

    return guarded
