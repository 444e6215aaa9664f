"""The table of requests."""

import pytest

from comity.desk.models import Request
from tests.desk.people import requested
from tests.desk.plans import count_all, plans

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("counted", [False, True], ids=["as made", "after ANALYZE"])
def test_the_duplicates_of_a_request_are_searched(clerk, ice, counted):
    """Few requests repeat another; the others are not read to find those few."""
    first = requested(clerk)
    for number in range(20):
        requested(clerk, event=f"EX-1{number}")
    if counted:
        count_all()

    found = plans(lambda: [*first.duplicates.order_by("pk")], Request._meta.db_table)

    assert [True] == [one.keeps_to("request_duplicates") for one in found]
