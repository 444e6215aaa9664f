"""Accounts over their life: what they may do changes, and nothing of it opens by the way."""

import pytest
from django.utils import timezone

from comity.desk.actions import account as accounts
from comity.desk.actions import sign
from comity.desk.api.tokens import make_token
from comity.desk.hand import Hand
from comity.desk.models import Account, Entry, Signature
from comity.errors import DeskError
from comity.record.entry import parse
from tests.desk.conftest import NOW
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import COURT_DATE, NYPD, account, requested

pytestmark = pytest.mark.django_db

DOC = "us-ny-nyc/doc"


@pytest.fixture
def administrator(db: None) -> Hand:
    """An administrator, now."""
    return Hand(account("administrator"), timezone.now())


def last() -> dict[str, object]:
    """What the last entry says in public."""
    return parse(bytes(Entry.objects.latest("number").body)).public


def test_another_role_leaves_an_entry_with_the_number_of_the_account(
    clerk: Hand, administrator: Hand
) -> None:
    """It says the role and the agency that the account has now, and who gave them."""
    placed = accounts.place(clerk.by, "supervisor", DOC, administrator)

    said = {"account": clerk.by.pk, "what": "changed", "role": "supervisor", "agency": DOC}
    assert {**said, "by": administrator.by.pk} == last()
    assert ("supervisor", DOC) == (placed.role, placed.agency)


@pytest.mark.parametrize(("role", "agency"), [("supervisor", NYPD), ("administrator", DOC)])
def test_nobody_gives_himself_another_place(role: str, agency: str, administrator: Hand) -> None:
    """Neither another role nor another agency; another administrator does."""
    with pytest.raises(DeskError, match="nobody changes his own role"):
        accounts.place(administrator.by, role, agency, administrator)

    kept = Account.objects.get(pk=administrator.by.pk)
    assert ("administrator", NYPD) == (kept.role, kept.agency)


@pytest.mark.parametrize(("role", "agency"), [("supervisor", NYPD), ("clerk", DOC)])
def test_the_sessions_and_tokens_of_an_account_end_with_its_place(
    role: str, agency: str, clerk: Hand, administrator: Hand
) -> None:
    """At once: the next call of each is turned away, and a token's end has its entry."""
    client, now = signed_in(clerk.by), Hand(clerk.by, timezone.now())
    token, _secret = make_token(clerk.by, "example", ["read"], now)
    before = client.get("/inbox/").status_code

    accounts.place(clerk.by, role, agency, administrator)

    after = client.get("/inbox/")
    token.refresh_from_db()
    assert (200, 302) == (before, after.status_code)
    assert after["Location"].startswith("/accounts/login/")
    assert administrator.at == token.closed_at
    assert "token closed" == last()["what"]


def test_the_same_place_ends_nothing(clerk: Hand, administrator: Hand) -> None:
    """Whoever is given what he has goes on."""
    client = signed_in(clerk.by)

    accounts.place(clerk.by, "clerk", NYPD, administrator)

    assert 200 == client.get("/inbox/").status_code


def test_who_prepared_as_a_clerk_does_not_sign_as_a_supervisor(
    clerk: Hand, administrator: Hand
) -> None:
    """Two different people: what counts is who it was, not what he was then."""
    decision = requested(clerk).decisions.get()

    placed = Hand(accounts.place(clerk.by, "supervisor", NYPD, administrator), NOW)

    with pytest.raises(DeskError, match="expected another person to sign"):
        sign.sign(decision, placed, COURT_DATE, "made up")
    assert not Signature.objects.exists()
    other = Hand(account("supervisor"), NOW)
    assert other.by == sign.sign(decision, other, COURT_DATE, "made up").by


def test_an_account_that_is_closed_is_placed_nowhere(clerk: Hand, administrator: Hand) -> None:
    """It is opened again first."""
    clerk.by.is_active = False

    with pytest.raises(DeskError, match="the account is closed"):
        accounts.place(clerk.by, "supervisor", NYPD, administrator)
