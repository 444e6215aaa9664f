"""Court dates by command: only people on record, and told only where that was allowed."""

import pytest

from comity.desk.models import Appearance, Contact, Override
from tests.cli.desk import comity, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

CLERK = ("--as", "example-clerk")
HEAD = "docket,court,start,zone,status\n"


def feed(folder, *rows: str):
    file = folder / "feed.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return file


def hearing(docket: str, day: str) -> str:
    return f"{docket},Criminal Court,{day}T09:30,America/New_York,scheduled"


def test_a_feed_is_taken_in_for_people_on_record_alone(tmp_path):
    """The other rows of a court's calendar are not kept."""
    comity("court", "docket", received(), "EX-1", *CLERK)
    file = feed(tmp_path, hearing("EX-1", "2099-01-05"), hearing("EX-2", "2099-01-05"))
    run = comity("court", "read", file, *CLERK)

    assert "2 appearances read, 1 of people on record changed" in run.out
    assert 1 == Appearance.objects.count()


def test_a_date_that_moves_earlier_is_shouted(tmp_path):
    """It is the one that is missed."""
    comity("court", "docket", received(), "EX-1", *CLERK)
    comity("court", "read", feed(tmp_path, hearing("EX-1", "2099-01-05")), *CLERK)
    run = comity("court", "read", feed(tmp_path, hearing("EX-1", "2099-01-04")), *CLERK)

    assert "moved-earlier  EARLIER: look at it now" in run.out.replace(", 0 told", "")


def test_a_date_that_may_not_be_told_is_told_to_nobody(tmp_path):
    """New York City in 2026: the notice is refused."""
    request = received()
    comity("court", "docket", request, "EX-1", *CLERK)
    comity("court", "read", feed(tmp_path, hearing("EX-1", "2099-01-05")), *CLERK)
    run = comity("court", "notify", request, *CLERK)

    assert (2, False) == (run.code, Contact.objects.exists())
    assert "notify_court_date is must-not" in run.err


def test_a_date_is_told_under_an_override(tmp_path):
    """A named person's reason covers it, as on the page: every item of the notice, and no fewer."""
    request = received()
    comity("court", "docket", request, "EX-1", *CLERK)
    comity("court", "read", feed(tmp_path, hearing("EX-1", "2099-01-05")), *CLERK)
    supervisor = ("--to", "us/ice", "--as", "example-supervisor", "--reason", "made up")
    comity("override", request, "court_date", *supervisor)
    less = Override.objects.latest("pk").pk
    comity("override", request, "court_date", "identity", "custody", *supervisor)
    made = Override.objects.latest("pk")
    refused = comity("court", "notify", request, "--override", str(less), *CLERK)
    told = comity("court", "notify", request, "--override", str(made.pk), *CLERK)

    assert (2, True) == (refused.code, "custody" in refused.err)
    assert 0 == told.code, told.err
    assert made == Contact.objects.get().override


def test_an_override_that_there_is_not_is_refused(tmp_path):
    """And nothing is told."""
    request = received()
    comity("court", "docket", request, "EX-1", *CLERK)
    comity("court", "read", feed(tmp_path, hearing("EX-1", "2099-01-05")), *CLERK)
    run = comity("court", "notify", request, "--override", "99", *CLERK)

    assert (2, False) == (run.code, Contact.objects.exists())
    assert "there is no override 99" in run.err


def test_there_is_nothing_to_tell_before_a_hearing_is_known():
    """The refusal says what is missing."""
    assert "has 0 hearings on record" in comity("court", "notify", received(), *CLERK).err


def test_a_feed_with_a_fault_is_refused_whole(tmp_path):
    """Half a calendar looks like a whole one."""
    comity("court", "docket", received(), "EX-1", *CLERK)
    bad = feed(tmp_path, hearing("EX-1", "2099-01-05"), "EX-1,Court")

    assert 2 == comity("court", "read", bad, *CLERK).code
    assert not Appearance.objects.exists()
