"""One's own calendar feeds, listed and taken back by a program."""

import pytest

from comity.desk.actions.feed import open_feed, opened_by
from comity.desk.models import Entry
from tests.desk.api.test_api import Caller

pytestmark = pytest.mark.django_db


def close(caller, number, key="example-key-1"):
    """Calls for the end of a feed."""
    headers = {"Idempotency-Key": key}
    return caller.client.delete(f"/api/feeds/{number}", headers=headers)


def test_feeds_are_listed_without_their_tokens(clerk, lawyer):
    """A caller sees his own, and no answer has the token that opens one."""
    made, token = open_feed("a made-up calendar", clerk)
    open_feed("somebody else's", lawyer)

    answer = Caller(clerk).get("/feeds")

    assert [made.pk] == [one["number"] for one in answer.json()]
    assert token not in answer.content.decode()


def test_a_feed_taken_back_opens_nothing(clerk):
    """It ends once, under its key and under another."""
    made, token = open_feed("a made-up calendar", clerk)
    caller = Caller(clerk)

    first, again = close(caller, made.pk), close(caller, made.pk)
    other = close(caller, made.pk, "example-key-2")

    closed = [one for one in Entry.objects.all() if b"feed-closed" in bytes(one.body)]
    assert [True, True, False] == [one.json()["done"] for one in (first, again, other)]
    assert opened_by(token) is None
    assert 1 == len(closed)


def test_somebody_elses_feed_is_not_there(clerk, lawyer):
    """Another account's feed answers 404 and stays open."""
    made, token = open_feed("a made-up calendar", lawyer)

    refused = close(Caller(clerk), made.pk)

    assert 404 == refused.status_code
    assert "application/problem+json" == refused["Content-Type"]
    assert opened_by(token) is not None
