"""What every call passes first: whoever changes his own factors has just given both."""

import csv
import time
from typing import Final

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.desk import addresses
from tests.desk.pages.sign_in import code_of, signed_in
from tests.desk.test_matrix import TABLE

pytestmark = pytest.mark.django_db

PHRASE: Final = "a made up phrase of words"
CHANGES_NOTHING: Final = frozenset(
    {
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_index", "mfa_list_webauthn",
    }
)  # fmt: skip
"""Those of one's own pages that ask for a factor, or list which ones there are."""


def own() -> list[str]:
    """Every address of one's own account: of the library's, those that open for a clerk alone."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    public = {row["address"] for row in rows if row["public"] == "allow"}
    return [
        name for name in addresses.names()
        if name.startswith(("mfa_", "account_"))
        and name not in {*public, *addresses.NOBODY, *CHANGES_NOTHING, "mfa_authenticate"}
    ]  # fmt: skip


def aged(account, **seconds):
    """A client who gave each factor so many seconds ago."""
    account.set_password(PHRASE)
    account.save()
    client = signed_in(account)
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - seconds.get(one["method"], 0)
    session.save()
    return client


@pytest.mark.parametrize("old", [{"password": 301}, {"mfa": 301}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_both_factors_are_asked_for_before_ones_own_are_changed(clerk, method, old):
    """IA-5 j, IA-11: one of the two alone opens no page that changes or shows a factor."""
    client = aged(clerk.by, **old)
    asked = {
        name: getattr(client, method)(addresses.address(name, {})).get("Location", "").split("?")[0]
        for name in own()
    }

    assert dict.fromkeys(own(), "/accounts/reauthenticate/") == asked


def test_a_second_factor_is_taken_away_only_after_both_were_given(clerk):
    """IA-11: what was asked goes on by itself when both were given, and not before."""
    cache.clear()
    client = aged(clerk.by, password=301, mfa=301)
    asked = client.post("/accounts/2fa/totp/deactivate/")
    password = client.post(asked["Location"], {"password": PHRASE})
    kept = Authenticator.objects.filter(user=clerk.by).count()
    client.post(password["Location"], {"code": code_of(clerk.by)})

    assert "/accounts/2fa/reauthenticate/" == password["Location"].split("?")[0]
    assert (1, 0) == (kept, Authenticator.objects.filter(user=clerk.by).count())


def test_whoever_has_just_given_both_is_not_asked_again(clerk):
    """The library's own question, which either factor answers, is not asked beside it."""
    assert 200 == aged(clerk.by).get("/accounts/2fa/totp/deactivate/").status_code
