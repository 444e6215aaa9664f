"""What the sign-in library asks of the desk: nobody signs himself up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """An agency's own directory says who somebody is; what he may do is the desk's to say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never: an administrator ties the directory's account to one of the desk."""
        return False
