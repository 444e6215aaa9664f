"""What every call passes before a page is made: notice, sign-in, second factor, locks, role.

MUST: what is not allowed here is not reached, whatever the page itself does. A call that is stopped
by a lock is kept with what was typed, and goes on after signing in again.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from requests import RequestException

from comity.desk.access import locks
from comity.desk.access.notice import comes_first
from comity.desk.access.rules import FACTORS, rule_of
from comity.desk.models import Account
from comity.desk.pages.records import ReasonNeeded

_WITHOUT_SECOND_FACTOR = frozenset(
    {"mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "account_reauthenticate"}
)
_AGAIN = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
_WITH_A_FIRST_PASSWORD = frozenset({"account_change_password", "account_reauthenticate"})


class Walls:
    """Holds the rule of the address against whoever calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, which nobody keeps if it was made for somebody who is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            # Nothing of the desk stays in a browser's store, nor in a proxy's.
            response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The answer in place of the page; None: the page may be made."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name.startswith("api:") or (not name and request.path.startswith("/api/")):
            return None  # tokens and scopes, held by the API itself
        rule = rule_of(name)
        if rule is None:
            raise Http404
        method = request.method or "GET"
        if comes_first(request, name):
            wanted = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('restricted')}?{wanted}")
        if rule.allows(None, method):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        # Before the locks: a call that they suspend goes on later without passing here again.
        if not rule.allows(request.user.role, method):
            raise PermissionDenied
        return _stopped(request, name)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Asks for the reason, where somebody reads a request without having said why.

        Where the agency's directory does not answer, the page says so.
        """
        if isinstance(error, RequestException):
            return render(request, "socialaccount/authentication_error.html", status=502)
        if not isinstance(error, ReasonNeeded):
            return None
        asked = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('reason', args=[error.number])}?{asked}")


def _stopped(request: HttpRequest, name: str) -> HttpResponse | None:
    """Where somebody who is signed in must go first."""
    assert isinstance(request.user, Account)
    # A password of one's own comes first, then the second factor; nothing opens before both.
    if request.user.first_password_until:
        if name not in _WITH_A_FIRST_PASSWORD:
            return redirect("account_change_password")
    elif not is_mfa_enabled(request.user) and name not in _WITHOUT_SECOND_FACTOR:
        return redirect("mfa_activate_totp")
    if name in _AGAIN:
        return None
    if locks.locked(request) or (name in FACTORS and not locks.fresh(request)):
        return suspend_request(request, reverse("account_reauthenticate"))
    locks.seen(request)
    return None
