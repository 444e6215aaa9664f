"""Who may open what: every role by every address and method, as `matrix.csv` says.

The table is written by hand from the roles of the desk's purpose and reviewed as such; what is
observed comes from real calls. MUST: an address without a row, or a row without an address, fails.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from comity.desk import jobs
from comity.desk.access import EVERYONE
from comity.desk.models import Account
from tests.desk import addresses, sample_records
from tests.desk.counting import keep
from tests.desk.pages.sign_in import signed_in, visitor
from tests.desk.people import account

WHEN: Final = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)
"""A day under whose law the samples may be told."""

ROLES: Final = ("public", *EVERYONE)
METHODS: Final = ("GET", "POST")
TABLE: Final = Path(__file__).with_name("matrix.csv")

pytestmark = pytest.mark.django_db


def table() -> dict[tuple[str, str], dict[str, str]]:
    """The rows by address and method."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


def names() -> list[str]:
    """Every address but the API's, which has a table of its own; of the inspection one a kind."""
    own = [name for name in addresses.names() if not name.startswith("api:")]
    return [*own, "admin:index", *sorted(_inspection())]


def _inspection() -> list[str]:
    """The pages of the inspection: the list, one row and the adding of each kind of record."""
    found = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [f"{name}_changelist", f"{name}_add"]
    return found


@pytest.fixture
def desk(ice, county, monkeypatch) -> dict[str, Any]:
    """The sample records, and an account of each role, on a day of their law."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: WHEN)
    people = {role: account(role) for role in EVERYONE}
    jail = sample_records.JAIL
    jailers = {role: account(role, f"jail-{role}", jail) for role in EVERYONE}
    made = sample_records.make(people["clerk"], people["lawyer"], WHEN)
    jobs.work()
    made["letter"] = sample_records.letter()
    made["account"] = account("clerk", "example-kept").pk
    return {"made": made, "people": people, "jailers": jailers}


def client(role: str, name: str, desk: dict[str, Any]) -> Client:
    """A client of the role, signed in anew: what a call before did to the session is gone."""
    if role == "public":
        return visitor(raise_request_exception=False)
    who: Account = desk["jailers" if name == "notice-letter" else "people"][role]
    found = signed_in(who)
    found.raise_request_exception = False
    session = found.session
    reasons = {str(n): [9e9, "a made-up reason", False] for n in range(60)}
    session["desk_reasons"] = reasons
    session.save()
    return found


def observed(response: Any) -> str:
    """`deny` for 403, 404 and the way to the sign-in; `allow` for everything else."""
    to = response.get("Location", "")
    if response.status_code in (401, 403, 404) or to.startswith(reverse("account_login")):
        return "deny"
    return "allow"


def call(role: str, name: str, method: str, desk: dict[str, Any]) -> str:
    """What a real call is answered with; what it changed is taken back."""
    path = reverse(name) if name.startswith("admin:") else addresses.address(name, desk["made"])
    with transaction.atomic():
        caller = client(role, name, desk)
        response = caller.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return observed(response)


def test_every_address_has_its_rows():
    """A new page without a row fails here, as does a row whose page is gone."""
    expected = {(name, method) for name in names() for method in METHODS}

    assert sorted(expected) == sorted(table())


def test_every_role_by_every_address_and_method(desk):
    """Each cell of the table, by a real call."""
    wrong, cells = [], 0
    for (name, method), row in table().items():
        for role in ROLES:
            cells += 1
            found = call(role, name, method, desk)
            if found != row[role]:
                wrong.append(f"{method} {name} as {role}: {row[role]} expected, {found} observed")
    keep("pages", cells, len(wrong))

    assert [] == wrong


def test_the_second_factor_is_compulsory_everywhere(desk):
    """CJIS IA-2(1): without one, nothing opens but the page that sets one."""
    who = desk["people"]["clerk"]
    open_to_all = {name for (name, method), row in table().items() if row["public"] == "allow"}
    own = [
        name for (name, method), row in table().items()
        if method == "GET" and row["clerk"] == "allow" and name not in open_to_all
        and not name.startswith(("mfa_", "account_", "notice-letter"))
    ]  # fmt: skip
    caller = signed_in(who)
    Authenticator.objects.filter(user=who).delete()

    found = {caller.get(addresses.address(name, desk["made"])).get("Location") for name in own}

    assert {reverse("mfa_activate_totp")} == found
