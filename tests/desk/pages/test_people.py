"""The accounts, kept by an administrator."""

import re

import pytest
from django.conf import settings

from comity.desk.actions.account import close_unused
from comity.desk.models import Account, Entry
from tests.desk.pages.sign_in import signed_in, visitor
from tests.desk.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return signed_in(account("administrator"))


def test_an_administrator_makes_an_account(administrator):
    """The first password is shown once, and the entry does not hold it."""
    given = {"username": "example-new", "role": "clerk", "agency": "us-ny-nyc/nypd"}

    page = administrator.post("/people/", given)

    made = Account.objects.get(username="example-new")
    (password,) = re.findall(r"<strong>([\w-]{16})</strong>", page.content.decode())
    assert made.check_password(password)
    assert not any(password.encode() in bytes(one.body) for one in Entry.objects.all())


def test_a_first_password_opens_only_the_choice_of_another(administrator):
    """Whoever signs in with it is sent to choose his own."""
    administrator.post(
        "/people/", {"username": "example-new", "role": "clerk", "agency": "us-ny-nyc/nypd"}
    )

    page = signed_in(Account.objects.get(username="example-new")).get("/inbox/")

    assert "/accounts/password/change/" == page["Location"]


def test_five_failures_lock_until_an_administrator_releases(administrator, clerk):
    """CJIS AC-7: the sixth try fails with the right password too, until it is released."""
    clerk.by.set_password("a made up phrase of words")
    clerk.by.save()
    wrong = {"login": clerk.by.username, "password": "wrong"}
    right = {**wrong, "password": "a made up phrase of words"}
    client = visitor()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/accounts/login/", wrong)

    locked = client.post("/accounts/login/", right)
    administrator.post(f"/people/{clerk.by.pk}/", {"what": "release"})
    released = client.post("/accounts/login/", right)

    assert 429 == locked.status_code
    assert 302 == released.status_code


def test_accounts_unused_for_90_days_are_closed(clerk):
    """CJIS AC-2(3): whoever has not signed in for 90 days is closed, with an entry."""
    Account.objects.filter(pk=clerk.by.pk).update(date_joined="2016-01-01T00:00:00Z")

    closed = close_unused(clerk)

    assert [clerk.by] == closed
    assert not Account.objects.get(pk=clerk.by.pk).is_active


def test_nobody_but_an_administrator_keeps_accounts(clerk):
    """A clerk who asks for the page is refused."""
    page = signed_in(clerk.by).get("/people/")

    assert 403 == page.status_code
