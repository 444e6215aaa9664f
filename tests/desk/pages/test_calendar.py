"""The court calendar, its files and its feeds."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.desk.actions import court_date, receive
from comity.desk.models import Appearance as Row
from comity.desk.models import AppearanceVersion, Entry, FeedToken
from comity.model.appearance import Appearance
from tests.desk.conftest import NOW
from tests.desk.pages.queries import queries
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The pages are opened on the day of the records."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()


@pytest.fixture
def asked(clerk, ice):
    """A request whose person has a hearing on 21 June at 10 in New York."""
    made = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    start = NOW + timedelta(days=20)
    court_date.enter(made.person, Appearance("EX-9", "EX-9", "Example Court", "4", start), clerk)
    return made


def text(client: Client, where: str) -> str:
    page = client.get(where)
    assert 200 == page.status_code
    return page.content.decode()


def feed_of(client: Client) -> str:
    """The path of a new feed, as the page shows it once."""
    client.post("/calendar/tokens/", {"called": "front desk", "count": 0})
    page = text(client, "/calendar/tokens/")
    return page.split("http://localhost")[1].split("<")[0]


def csv(*rows: str) -> SimpleUploadedFile:
    body = "\n".join(["docket,court,room,start,status,zone", *rows, ""])
    return SimpleUploadedFile("court.csv", body.encode(), "text/csv")


def test_a_day_shows_its_hearings_by_the_agencys_clock(asked, clerk):
    """The hour is New York's; the docket leads to the request, and no name is there."""
    page = text(signed_in(clerk.by), "/calendar/?on=2017-06-21")

    assert "10:00" in page
    assert "EX-9" in page
    assert f'href="/requests/{asked.pk}/"' in page


def test_a_week_begins_on_monday(asked, clerk):
    """Any day of the week shows the whole of it."""
    page = text(signed_in(clerk.by), "/calendar/?on=2017-06-25&view=week")

    assert "Monday, 19 June 2017" in page
    assert "Sunday, 25 June 2017" in page
    assert "EX-9" in page


def test_a_day_that_is_none_shows_today(asked, clerk):
    """What is no date shows today, and is no error."""
    page = text(signed_in(clerk.by), "/calendar/?on=2017-02-31&view=year")

    assert "Thursday, 1 June 2017" in page


def test_an_inspector_sees_that_there_is_a_hearing_and_no_docket(asked):
    """The docket is sealed for who only reads."""
    page = text(signed_in(account("inspector")), "/calendar/?on=2017-06-21")

    assert "sealed" in page
    assert "EX-9" not in page


def test_another_agency_sees_no_hearing(asked):
    """A hearing of somebody whom no request of the agency names is not in its calendar."""
    other = signed_in(account("clerk", "example-other", agency="us-ny-nyc/doc"))

    assert "EX-9" not in text(other, "/calendar/?on=2017-06-21")
    assert 404 == other.get(f"/requests/{asked.pk}/hearings/new/").status_code


def test_the_reading_of_the_list_is_written_down_once(asked, clerk):
    """Dockets were shown, so the entries say so; a second look soon after adds none."""
    client = signed_in(clerk.by)

    text(client, "/calendar/")
    text(client, "/calendar/")

    assert 1 == Entry.objects.filter(kind="read").count()


def test_a_hearing_is_entered_by_hand_once(asked, clerk):
    """Pressed twice, a hearing is one; the hour typed is New York's."""
    client, where = signed_in(clerk.by), f"/requests/{asked.pk}/hearings/new/"
    form = {"docket": "EX-10", "court": "Example Court", "start": "2017-07-04T09:30"}

    client.post(where, form)
    done = client.post(where, form)

    assert "/calendar/?on=2017-07-04&view=day" == done["Location"]
    assert 2 == AppearanceVersion.objects.count()
    start = datetime(2017, 7, 4, 13, 30, tzinfo=UTC)
    assert start == Row.objects.latest("pk").start


def test_a_docket_of_somebody_else_is_refused(asked, clerk):
    """One docket is one person's; the page says so and keeps what was typed."""
    other = receive.receive(
        received("case-b", event="EX-2"), clerk, agency=NYPD, requester="us/ice"
    )
    form = {"docket": "EX-9", "court": "Example Court", "start": "2017-07-04T09:30"}

    page = signed_in(clerk.by).post(f"/requests/{other.pk}/hearings/new/", form).content.decode()

    assert "this docket is on record for another person" in page
    assert 'value="EX-9"' in page


def test_a_file_shows_what_it_changed_and_how_much_it_ignored(asked, clerk):
    """A date moved earlier is flagged; what is about nobody on record is counted and not kept."""
    client = signed_in(clerk.by)
    file = csv(
        "EX-9,Example Court,4,2017-06-12T09:30,scheduled,America/New_York",
        "ZZ-1,Example Court,4,2017-06-12T09:30,scheduled,America/New_York",
    )

    done = client.post("/calendar/import/", {"file": file})

    assert 302 == done.status_code
    page = text(client, "/calendar/import/")
    assert "2 hearings read." in page
    assert "1 was ignored" in page
    assert "moved to an earlier hour: look at it now" in page
    assert "ZZ-1" not in page
    assert 1 == Row.objects.count()


def test_a_file_that_cannot_be_read_changes_nothing(asked, clerk):
    """Half a calendar looks like a whole one: a bad row refuses the file, and the page says so."""
    file = csv("EX-9,Example Court,4,someday,scheduled,America/New_York")

    page = signed_in(clerk.by).post("/calendar/import/", {"file": file}).content.decode()

    assert "someday" in page
    assert 1 == AppearanceVersion.objects.count()


def test_a_file_of_another_kind_is_refused(asked, clerk):
    """Only what a court's feed comes as is read."""
    file = SimpleUploadedFile("court.exe", b"MZ", "application/octet-stream")

    page = signed_in(clerk.by).post("/calendar/import/", {"file": file}).content.decode()

    assert "This is no CSV, .ics or XML file." in page


def test_a_feed_has_dockets_and_no_names(asked, clerk):
    """A calendar program that is not signed in reads the dates; an independent one parses them."""
    path = feed_of(signed_in(clerk.by))

    answer = Client(HTTP_HOST="localhost").get(path)

    event = vobject.readOne(answer.content.decode()).vevent
    assert ("EX-9", "Example Court, 4") == (event.summary.value, event.location.value)
    assert "2017-06-21T14:00:00+00:00" == event.dtstart.value.isoformat()
    assert "no-store" == answer["Cache-Control"]


def test_a_token_is_shown_once_and_kept_as_a_hash(asked, clerk):
    """The second look at the page has no address any more, and the database never had it."""
    client = signed_in(clerk.by)
    token = feed_of(client).rpartition("/")[2].removesuffix(".ics")

    assert token not in text(client, "/calendar/tokens/")
    assert token not in FeedToken.objects.get().hashed


def test_a_feed_that_was_closed_opens_nothing(asked, clerk):
    """A token is taken back by its owner, at once and for good."""
    client = signed_in(clerk.by)
    path = feed_of(client)

    client.post(f"/calendar/tokens/{FeedToken.objects.get().pk}/close/")

    assert 404 == Client(HTTP_HOST="localhost").get(path).status_code


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"agency": "us-ny-nyc/doc"}, {"role": "administrator"}]
)
def test_a_feed_ends_with_its_account(asked, clerk, change):
    """An account that is closed, moved or of another role has no feed any more."""
    path = feed_of(signed_in(clerk.by))
    for name, value in change.items():
        setattr(clerk.by, name, value)
    clerk.by.save()

    assert 404 == Client(HTTP_HOST="localhost").get(path).status_code


def test_the_readings_of_a_feed_are_written_down_and_limited(asked, clerk):
    """One entry a quarter of an hour; more than 30 readings an hour are refused."""
    path, reader = feed_of(signed_in(clerk.by)), Client(HTTP_HOST="localhost")

    codes = [reader.get(path).status_code for _ in range(32)]

    assert [200] * 30 + [429] * 2 == codes
    pages = [str(bytes(one.body)) for one in Entry.objects.filter(kind="read")]
    assert 1 == sum("calendar-feed" in one for one in pages)


def test_wrong_addresses_are_limited(db):
    """Whoever tries addresses is stopped after twenty."""
    reader = Client(HTTP_HOST="localhost")

    codes = {reader.get(f"/calendar/feed/wrong{n}.ics").status_code for n in range(20)}

    assert {404} == codes
    assert 429 == reader.get("/calendar/feed/wrong.ics").status_code


def test_wrong_addresses_shut_nobody_else_out(asked, clerk):
    """Behind one proxy many readers have one address; a right token is read all the same."""
    path, reader = feed_of(signed_in(clerk.by)), Client(HTTP_HOST="localhost")
    for number in range(21):
        reader.get(f"/calendar/feed/wrong{number}.ics")

    assert 200 == reader.get(path).status_code


def test_nobody_closes_a_feed_of_somebody_else(asked, clerk, supervisor):
    """A feed is its owner's to close."""
    feed_of(signed_in(clerk.by))

    done = signed_in(supervisor.by).post(f"/calendar/tokens/{FeedToken.objects.get().pk}/close/")

    assert 404 == done.status_code


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_who_changes_nothing_enters_no_hearing(asked, role):
    """Inspector and administrator are refused each form of the calendar."""
    client = signed_in(account(role))

    answers = [
        client.post(f"/requests/{asked.pk}/hearings/new/", {}).status_code,
        client.post("/calendar/import/", {}).status_code,
        client.post("/calendar/tokens/", {}).status_code,
    ]

    assert [403, 403, 403] == answers


def test_a_day_needs_as_many_queries_with_many_hearings_as_with_one(asked, clerk):
    """However many hearings a day has, its page asks the database as often."""
    client = signed_in(clerk.by)
    one = queries(client, "/calendar/?on=2017-06-21")
    for number in range(3):
        other = receive.receive(
            received(event=f"EX-Q{number}"), clerk, agency=NYPD, requester="us/ice"
        )
        start = NOW + timedelta(days=20, hours=number)
        shown = Appearance(f"Q{number}", f"Q{number}", "Example Court", None, start)
        court_date.enter(other.person, shown, clerk)

    assert one == queries(client, "/calendar/?on=2017-06-21")
