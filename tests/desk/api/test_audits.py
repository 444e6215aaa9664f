"""The verification of the entries, asked for by a program."""

import pytest
from django.utils import timezone

from comity.desk import jobs
from comity.desk.hand import Hand
from comity.desk.models import Job
from tests.desk.api.test_api import Caller
from tests.desk.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector() -> Caller:
    """An inspector of the police with a token."""
    return Caller(Hand(account("inspector"), timezone.now()))


def test_a_verification_says_what_the_worker_found(inspector):
    """Once the worker has done it, it names the last entry and no fault."""
    number = inspector.post("/verifications", {}).json()["number"]
    waiting = inspector.get("/verifications/latest").json()

    jobs.work()

    done = inspector.get("/verifications/latest").json()
    assert (number, "waiting", None) == (waiting["number"], waiting["state"], waiting["last_hash"])
    assert ("done", [], 0) == (done["state"], done["faults"], done["more"])
    assert 64 == len(done["last_hash"])


def test_a_verification_that_is_open_is_not_asked_for_again(inspector):
    """Two calls under two keys are one job."""
    first = inspector.post("/verifications", {})
    other = inspector.post("/verifications", {}, key="example-key-2")

    assert first.json() == other.json()
    assert 1 == Job.objects.filter(kind="verify").count()


def test_a_simulation_is_no_verification(inspector):
    """Where nothing was verified yet there is nothing, whatever other jobs there are."""
    by = account("lawyer")
    Job.objects.create(kind="simulate", agency=by.agency, at=timezone.now(), by=by)

    missing = inspector.get("/verifications/latest")

    assert 404 == missing.status_code
    assert "application/problem+json" == missing["Content-Type"]


def test_only_an_inspector_asks_for_one(supervisor):
    """A supervisor's token is refused, and no job is made."""
    refused = Caller(supervisor).post("/verifications", {})

    assert 403 == refused.status_code
    assert not Job.objects.exists()
