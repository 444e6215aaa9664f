"""Court dates through the API: told by the decision alone, or under an override that names it."""

from datetime import timedelta

import pytest

from comity.desk.actions import override, receive
from comity.desk.hand import Hand
from comity.desk.models import Contact
from tests.desk.api.test_api import Caller
from tests.desk.conftest import NOW
from tests.desk.people import ICE, account, hearing_of, received, requested

pytestmark = pytest.mark.django_db

DOC = "us-ny-nyc/doc"
ITEMS = ("court_date", "identity", "custody")


@pytest.fixture
def asked(clerk, ice, monkeypatch):
    """A request that nobody has signed, with a hearing to come, on a day of its law."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = requested(clerk)
    hearing_of(made, NOW + timedelta(days=9), clerk)
    return made


def told(hand, asked, named):
    decision, row = asked.decisions.get(), asked.person.appearances.get()
    return Caller(hand).post(
        f"/decisions/{decision.pk}/notices", {"appearance": row.pk, "override": named}
    )


def test_a_date_is_told_under_an_override(asked, clerk, supervisor):
    """Without one the contact rule forbids it; with one the contact names it."""
    made = override.override(asked, ICE, ITEMS, supervisor, "made up")

    assert 403 == told(clerk, asked, None).status_code
    assert 201 == told(supervisor, asked, made.pk).status_code
    assert made == Contact.objects.get().override


def test_an_override_of_another_agency_is_none(asked, clerk, ice):
    """Within the walls of the caller's agency there is no such override."""
    jailer = Hand(account("clerk", "example-jailer", DOC), NOW)
    warden = Hand(account("supervisor", "example-warden", DOC), NOW)
    other = receive.receive(received("case-a", "EX-2"), jailer, agency=DOC, requester=ICE)
    made = override.override(other, ICE, ITEMS, warden, "made up")

    refused = told(clerk, asked, made.pk)

    assert 409 == refused.status_code
    assert "is no override on record" in refused.json()["title"]
    assert not Contact.objects.exists()
