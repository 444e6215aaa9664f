"""The inbox."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.desk.models import RequestStatus
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db


def test_what_is_open_is_listed(clerk, ice):
    """A request that came in stands in the inbox of its agency."""
    made = requested(clerk)

    page = signed_in(clerk.by).get("/inbox/")

    assert 200 == page.status_code
    assert f">{made.number}</a>" in page.content.decode()


def test_another_agency_sees_none_of_it(clerk, ice):
    """The walls of an agency hold: its requests are nobody else's."""
    made = requested(clerk)
    other = account("clerk", "example-other", agency="us-ny-nyc/doc")

    page = signed_in(other).get("/inbox/")

    assert f">{made.number}</a>" not in page.content.decode()


def test_nobody_reads_without_signing_in(db):
    """Who is not signed in is sent to the sign-in."""
    page = Client(HTTP_HOST="localhost").get("/inbox/")

    assert 302 == page.status_code
    assert page["Location"].startswith("/accounts/login/")


def test_one_state_alone_is_listed(clerk, ice):
    """The links filter by state; each open state has its count."""
    made = requested(clerk)
    client = signed_in(clerk.by)

    waiting = client.get("/inbox/?state=to-sign").content.decode()
    closed = client.get("/inbox/?state=closed").content.decode()

    assert f'href="/requests/{made.pk}/"' in waiting
    assert f'href="/requests/{made.pk}/"' not in closed
    assert '>waits for a signature</a> <span class="quiet">1</span>' in waiting


def test_what_is_due_first_stands_on_top(clerk, ice):
    """What has no clock comes after what has one."""
    late, none, soon = (requested(clerk, event=f"EX-{n}") for n in range(3))
    for one, due in ((late, "2027-01-02T00:00Z"), (none, None), (soon, "2027-01-01T00:00Z")):
        RequestStatus.objects.filter(request=one).update(due_at=due)

    page = signed_in(clerk.by).get("/inbox/").content.decode()

    found = [page.index(f'href="/requests/{one.pk}/"') for one in (soon, late, none)]
    assert sorted(found) == found


def test_the_number_of_queries_does_not_grow(clerk, ice):
    """The page asks as often with thirty requests as with one."""
    client = signed_in(clerk.by)
    counts = []
    for start, end in ((0, 1), (1, 30)):
        for n in range(start, end):
            requested(clerk, event=f"EX-{n}")
        client.get("/inbox/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/inbox/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_more_than_a_page_is_turned_over(clerk, ice):
    """The second page has the rest, and a number that is none shows the first."""
    for n in range(27):
        requested(clerk, event=f"EX-{n}")
    client = signed_in(clerk.by)

    rows = [
        client.get(f"/inbox/?page={n}").content.decode().count('<th scope="row">')
        for n in ("1", "2", "0", "x")
    ]

    assert [25, 2, 25, 25] == rows
