"""A warrant check, read and worked on by a program."""

import pytest
from django.utils import timezone

from comity.desk.hand import Hand
from comity.desk.models import WarrantNote
from tests.desk import sample_records
from tests.desk.api.test_api import Caller
from tests.desk.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(clerk, lawyer, ice, county) -> int:
    """A warrant check that was signed and asked about once."""
    number: int = sample_records.make(clerk.by, lawyer.by, clerk.at)["check"]
    return number


def test_the_control_agency_is_not_told_before_its_time(check, clerk):
    """After one question it is not due, and nothing is entered."""
    refused = Caller(clerk).post(f"/warrant-checks/{check}/control-agency", {})

    assert 409 == refused.status_code
    assert not WarrantNote.objects.exists()


def test_an_inspector_says_why_he_reads_a_check(check):
    """Without a reason it stays shut, as on its page."""
    caller = Caller(Hand(account("inspector"), timezone.now()))

    bare = caller.get(f"/warrant-checks/{check}")
    told = caller.get(f"/warrant-checks/{check}", Reason="a made-up reason")

    assert (422, 200) == (bare.status_code, told.status_code)
