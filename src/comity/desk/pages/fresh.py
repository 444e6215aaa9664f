"""Signing asks who it is once more, by both factors: neither older than five minutes.

CJIS Security Policy IA-11. What was typed is kept and goes on after signing in again.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from comity.desk.access.locks import fresh

View = Callable[..., HttpResponse]


def fresh_to_write(view: View) -> View:
    """Lets a view be read as ever; a POST goes on only after a fresh sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not fresh(request):
            return suspend_request(request, reverse("account_reauthenticate"))
        return view(request, *args, **kwargs)

    return guarded
