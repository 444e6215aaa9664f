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


def test_an_administrator_changes_a_role(administrator, clerk):
    """On the page of the account, which shows what it may do now."""
    address = f"/people/{clerk.by.pk}/"
    given = {"what": "place", "role": "supervisor", "agency": "us-ny-nyc/doc"}

    done = administrator.post(address, given)

    clerk.by.refresh_from_db()
    assert (302, address) == (done.status_code, done["Location"])
    assert ("supervisor", "us-ny-nyc/doc") == (clerk.by.role, clerk.by.agency)
    page = administrator.get(address).content.decode()
    assert '<option value="supervisor" selected>' in page
    assert '<option value="us-ny-nyc/doc" selected>' in page


@pytest.mark.parametrize("wrong", [{"role": "system"}, {"agency": "us-xx/nobody"}, {"role": ""}])
def test_a_place_that_there_is_not_is_refused(administrator, clerk, wrong):
    """The form says why, and the account keeps its role."""
    given = {"what": "place", "role": "supervisor", "agency": "us-ny-nyc/nypd", **wrong}

    page = administrator.post(f"/people/{clerk.by.pk}/", given)

    clerk.by.refresh_from_db()
    assert (200, True) == (page.status_code, "usa-error-message" in page.content.decode())
    assert "clerk" == clerk.by.role


def test_nobody_changes_his_own_role_on_the_page(administrator):
    """The page has no form for it, and a post to it changes nothing."""
    own = Account.objects.get(role="administrator")
    given = {"what": "place", "role": "supervisor", "agency": "us-ny-nyc/nypd"}

    page = administrator.get(f"/people/{own.pk}/").content.decode()
    administrator.post(f"/people/{own.pk}/", given)

    own.refresh_from_db()
    assert "administrator" == own.role
    assert 'name="role"' not in page


def test_a_closed_account_is_placed_nowhere_on_the_page(administrator, clerk):
    """Its page has no form for it; a post is refused with the reason."""
    Account.objects.filter(pk=clerk.by.pk).update(is_active=False)
    given = {"what": "place", "role": "supervisor", "agency": "us-ny-nyc/nypd"}

    page = administrator.get(f"/people/{clerk.by.pk}/").content.decode()
    administrator.post(f"/people/{clerk.by.pk}/", given)

    clerk.by.refresh_from_db()
    assert ("clerk", False) == (clerk.by.role, 'name="role"' in page)
