"""Simulating at the desk."""

import gzip
import io
import json
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from comity.desk import counsel, jobs, simulations
from comity.desk.hand import Hand
from comity.desk.models import Job
from comity.simulate import Question, simulate
from tests.desk.pages.asking import ask, done, file, queries
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, requested
from tests.published import HEADER

pytestmark = pytest.mark.django_db

RECORDS = (
    HEADER + "\n"
    "1,2017-06-01,I247A,,BROOKLYN HOUSE OF DETENT.,,NEW YORK,Booked into Detention\n"
    "2,2013-01-02,I247D,,NO SUCH PLACE,NOWHERE,NEW YORK,\n"
)


@pytest.fixture
def clerk(clerk) -> Hand:
    """A clerk at work today, so that what comes in lies within the last year."""
    return Hand(clerk.by, timezone.now())


@pytest.fixture
def lawyers(lawyer) -> Client:
    return signed_in(lawyer.by)


@pytest.mark.parametrize("role", ["clerk", "supervisor", "administrator"])
def test_only_lawyers_and_inspectors_simulate(db, role):
    """Everybody else is refused the page and the asking."""
    client = signed_in(account(role))

    assert 403 == client.get("/simulate/").status_code
    assert 403 == client.post("/simulate/", {"source": "day"}).status_code


def test_a_simulation_waits_for_the_worker_and_is_shown(lawyers):
    """Asked on the page, done by the worker, shown with counts and a chart."""
    address = ask(lawyers)
    waiting = lawyers.get(address).content.decode()
    part = lawyers.get(f"{address}progress/").content.decode()
    jobs.work()
    page = lawyers.get(address).content.decode()

    assert "Waits for the worker." in waiting
    assert "every 2s" in part
    assert "200 rows, 200 answered." in page
    assert "every 2s" not in page
    assert "<svg" in page


def result():
    """What the one job found."""
    found = Job.objects.get().found
    assert found is not None
    return found


def test_the_counts_are_those_of_the_command(lawyers):
    """The page's result and `comity simulate` count the same of the demonstration day."""
    asked = counsel.law()
    path = simulations._examples() / "day.jsonl"

    done(lawyers)

    expected = simulate(Question(path), asked.law, asked.version)
    found = result()["answers"]
    assert sum(one.rows for one in expected.answers) == sum(one["rows"] for one in found)
    assert [one.rows for one in expected.answers] == [one["rows"] for one in found]


def test_another_days_law_shows_what_flips(lawyers):
    """Under the law of 2013 a hold that was forbidden in 2019 is answered otherwise, row by row."""
    page = done(lawyers, at="2013-07-16")

    assert "What differs" in page
    assert "day-0" in page
    assert result()["flipped"] > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("records.csv", RECORDS.encode()), ("records.csv.gz", gzip.compress(RECORDS.encode()))],
)
def test_published_records_are_answered_and_deleted(lawyers, name, content):
    """A record of a known place is answered, another is listed; the file is gone."""
    page = done(lawyers, source="file", file=file(content, name))

    assert "Without an agency: 1." in page
    assert "Beside what was recorded" in page
    assert b"" == bytes(Job.objects.get().data)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("records.exe", b"x", "A file of this kind is not taken"),
        ("records.parquet", b"not parquet", "this file is not what its name says"),
        ("records.csv.gz", b"not gzip", "this file is not what its name says"),
    ],
)
def test_a_file_that_is_no_history_is_refused(lawyers, name, content, says):
    """What cannot be a history is refused beside its field, and no job is made."""
    page = lawyers.post("/simulate/", {"source": "file", "file": file(content, name)})

    assert says in page.content.decode()
    assert not Job.objects.exists()


def test_a_row_that_cannot_be_used_ends_it_with_its_line(lawyers):
    """Nothing is counted, and the page says which line of the file it was."""
    wrong = RECORDS.replace("2013-01-02", "soon")

    page = done(lawyers, source="file", file=file(wrong))

    assert "Nothing was counted" in page
    assert "records.csv:3" in page


def test_a_wrong_assumption_is_named(lawyers):
    """An unknown fact is refused before anything waits for the worker."""
    page = lawyers.post("/simulate/", {"source": "day", "assume": "person.shoe_size=44"})

    assert "shoe_size" in page.content.decode()
    assert not Job.objects.exists()


def test_assumptions_stand_beside_the_result(lawyers):
    """What was assumed is shown with the counts."""
    page = done(lawyers, assume="person.watchlist_match=false\nrequest.instruments=[]")

    assert "<code>person.watchlist_match=false</code>" in page


def test_an_inspector_tries_neither_requests_nor_rules(db):
    """The inspector's page has no such choice, and a forged one is refused."""
    client = signed_in(account("inspector"))

    page = client.get("/simulate/").content.decode()
    forged = client.post("/simulate/", {"source": "requests", "at": "2013-07-16"})

    assert 'value="requests"' not in page
    assert 'name="section"' not in page
    assert 200 == forged.status_code
    assert not Job.objects.exists()


def test_another_agencys_simulations_are_not_found(lawyers):
    """The walls hold for results and for their tables."""
    address = ask(lawyers)
    jobs.work()
    other = signed_in(account("lawyer", "example-other", agency="us-ny-nyc/doc"))

    parts = ("", "progress/", "download/")
    assert [404] * 3 == [other.get(address + part).status_code for part in parts]
    assert address not in other.get("/simulate/").content.decode()


def test_the_tables_can_be_taken_away(lawyers):
    """The archive has each table as CSV and as Parquet, with the question and the law's hash."""
    address = ask(lawyers, at="2013-07-16")
    jobs.work()

    page = lawyers.get(f"{address}download/")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(page.streaming_content)))
    names = {f"{name}.{kind}" for name in ("answers", "rows", "without-agency", "flips")
             for kind in ("csv", "parquet")}  # fmt: skip
    assert names | {"question.json", "read-me.txt"} == set(archive.namelist())
    asked = json.loads(archive.read("question.json"))
    assert "2013-07-16" == asked["at"]
    assert all(one["hash"] for one in asked["law"])
    assert archive.read("flips.csv").count(b"\n") > 1


def test_nothing_can_be_taken_away_before_it_is_done(lawyers):
    """A simulation that waits has no tables yet."""
    address = ask(lawyers)

    assert 404 == lawyers.get(f"{address}download/").status_code


def test_no_more_than_five_wait(lawyers):
    """The sixth is refused until one is done."""
    for day in range(1, 6):
        ask(lawyers, at=f"2017-06-0{day}")

    page = lawyers.post("/simulate/", {"source": "day", "at": "2017-06-06"})

    assert "Five simulations wait already" in page.content.decode()
    assert 5 == Job.objects.count()


def test_the_pages_need_as_many_queries_for_a_long_result_as_for_a_short_one(lawyers, clerk, ice):
    """Neither rows that flip nor simulations in the list cost a query each."""
    requested(clerk)
    short = ask(lawyers, source="requests", at="2013-07-16")
    jobs.work()
    lists, results = [queries(lawyers, "/simulate/")], [queries(lawyers, short)]
    long = ask(lawyers, at="2013-07-16")
    jobs.work()

    lists.append(queries(lawyers, "/simulate/"))
    results.append(queries(lawyers, long))

    assert lists[0] == lists[1]
    assert results[0] == results[1]
