"""Signing in and out, failing to, and changing a password: each leaves an entry (CJIS AU-2).

MUST: an entry names the account by its number and says what happened; no address, no password.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from comity.desk import ledger
from comity.desk.hand import Hand, system
from comity.desk.models import Account


def connect() -> None:
    """Listens, once."""
    user_logged_in.connect(_signed_in, dispatch_uid="desk")
    user_logged_out.connect(_signed_out, dispatch_uid="desk")
    user_login_failed.connect(_failed, dispatch_uid="desk")
    user_locked_out.connect(_locked, dispatch_uid="desk")
    authenticator_added.connect(_own_factor, dispatch_uid="desk")
    password_changed.connect(_own_password, dispatch_uid="desk")


def _signed_in(user: Account, **_: Any) -> None:
    _write(user, "signed in", Hand(user, system().at))


def _signed_out(request: HttpRequest, user: Account | None, **_: Any) -> None:
    if user is None:
        return
    hand = Hand(user, system().at)
    began = [one["at"] for one in get_authentication_records(request, user)]
    length = {"seconds": round(hand.at.timestamp() - min(began))} if began else {}
    _write(user, "signed out", hand, **length)


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    account = Account.objects.filter(username=credentials.get("username")).first()
    # A name that is nobody's leaves no entry: it may be a password typed into the wrong field.
    if account is not None:
        _write(account, "failed to sign in", system())


def _locked(username: str, **_: Any) -> None:
    account = Account.objects.filter(username=username).first()
    if account is not None:
        _write(account, "locked after failures", system())


def _own_password(user: Account, **_: Any) -> None:
    with transaction.atomic():
        Account.objects.filter(pk=user.pk).update(first_password_until=None)
        _write(user, "changed the password", Hand(user, system().at))


def _own_factor(
    request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any
) -> None:
    # Whoever sets a factor has just shown that he has it.
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _write(account: Account, what: str, hand: Hand, **more: int) -> None:
    with transaction.atomic():
        ledger.write("account", hand, {"account": account.pk, "what": what, **more})
