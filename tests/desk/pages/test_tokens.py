"""One's own tokens of the API."""

import re

import pytest
from django.test import Client

from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account

pytestmark = pytest.mark.django_db


def test_a_token_is_shown_once_and_opens_the_api(clerk):
    """What the page shows opens what its scopes say, until it is closed."""
    mine = signed_in(clerk.by)
    made = mine.post("/me/tokens/", {"called": "example", "scopes": ["read"]}).content.decode()
    (token,) = re.findall(r"<strong>([\w-]{43})</strong>", made)
    program = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")

    opened = program.get("/api/requests").status_code
    later = mine.get("/me/tokens/").content.decode()
    mine.post("/me/tokens/", {"close": re.findall(r'name="close" value="(\d+)"', later)[0]})
    closed = program.get("/api/requests").status_code

    assert (200, 401) == (opened, closed)
    assert token not in later


def test_a_token_without_a_scope_is_refused(clerk):
    """The form says what is lacking."""
    page = signed_in(clerk.by).post("/me/tokens/", {"called": "example"})

    assert "usa-error-message" in page.content.decode()


def test_an_administrator_is_offered_one_scope(db):
    """The page offers an administrator to administer and nobody else to; another is refused."""
    mine = signed_in(account("administrator"))

    page = mine.get("/me/tokens/").content.decode()
    refused = mine.post("/me/tokens/", {"called": "example", "scopes": ["read"]}).content.decode()

    assert ["administer"] == re.findall(r'name="scopes" value="(\w+)"', page)
    assert "usa-error-message" in refused
