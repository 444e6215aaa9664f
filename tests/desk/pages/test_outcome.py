"""What happened in the end is entered once, by the agency's clock."""

from datetime import UTC, datetime

import pytest

from comity.desk.models import Outcome
from tests.desk.pages.sign_in import signed_in
from tests.desk.pages.typed import filled
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db


def test_an_hour_is_by_the_clock_here(clerk, ice):
    """Ten in the morning in New York in June is two in the afternoon by UTC; two clicks are one."""
    made = requested(clerk)
    client, address = signed_in(clerk.by), f"/requests/{made.pk}/outcome/"
    typed = filled(client, address) | {"kind": "came-and-left", "at": "2017-06-02T10:00"}

    for _twice in range(2):
        client.post(address, typed | {"note": "a made-up note"})

    found = Outcome.objects.get()
    assert datetime(2017, 6, 2, 14, 0, tzinfo=UTC) == found.happened_at
    page = client.get(f"/requests/{made.pk}/").content.decode()
    assert "the agency came and left without the person" in page


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2199-01-01T10:00", "This is yet to come"),
        ("2017-03-12T02:30", "The clock skips this hour on that day."),
        ("yesterday", "Write a day and an hour"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_and_the_words_stay(clerk, ice, at, says):
    """The form says what is wrong with the hour and keeps the note."""
    made = requested(clerk)
    client, address = signed_in(clerk.by), f"/requests/{made.pk}/outcome/"
    typed = filled(client, address) | {"kind": "released", "at": at, "note": "a made-up note"}

    page = client.post(address, typed).content.decode()

    assert says in page
    assert "a made-up note" in page
    assert 0 == Outcome.objects.count()


def test_an_inspector_reads_and_enters_nothing(clerk, ice):
    """What was entered is open to inspection; entering is not his."""
    made = requested(clerk)
    client, address = signed_in(account("inspector")), f"/requests/{made.pk}/outcome/"
    client.post(f"/requests/{made.pk}/reason/?next={address}", {"reason": "a review"})

    assert (200, 403) == (client.get(address).status_code, client.post(address).status_code)
