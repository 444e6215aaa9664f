"""What the sign-in library asks of the desk: nobody signs himself up, and not everyone gets in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

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
