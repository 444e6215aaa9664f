"""Signing in for tests of pages: past the second factor, as `allauth` itself records it."""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client

from comity.desk.models import Account


def visitor(*, raise_request_exception: bool = True) -> Client:
    """A client of somebody who has acknowledged the notice and may sign in."""
    found = Client(HTTP_HOST="localhost", raise_request_exception=raise_request_exception)
    found.post("/restricted/")
    return found


def signed_in(account: Account) -> Client:
    """A client of somebody who has just proved who he is, with both factors."""
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, generate_totp_secret())
    client = Client(HTTP_HOST="localhost")
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": first(account), "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def first(account: Account) -> str:
    """How the account's first factor is recorded: most made-up accounts have no password."""
    return "password" if account.has_usable_password() else "directory"


def code_of(account: Account) -> str:
    """What the account's authenticator shows now."""
    kept = Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP)
    secret = get_adapter().decrypt(kept.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
