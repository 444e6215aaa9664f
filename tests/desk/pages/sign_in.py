"""Signing in for tests of pages: past the second factor, as `allauth` itself records it."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from comity.desk.models import Account


def signed_in(account: Account) -> Client:
    """A client of somebody who has just proved who he is, with both factors."""
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, generate_totp_secret())
    client = Client(HTTP_HOST="localhost")
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client
