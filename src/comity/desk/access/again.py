"""Signing in again asks for both factors in turn: the password, then the second one.

CJIS Security Policy IA-5 j (AAL2). MUST: what was suspended goes on only when both were given.
"""

from typing import Any

from allauth.account.views import BaseReauthenticateView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from comity.desk.access import locks


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
    """The password once more."""


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
