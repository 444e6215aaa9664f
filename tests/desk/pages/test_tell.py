"""Replies and notices: what they tell stands item by item before they go."""

import pytest

from comity.desk.actions import override
from comity.desk.models import Channel, Contact, Delivery, Request
from tests.desk.pages.sign_in import signed_in
from tests.desk.pages.typed import filled
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(clerk, ice) -> Request:
    """Case A, decided by the law of today, by which a message may leave."""
    request = requested(clerk)
    client = signed_in(clerk.by)
    client.post(f"/requests/{request.pk}/decide/", {"seen": "1"})
    return Request.objects.get(pk=request.pk)


def test_a_reply_goes_once(clerk, made):
    """It tells nothing of the person, needs no signature, and two clicks are one message."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{made.pk}/tell/?kind=reply")

    answers = [client.post(f"/requests/{made.pk}/tell/", typed).status_code for _n in range(2)]

    assert [302, 302] == answers
    assert ["answer"] == [*Contact.objects.get().items.values_list("name", flat=True)]
    assert ["queued"] == [*Delivery.objects.values_list("state", flat=True)]
    assert "waiting to be sent" in client.get(f"/requests/{made.pk}/").content.decode()


def test_what_a_notice_tells_beside_it_is_shown_before_it_goes(clerk, made):
    """A notice of release tells of the custody too, and each item has the rule's word."""
    page = signed_in(clerk.by).get(f"/requests/{made.pk}/tell/?kind=release-notice")

    text = page.content.decode()
    assert "that the person is in custody" in text
    assert "told beside it" in text
    assert "tell of the release: must not" in text


def test_a_forbidden_notice_does_not_leave(clerk, made):
    """The refusal names each item, what was typed stays, and no row is left."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{made.pk}/tell/?kind=release-notice") | {"body": "made up"}

    page = client.post(f"/requests/{made.pk}/tell/", typed).content.decode()

    assert "release: notify_release is must-not" in page
    assert "made up" in page
    assert 0 == Contact.objects.count()


def test_an_override_opens_the_way_and_is_named(clerk, supervisor, made):
    """By an override of every item it goes, and the request's page says whose it was."""
    items = ["release", "identity", "custody"]
    row = override.override(made, "us/ice", items, supervisor, "a made-up reason")
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{made.pk}/tell/?kind=release-notice")

    client.post(f"/requests/{made.pk}/tell/", typed | {"body": "x", "override": str(row.pk)})

    assert row.pk == Contact.objects.get().override_id
    page = client.get(f"/requests/{made.pk}/").content.decode()
    assert "By an override of example-supervisor" in page


def test_court_dates_and_warrants_are_not_told_here(clerk, made):
    """They have pages of their own."""
    client = signed_in(clerk.by)

    for kind in ("court-date-notice", "warrant-inquiry", "cancellation", "nonsense"):
        assert 404 == client.get(f"/requests/{made.pk}/tell/?kind={kind}").status_code


def test_an_inspector_tells_nothing(made):
    """The page is not his."""
    assert 403 == signed_in(account("inspector")).get(f"/requests/{made.pk}/tell/").status_code


def test_who_tells_chooses_among_the_channels_that_are_open(clerk, ice, made):
    """With two open the form asks by which; the message goes by that one alone."""
    Channel.objects.create(agency=ice, kind="smtp", to="desk@ice.example")
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{made.pk}/tell/?kind=reply")

    assert "webhook" == typed["by"]
    client.post(f"/requests/{made.pk}/tell/", typed | {"by": "smtp"})

    assert ["smtp"] == [*Delivery.objects.values_list("channel__kind", flat=True)]
