"""The inbox."""

import pytest

from comity.desk.actions import receive
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db


def test_what_is_open_is_listed(clerk, ice):
    """A request that came in stands in the inbox of its agency."""
    made = receive.receive(received(), clerk, agency="us-ny-nyc/nypd", requester="us/ice")

    page = signed_in(clerk.by).get("/inbox/")

    assert 200 == page.status_code
    assert made.number in page.content.decode()


def test_another_agency_sees_none_of_it(clerk, ice):
    """The walls of an agency hold: its requests are nobody else's."""
    made = receive.receive(received(), clerk, agency="us-ny-nyc/nypd", requester="us/ice")
    other = account("clerk", "example-other", agency="us-ny-nyc/doc")

    page = signed_in(other).get("/inbox/")

    assert made.number not in page.content.decode()


def test_nobody_reads_without_signing_in(db):
    """Who is not signed in is sent to the sign-in."""
    from django.test import Client

    page = Client(HTTP_HOST="localhost").get("/inbox/")

    assert 302 == page.status_code
    assert page["Location"].startswith("/accounts/login/")
