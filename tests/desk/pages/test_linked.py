"""What a paper that came again says otherwise stands on the page of the first request."""

import pytest

from comity.desk.actions import facts, receive, seal
from comity.desk.hand import Hand
from comity.desk.models import Request
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import ICE, NYPD, account, received, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(clerk: Hand, ice: object) -> Request:
    """A request, and another paper under its number that says that the person consents."""
    made = requested(clerk, consents=False)
    again = received(consents=True)
    receive.receive(again, clerk, agency=NYPD, requester=ICE)
    return made


def page(first: Request, role: str) -> str:
    """The request's page, as a role sees it."""
    client = signed_in(account(role, f"example-reading-{role}"))
    client.post(f"/requests/{first.pk}/reason/", {"reason": "a made-up review"})
    return client.get(f"/requests/{first.pk}/").content.decode()


def test_each_fact_that_differs_is_shown_with_a_way_to_correct_it(first: Request) -> None:
    """What that paper says, what is known here, and the form; what is the same is not listed."""
    shown = page(first, "clerk")

    assert "that paper says otherwise:" in shown
    assert "<strong>yes</strong>" in shown
    assert "known here: no" in shown
    assert 1 == shown.count("known here:")
    assert f'<a class="usa-link" href="/requests/{first.pk}/facts/">Enter it' in shown


def test_entered_it_is_listed_no_more(first: Request, clerk: Hand) -> None:
    """A correction makes the two say the same."""
    facts.enter(first, ["person.consents=true"], clerk, based_on=1, reason="made up")
    shown = page(first, "clerk")

    assert "It came again as" in shown
    assert "says otherwise" not in shown


def test_who_may_not_open_it_sees_only_that_it_came(first: Request, supervisor: Hand) -> None:
    """An inspector, and everybody once the person is sealed."""
    inspector = page(first, "inspector")
    seal.seal(first.person, supervisor, "court-order")

    for shown in (inspector, page(first, "clerk")):
        assert "It came again as" in shown
        assert "says otherwise" not in shown
