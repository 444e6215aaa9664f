"""Simulations asked for by a program."""

import base64
import io
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from comity.desk import counsel, jobs
from comity.desk.hand import Hand
from comity.desk.models import Job
from tests.desk.api.test_api import Caller
from tests.desk.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyers(lawyer) -> Caller:
    """A lawyer of the police with a token."""
    return Caller(lawyer)


def test_a_simulation_is_asked_for_done_and_taken_away(lawyers):
    """Asked for, done by the worker, counted, and there as files."""
    number = lawyers.post("/simulations", {"source": "day", "at": "2013-07-16"}).json()["number"]
    early = lawyers.get(f"/simulations/{number}/result").status_code
    jobs.work()

    state = lawyers.get(f"/simulations/{number}").json()
    result = lawyers.get(f"/simulations/{number}/result").json()
    files = b"".join(lawyers.get(f"/simulations/{number}/files").streaming_content)

    assert (404, "done") == (early, state["state"])
    assert (200, 195) == (result["counts"]["rows"], result["counts"]["answered"])
    assert result["flips"]
    assert "answers.csv" in zipfile.ZipFile(io.BytesIO(files)).namelist()


def test_a_changed_page_that_cannot_be_read_is_refused(lawyers):
    """The page's own check says why, and no job is made."""
    refused = lawyers.post(
        "/simulations", {"source": "day", "section": "us-ny-nyc/14-154", "page": "# Nothing"}
    )

    assert 422 == refused.status_code
    assert "page" == refused.json()["field"]
    assert not Job.objects.exists()


def test_a_changed_page_is_tried(lawyers):
    """The page as it is, sent as text, is read and tried."""
    page = counsel.law().law.packs["us-ny-nyc"].page("14-154")
    assert page is not None
    text = Path(page.place.file).read_text(encoding="utf-8")

    made = lawyers.post(
        "/simulations", {"source": "day", "section": "us-ny-nyc/14-154", "page": text}
    )
    jobs.work()

    assert 201 == made.status_code
    assert [] == lawyers.get(f"/simulations/{made.json()['number']}/result").json()["faults"]


def test_a_file_is_what_its_name_says(lawyers):
    """A Parquet file that is none is refused at its field."""
    data = base64.b64encode(b"nothing").decode()

    refused = lawyers.post("/simulations", {"source": "file", "name": "a.parquet", "file": data})

    assert (422, "file") == (refused.status_code, refused.json()["field"])


def test_an_inspector_tries_no_other_law():
    """What only a lawyer asks is refused to an inspector."""
    inspector = Caller(Hand(account("inspector"), timezone.now()))

    refused = inspector.post("/simulations", {"source": "day", "section": "us-ny-nyc/14-154"})
    own = inspector.post("/simulations", {"source": "requests"}, key="example-key-2")

    assert (422, 422) == (refused.status_code, own.status_code)


def test_the_sixth_waits_until_one_is_done(lawyers):
    """Five may wait, on the pages and here."""
    days = [f"2013-07-{day}" for day in range(16, 22)]

    codes = [
        lawyers.post("/simulations", {"source": "day", "at": day}, key=f"example-{day}").status_code
        for day in days
    ]

    assert [201] * 5 + [409] == codes


def test_another_agency_finds_nothing(lawyers):
    """A simulation is read within the walls of the agency that asked."""
    number = lawyers.post("/simulations", {"source": "day"}).json()["number"]
    other = Caller(Hand(account("lawyer", "example-x", "us-ny-nyc/doc"), timezone.now()))

    assert 404 == other.get(f"/simulations/{number}").status_code
    assert [] == other.get("/simulations").json()["items"]
