"""What the sign-in library asks of the desk: nobody signs himself up, and not everyone gets in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import Session

from comity.desk.access import directory
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
        if came := (kwargs.get("signal_kwargs") or {}).get("sociallogin"):
            directory.proved(request, user, came)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Where signing out leads: to the directory, of whoever came by it, to sign out there."""
        to: str = directory.end(request) or super().get_logout_redirect_url(request)
        return to


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """An agency's own directory says who somebody is; what he may do is the desk's to say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an administrator ties the directory's account to one of the desk."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets in whom an administrator has tied to an account, or hears that he proved it anew.

        Raises ImmediateHttpResponse for whoever has no account here, or a locked one, and
        PermissionDenied for a token to another question, or where somebody would tie himself or
        prove it for somebody else.
        """
        if sociallogin.account.extra_data["id_token"]["nonce"] != sociallogin.state["nonce"]:
            raise PermissionDenied("an answer to another question")
        process = sociallogin.state["process"]
        if process not in (AuthProcess.LOGIN, AuthProcess.REDIRECT):
            raise PermissionDenied("nobody ties himself to an account")
        if not sociallogin.is_existing:
            who = {"subject": sociallogin.account.uid}
            raise ImmediateHttpResponse(render(request, "account/unknown.html", who, status=403))
        # The library asks only where a password is given, and would count this as a success.
        if AxesProxyHandler.is_locked(request, {"username": sociallogin.user.username}):
            raise ImmediateHttpResponse(render(request, "account/locked_out.html", status=429))
        if process == AuthProcess.REDIRECT:
            if request.user != sociallogin.user:
                raise PermissionDenied("somebody else is signed in here")
            directory.proved(request, sociallogin.user, sociallogin)

    def get_requests_session(self) -> Session:
        """Asks the directory over TLS alone: it is sent a secret, and its keys come by it."""
        session: Session = super().get_requests_session()
        if not settings.DEBUG:
            session.adapters.pop("http://")
        return session
