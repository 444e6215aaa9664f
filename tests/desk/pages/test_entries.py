"""The entries, on their pages."""

import pytest

from comity.desk import jobs
from comity.desk.actions import receive
from comity.desk.models import Entry
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(db):
    return signed_in(account("inspector"))


@pytest.fixture
def made(clerk, ice):
    return receive.receive(received(), clerk, agency="us-ny-nyc/nypd", requester="us/ice")


def test_the_last_number_and_hash_are_shown(inspector, made):
    """An inspector can write them down, and hold them against what he is shown later."""
    last = Entry.objects.latest("number")

    page = inspector.get("/entries/").content.decode()

    assert last.hash in page


def test_verifying_is_done_by_the_worker_and_shown(inspector, made):
    """Everything that was recorded verifies, and the page says so."""
    inspector.post("/entries/verify/")
    waiting = inspector.get("/entries/").content.decode()
    jobs.work()
    done = inspector.get("/entries/").content.decode()

    assert "Waits for the worker." in waiting
    assert "Everything verifies" in done


def test_the_export_is_what_was_hashed(inspector, made):
    """Each line of the export has the bytes of its entry."""
    page = inspector.get("/entries/export/")

    lines = b"".join(page.streaming_content).splitlines()
    assert [bytes(one.body) for one in Entry.objects.order_by("number")][: len(lines)] == lines


def test_another_agencys_entries_are_not_shown(made):
    """The walls hold for entries about requests."""
    other = signed_in(account("inspector", "example-other", agency="us-ny-nyc/doc"))

    page = other.get(f"/entries/{made.pk}/")

    assert 404 == page.status_code
