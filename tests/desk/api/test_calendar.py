"""The court calendar and the letters owed, by a program."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.desk.hand import Hand
from comity.desk.models import Entry
from tests.desk import sample_records
from tests.desk.api.test_api import Caller
from tests.desk.people import DOCKET, account, hearing_of, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(clerk) -> Hand:
    """The clerk at work today."""
    return Hand(clerk.by, timezone.now())


def test_a_week_has_the_hearings_of_its_days(today, ice):
    """A hearing stands in its week with its docket, and reading the list is recorded once."""
    start = today.at + timedelta(days=20)
    found = requested(today)
    hearing_of(found, start, today)
    caller = Caller(today)
    on = start.date().isoformat()

    week = caller.get(f"/hearings?view=week&on={on}").json()
    other = caller.get("/hearings?view=week&on=2001-01-01").json()

    assert [(DOCKET, [found.pk])] == [(one["docket"], one["requests"]) for one in week["hearings"]]
    assert [] == other["hearings"]
    assert 1 == Entry.objects.filter(kind="read", request=None).count()


def test_an_inspector_sees_hours_and_no_dockets(today, ice):
    """What is sealed stays shut for who may not open it."""
    start = today.at + timedelta(days=20)
    hearing_of(requested(today), start, today)
    caller = Caller(Hand(account("inspector"), today.at))

    found = caller.get(f"/hearings?view=week&on={start.date()}").json()["hearings"]

    assert [None] == [one["docket"] for one in found]


def test_a_courts_file_moves_a_hearing_on_record(today, ice):
    """What the file shows of people on record changes; the same call again changes nothing."""
    start = today.at + timedelta(days=20)
    hearing_of(requested(today), start, today)
    later = (start + timedelta(days=1)).strftime("%Y%m%dT%H%M%SZ")
    file = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:1@court.example\r\nDTSTAMP:{later}\r\nDTSTART:{later}\r\nSEQUENCE:1\r\n"
        f"SUMMARY:{DOCKET}\r\nLOCATION:Example Court\\, 4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    given = {"name": "court.ics", "file": base64.b64encode(file.encode()).decode()}
    caller = Caller(today)

    first = caller.post("/court-files", given)
    again = caller.post("/court-files", given)

    assert 201 == first.status_code, first.content
    assert 1 == first.json()["seen"]
    assert first.json() == again.json()


def test_a_file_of_another_kind_is_refused(today):
    """The same check as on the page, at its field."""
    refused = Caller(today).post("/court-files", {"name": "a.exe", "file": "QQ=="})

    assert (422, "file") == (refused.status_code, refused.json()["field"])


def test_a_letter_that_was_written_is_told_as_written(ice):
    """At the agency whose law owes it the letter is listed, and comes as a PDF with a reason."""
    number = sample_records.letter()
    caller = Caller(Hand(account("clerk", "example-two", sample_records.JAIL), timezone.now()))
    (request,) = [one["number"] for one in caller.get("/requests").json()["items"]]

    owed = caller.get(f"/requests/{request}/letters").json()
    letter = caller.get(f"/letters/{number}", Reason="made up")

    assert any(one["written"] for one in owed)
    assert letter.content.startswith(b"%PDF")
