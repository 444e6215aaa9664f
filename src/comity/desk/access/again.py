"""Signing in again asks for both factors in turn: the password or the directory, then the second.

CJIS Security Policy IA-5 j (AAL2). MUST: what was suspended goes on only when both were given.
"""

from typing import Any

from allauth.account.views import BaseReauthenticateView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from comity.desk.access import locks
from comity.desk.models import Account


class _Step(BaseReauthenticateView):
    """One of the two; it stands between the library's page and what it would resume."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Leads on to the other factor, if that was not given just now as well."""
        lacking = locks.lacking(self.request)
        if lacking is not None:
            return redirect(self.passthrough_next_url(reverse(lacking)))
        response: HttpResponse = super().form_valid(form)
        return response


class Password(ReauthenticateView, _Step):
    """The password once more; of whoever has none here, the directory."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leads to the directory and, by it, on to the second factor."""
        assert isinstance(request.user, Account)
        if request.user.has_usable_password():
            page: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            return page
        second = reverse("mfa_reauthenticate") if is_mfa_enabled(request.user) else reverse("home")
        asked = {"process": AuthProcess.REDIRECT, "next": self.passthrough_next_url(second)}
        directory = reverse("openid_connect_login", args=[settings.DIRECTORY])
        return redirect(f"{directory}?{urlencode(asked)}")


class Code(CodeView, _Step):
    """A code once more."""


class Key(ReauthenticateWebAuthnView, _Step):
    """A security key once more."""


urls = [
    path("accounts/reauthenticate/", Password.as_view(), name="account_reauthenticate"),
    path("accounts/2fa/reauthenticate/", Code.as_view(), name="mfa_reauthenticate"),
    path("accounts/2fa/webauthn/reauthenticate/", Key.as_view(),
         name="mfa_reauthenticate_webauthn"),
]  # fmt: skip
"""In place of the library's own, by the same names and rules."""
