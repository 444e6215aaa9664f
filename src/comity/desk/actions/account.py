"""Accounts over their life: a first password that does not last, locks, and an end.

CJIS Security Policy AC-2: disabled after 90 days unused, temporary access gone within 72 hours;
each change leaves an entry. MUST: no password stands anywhere but as its hash, nor in an entry.
"""

import secrets
from datetime import timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.desk import counsel, office
from comity.desk.hand import Hand
from comity.desk.models import Account
from comity.errors import DeskError, InputError

UNUSED: Final = timedelta(days=90)
FIRST_PASSWORD_LASTS: Final = timedelta(hours=72)


def make(name: str, role: str, agency: str, hand: Hand) -> Account:
    """Makes an account without a way in. Raises DeskError where there is one of this name."""
    _check_agency(agency)
    if Account.objects.filter(username=name).exists():
        raise DeskError(_("There is an account of this name."), field="username")
    made, _new = office.account(name, role, agency, hand)
    return made


def place(account: Account, role: str, agency: str, hand: Hand) -> Account:
    """Gives an account another role or agency: its sessions and tokens end at once.

    Raises DeskError for one that is closed, and for one's own.
    """
    _check_agency(agency)
    if not account.is_active:
        raise DeskError("the account is closed", expected="one that is open")
    placed, _new = office.account(account.username, role, agency, hand)
    return placed


def first_password(account: Account, hand: Hand) -> str:
    """A password to hand over, which opens one thing: choosing one's own, within 72 hours."""
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        office.untie(account)
        account.set_password(password)
        account.first_password_until = hand.at + FIRST_PASSWORD_LASTS
        office.keep_account(account, hand, "first password")
    return password


def release(account: Account, hand: Hand) -> None:
    """Releases an account that was locked after failures."""
    with transaction.atomic():
        reset(username=account.username)
        office.keep_account(account, hand, "released")


def forget_factors(account: Account, hand: Hand) -> None:
    """Takes away the second factors of somebody who has lost them; new ones are set at sign-in."""
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        office.keep_account(account, hand, "second factors removed")


def open_again(account: Account, hand: Hand) -> None:
    """Opens a closed account again. The 90 days begin anew."""
    with transaction.atomic():
        account.is_active, account.last_login = True, hand.at
        office.keep_account(account, hand, "opened again")


def close_unused(hand: Hand) -> list[Account]:
    """Closes every account that nobody has used for 90 days; which ones."""
    since = hand.at - UNUSED
    unused = Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)
    found = Account.objects.filter(unused, is_active=True).exclude(role="system")
    with transaction.atomic():
        closed = list(found.select_for_update())
        for account in closed:
            account.is_active = False
            office.keep_account(account, hand, "closed after 90 days unused")
    return closed


def may_sign_in(account: Account) -> bool:
    """Whether an account is neither unused for 90 days nor past its first password's 72 hours."""
    now = timezone.now()
    if account.first_password_until and account.first_password_until < now:
        return False
    return now - (account.last_login or account.date_joined) < UNUSED


def _check_agency(code: str) -> None:
    if code not in {one.id for _pack, one in counsel.law().law.agencies()}:
        what = f"no law was read for {code}"
        raise InputError(what, field="agency", expected="an agency of a jurisdiction")
