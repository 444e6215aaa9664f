"""A token that calls too often is told to wait (CJIS SC-5)."""

import pytest
from django.core.cache import cache

from comity.desk.api import limits
from tests.desk.api.test_api import Caller
from tests.desk.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Two calls a minute, within one minute."""
    cache.clear()
    monkeypatch.setattr(limits, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(limits, "_now", lambda: 1_000_000_020.0)


def test_a_token_that_calls_too_often_is_told_when_it_may_again(clerk, ice):
    """429 as a problem, with Retry-After; the next minute it is answered again."""
    caller = Caller(clerk)
    answers = [caller.get("/requests") for _ in range(3)]

    assert [200, 200, 429] == [one.status_code for one in answers]
    assert "application/problem+json" == answers[2]["Content-Type"]
    assert answers[2]["Retry-After"] == str(60 - 1_000_000_020 % 60)


def test_a_minute_later_it_is_answered_again(clerk, ice, monkeypatch):
    """The wait that was named is enough."""
    caller = Caller(clerk)
    wait = [caller.get("/requests") for _ in range(3)][2]["Retry-After"]
    monkeypatch.setattr(limits, "_now", lambda: 1_000_000_020.0 + int(wait))

    assert 200 == caller.get("/requests").status_code


def test_one_token_takes_nothing_from_another(clerk, ice):
    """Each has its own count."""
    busy, calm = Caller(clerk), Caller(type(clerk)(account("clerk", "example-two"), clerk.at))
    for _ in range(3):
        busy.get("/requests")

    assert 200 == calm.get("/requests").status_code


def test_a_call_that_is_too_large_is_a_problem(clerk):
    """More than the desk takes in at once is refused as everything else is."""
    refused = Caller(clerk).post("/court-files", {"name": "a.csv", "file": "A" * 12_000_000})

    assert 413 == refused.status_code
    assert "application/problem+json" == refused["Content-Type"]
