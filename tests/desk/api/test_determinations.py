"""The lawyer's finding through the API: his alone, once a key, and no fact that anybody enters."""

import pytest

from comity.desk.actions import facts
from comity.desk.hand import Hand
from tests.desk.api.test_api import Caller
from tests.desk.conftest import NOW
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

ONE = {"code": "NJ 2C", "section": "11-3", "grade": "felony", "judgment": "2016-01-05"}
FOUND = {
    "findings": [{"conviction": 0, "question": "qualifies", "answer": True}],
    "based_on": 1,
    "document": "a made-up memorandum",
    "reason": "a made-up reason",
}


@pytest.fixture
def convicted(clerk, ice, monkeypatch):
    """A request about somebody with a conviction from elsewhere, on a day of its law."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return requested(clerk, convictions=[ONE])


def convictions(request):
    return facts.known(request)[1]["person"]["convictions"]


def test_a_lawyer_determines_once_under_a_key(convicted, lawyer):
    """The finding is a new version of the facts; the same call again makes no other."""
    caller, path = Caller(lawyer), f"/requests/{convicted.pk}/determinations"

    first, again = caller.post(path, FOUND), caller.post(path, FOUND)

    assert (201, first.json()) == (first.status_code, again.json())
    assert [{**ONE, "qualifies": True}] == convictions(convicted)
    assert 2 == convicted.versions.count()


@pytest.mark.parametrize("role", ["clerk", "supervisor", "inspector", "administrator"])
def test_nobody_else_determines(role, convicted):
    """Whatever the scopes of the token, the role refuses."""
    caller = Caller(Hand(account(role, "example-other"), NOW))

    refused = caller.post(f"/requests/{convicted.pk}/determinations", FOUND)

    assert 403 == refused.status_code
    assert [ONE] == convictions(convicted)


def test_a_token_that_does_not_sign_determines_nothing(convicted, lawyer):
    """A finding needs the scope of signatures."""
    caller = Caller(lawyer, ("read", "receive", "tell", "outcome"))

    refused = caller.post(f"/requests/{convicted.pk}/determinations", FOUND)

    assert 403 == refused.status_code


def test_a_lawyer_of_another_agency_finds_no_request(convicted):
    """The walls of the agency hold here as well."""
    other = Caller(Hand(account("lawyer", "example-other", "us-ny-nyc/doc"), NOW))

    assert 404 == other.post(f"/requests/{convicted.pk}/determinations", FOUND).status_code


def test_a_conviction_that_there_is_not_is_named(convicted, lawyer):
    """The refusal says which, and what is on record."""
    more = {"findings": [{"conviction": 1, "question": "qualifies", "answer": True}]}

    refused = Caller(lawyer).post(f"/requests/{convicted.pk}/determinations", FOUND | more)

    assert 422 == refused.status_code
    assert "person.convictions[1].qualifies" == refused.json()["field"]


@pytest.mark.parametrize("role", ["clerk", "supervisor", "lawyer"])
@pytest.mark.parametrize(
    "value", ['person.convictions=[{"qualifies": true}]', "person.convictions[0].qualifies=true"]
)
def test_no_finding_is_entered_as_a_fact(role, value, convicted):
    """Entered among the facts it is refused with its path, whoever calls."""
    caller = Caller(Hand(account(role, "example-other"), NOW))

    refused = caller.post(
        f"/requests/{convicted.pk}/facts",
        {"values": [value], "based_on": 1, "reason": "a made-up reason"},
    )

    assert 422 == refused.status_code
    assert "person.convictions[0].qualifies" == refused.json()["field"]
    assert [ONE] == convictions(convicted)
