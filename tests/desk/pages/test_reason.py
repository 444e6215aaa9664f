"""Why a record is read: asked of those who do not handle it, and kept with the reading."""

import json

import pytest

from comity.desk import ledger
from comity.desk.actions import reading, seal
from comity.desk.models import Entry
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["inspector", "lawyer"])
def test_who_does_not_handle_a_request_says_why_first(clerk, ice, role):
    """The page asks, goes on to what was wanted, and the reason stands in the entry."""
    made = requested(clerk)
    client = signed_in(account(role))

    asked = client.get(f"/requests/{made.pk}/")
    gone_on = client.post(asked["Location"], {"reason": "a made-up review"})
    client.get(gone_on["Location"])

    assert f"/requests/{made.pk}/" == gone_on["Location"]
    read = Entry.objects.get(kind="read")
    assert {"by", "page", "request"} == {*public(read)}
    assert {"reason": "a made-up review"} == ledger.private_of(read)[1]
    assert "a made-up review" not in bytes(read.body).decode()


def public(entry):
    return json.loads(bytes(entry.body))["public"]


def test_a_clerk_reads_in_the_timeline_why_it_was_read(clerk, ice):
    """The reason is opened with the person's key, and stands beside the reading."""
    made = requested(clerk)
    reading.write_down(made, "request", "a made-up review", clerk)

    page = signed_in(clerk.by).get(f"/requests/{made.pk}/").content.decode()

    assert "a made-up review" in page


def test_of_a_sealed_person_no_words_are_kept(clerk, supervisor, ice):
    """There is no key left to keep them under, so the entry says that a reason was given."""
    made = requested(clerk)
    seal.seal(made.person, supervisor, "court-order")

    read = reading.write_down(made, "request", "a made-up review", clerk)

    assert (True, None) == (public(read)["reason_given"], read.sealed)
    assert "a made-up review" not in bytes(read.body).decode()


def test_without_a_reason_nothing_opens(clerk, ice):
    """An empty reason is none."""
    made = requested(clerk)
    client = signed_in(account("inspector"))

    page = client.post(f"/requests/{made.pk}/reason/?next=/requests/{made.pk}/", {"reason": " "})

    assert 200 == page.status_code
    assert not Entry.objects.filter(kind="read").exists()


def test_a_reason_opens_nothing_beyond_the_walls_and_leads_nowhere_else(clerk, ice):
    """Another agency finds no such request, and an address outside the desk is not followed."""
    made = requested(clerk)
    other = signed_in(account("inspector", "example-other", agency="us-ny-nyc/doc"))
    own = signed_in(account("inspector"))
    address = f"/requests/{made.pk}/reason/?next=https://elsewhere.example/"

    assert 404 == other.get(address).status_code
    assert "/" == own.post(address, {"reason": "a made-up review"})["Location"]
