"""What the sign-in library asks of the desk: nobody signs himself up, and not everyone gets in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import Session

from comity.desk.actions.account import may_sign_in


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Turns away an account unused for 90 days, and a first password past its time."""
        if not may_sign_in(user):
            return redirect("account_inactive")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """An agency's own directory says who somebody is; what he may do is the desk's to say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an administrator ties the directory's account to one of the desk."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets in whom an administrator has tied to an account, by an ID token alone.

        Raises ImmediateHttpResponse for whoever has no account here, or a locked one, and
        PermissionDenied where the directory sent no ID token or somebody would tie himself.
        """
        if "id_token" not in sociallogin.account.extra_data:
            raise PermissionDenied("no ID token")
        if sociallogin.state.get("process") != "login":
            raise PermissionDenied("nobody ties himself to an account")
        if not sociallogin.is_existing:
            who = {"subject": sociallogin.account.uid}
            raise ImmediateHttpResponse(render(request, "account/unknown.html", who, status=403))
        # The library asks only where a password is given, and would count this as a success.
        if AxesProxyHandler.is_locked(request, {"username": sociallogin.user.username}):
            raise ImmediateHttpResponse(render(request, "account/locked_out.html", status=429))

    def get_requests_session(self) -> Session:
        """Asks the directory over TLS alone: TLS is what proves the ID token that it hands over."""
        session: Session = super().get_requests_session()
        if not settings.DEBUG:
            session.adapters.pop("http://")
        return session
