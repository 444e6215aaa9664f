"""A lawyer tries another law on the requests of the last year."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.desk import counsel, trial
from comity.desk.actions import seal
from comity.desk.hand import Hand
from comity.desk.models import Entry, Job, LawChange
from comity.law.read import shipped
from tests.desk.pages.asking import done, file
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import NYPD, account, requested

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 6, 1, 16, tzinfo=UTC)
SECTION = "us-ny-nyc/14-154"
TEXT = (shipped() / f"{SECTION}.md").read_text(encoding="utf-8")


@pytest.fixture
def clerk(clerk) -> Hand:
    """A clerk at work today, so that what comes in lies within the last year."""
    return Hand(clerk.by, timezone.now())


@pytest.fixture
def lawyers(lawyer) -> Client:
    return signed_in(lawyer.by)


def changed(old: str, new: str) -> SimpleUploadedFile:
    """The section of the police with one thing changed."""
    assert old in TEXT
    return file(TEXT.replace(old, new), "14-154.md")


def test_a_changed_rule_is_tried_on_the_last_years_requests(lawyers, clerk, ice):
    """Were the ban contested, the request of case A would go to a person; it is named."""
    made = requested(clerk)
    Job.objects.all().delete()
    entries, law = Entry.objects.count(), LawChange.objects.count()

    page = done(lawyers, source="requests", section=SECTION, page=with_a_doubt())

    assert "1 row, 1 answered." in page
    assert f'<a href="/requests/{made.pk}/">{made.number}</a>' in page
    assert "must not (a person decides)" in page
    assert (entries, law) == (Entry.objects.count(), LawChange.objects.count())


def with_a_doubt() -> SimpleUploadedFile:
    """The ban on holding is contested, so that a person decides."""
    old = "id: no-hold\nin_force: 2013-07-16..\nforbid: hold\nwhen: civil_detainer\n"
    return changed(old, old + 'contested:\n  why: "A made-up doubt."\n')


def test_a_faulty_page_is_refused_with_its_line(lawyers):
    """A name that there is not is a fault of the page, shown with the line."""
    page = done(lawyers, section=SECTION, page=changed("c.added_by_rule", "c.added_by_nobody"))

    assert "The page of law has 1 fault" in page
    assert "14-154.md:" in page


def test_a_page_that_cannot_be_read_makes_no_job(lawyers):
    """Without front matter it is no page of law; the form says so at once."""
    given = {"source": "day", "section": SECTION, "page": file("# Nothing", "14-154.md")}

    page = lawyers.post("/simulate/", given)

    assert "14-154.md:1" in page.content.decode()
    assert not Job.objects.exists()


def test_a_page_that_is_tried_never_becomes_law(lawyers):
    """The law of the desk is the same object with the same hash after a trial."""
    before = counsel.version(NYPD, NOON).hash

    done(lawyers, section=SECTION, page=with_a_doubt())

    assert before == counsel.version(NYPD, NOON).hash
    asked, faults = trial.tried(SECTION, TEXT)
    assert [] == faults
    assert before == asked.version_on(NYPD, NOON.date()).hash


def test_what_is_sealed_is_counted_and_not_read(lawyers, clerk, supervisor, ice):
    """A sealed person's request is left out, and the page says how many there were."""
    made = requested(clerk)
    seal.seal(made.person, supervisor, "court-order")

    page = done(lawyers, source="requests", at="2013-07-16")

    assert "Sealed, not read: 1." in page
    assert f">{made.number}<" not in page


def test_another_agencys_requests_are_not_counted(clerk, ice):
    """A lawyer of correction simulates the requests of correction only: there is none."""
    requested(clerk)
    other = signed_in(account("lawyer", "example-other", agency="us-ny-nyc/doc"))

    page = done(other, source="requests", at="2013-07-16")

    assert "0 rows, 0 answered." in page
