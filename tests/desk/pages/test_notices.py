"""The pages of notices, dead letters, court dates that are told, and letters to the person."""

from datetime import timedelta

import pytest
from django.test import Client

from comity.act.channels.message import Receipt as Sent
from comity.desk import worker
from comity.desk.actions import court_date, override, receive, sign, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Account, Agency, Channel, Contact, Delivery, Entry, Notice, Receipt
from comity.desk.models import Request as RequestRow
from comity.model.appearance import Appearance
from tests.desk.conftest import NOW
from tests.desk.pages.queries import queries
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"
ACTS = ["notify_court_date", "share_information"]


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The pages are opened on the day of the records, under the law of that day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def asked(clerk, ice) -> RequestRow:
    """Case A with a hearing to come."""
    made = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    start = NOW + timedelta(days=20)
    court_date.enter(made.person, Appearance("EX-9", "EX-9", "Example Court", "4", start), clerk)
    return made


@pytest.fixture
def told(asked, lawyer, clerk) -> Contact:
    """The court date, told over a lawyer's signature."""
    sign.sign(asked.decisions.get(), lawyer, ACTS, "a made-up reason")
    signed_in(clerk.by).post(address(asked), {"step": "tell", "hearing": hearing(asked)})
    return Contact.objects.get()


@pytest.fixture
def dead(told) -> Delivery:
    """The same, refused by its receiver for good."""
    worker.work(lambda message, delivery: Sent("permanent", "550", "no such address"), lambda: NOW)
    return Delivery.objects.get()


def address(asked: RequestRow) -> str:
    return f"/requests/{asked.pk}/notices/tell/"


def hearing(asked: RequestRow) -> int:
    return asked.person.appearances.get().pk


def text(client: Client, where: str) -> str:
    page = client.get(where)
    assert 200 == page.status_code
    return page.content.decode()


def test_what_a_notice_would_tell_is_shown_before_it_is_told(asked, clerk):
    """Without a signature the items stand there with the law's answer, and there is no button."""
    page = text(signed_in(clerk.by), address(asked))

    assert "when and where the person is due in court" in page
    assert "It may not be sent" in page
    assert 'name="hearing"' not in page
    assert "EX-9" in page


def test_a_forged_post_tells_nothing(asked, clerk):
    """What is not signed is refused by the act itself, and the page says why."""
    page = signed_in(clerk.by).post(address(asked), {"step": "tell", "hearing": hearing(asked)})

    assert "Nothing was done" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_court_date_is_told_by_an_override(asked, supervisor, clerk):
    """Where somebody overrode the law for every item, the page says by whom, and tells it so."""
    items = ["court_date", "identity", "custody"]
    made = override.override(asked, "us/ice", items, supervisor, "a made-up reason")
    client = signed_in(clerk.by)

    page = text(client, address(asked))
    client.post(address(asked), {"step": "tell", "hearing": hearing(asked)})

    assert f"by override {made.pk} of example-supervisor." in page
    assert made == Contact.objects.get().override


def test_an_override_of_some_items_tells_no_court_date(asked, supervisor, clerk):
    """One item that stays closed keeps back the whole notice."""
    override.override(asked, "us/ice", ["court_date"], supervisor, "a made-up reason")

    page = text(signed_in(clerk.by), address(asked))

    assert "It may not be sent" in page


def test_a_court_date_is_told_once(told, asked, clerk):
    """Pressed twice, the notice is one contact with one delivery."""
    again = signed_in(clerk.by).post(address(asked), {"step": "tell", "hearing": hearing(asked)})

    assert (302, 1, 1) == (
        again.status_code,
        Contact.objects.count(),
        Delivery.objects.count(),
    )


def test_what_was_told_is_taken_back(told, asked, clerk):
    """Taking back ends the notice; pressed twice, it is taken back once."""
    client = signed_in(clerk.by)

    client.post(address(asked), {"step": "back"})
    client.post(address(asked), {"step": "back"})

    assert ["withdrawn"] == [*Notice.objects.values_list("state", flat=True)]


def test_the_list_says_what_became_of_each(told, clerk):
    """A message that waits is said to wait."""
    page = text(signed_in(clerk.by), "/notices/")

    assert "waiting to be sent" in page
    assert "Could not be delivered" not in page


def test_a_dead_letter_stands_on_top_with_what_was_said(dead, clerk):
    """What was refused is shown with the receiver's own words; a clerk cannot send it again."""
    page = text(signed_in(clerk.by), "/notices/")

    assert "Could not be delivered" in page
    assert "no such address" in page
    assert "Send again" not in page


def test_a_supervisor_sends_a_dead_letter_again(dead, supervisor):
    """Put back in the queue it is sent once more; pressed twice, it is queued once."""
    client = signed_in(supervisor.by)
    assert "Send again" in text(client, "/notices/")

    client.post(f"/deliveries/{dead.pk}/retry/")
    client.post(f"/deliveries/{dead.pk}/retry/")

    dead.refresh_from_db()
    assert ("queued", 1) == (dead.state, dead.tries)
    assert 1 == Entry.objects.filter(kind="delivery").count()


def test_a_dead_letter_whose_decision_ended_stays_dead(dead, supervisor, lawyer, asked):
    """No notice is sent after its decision was withdrawn, whoever presses the button."""
    withdraw.withdraw(asked.decisions.get(), lawyer, "a made-up reason")

    page = signed_in(supervisor.by).post(f"/deliveries/{dead.pk}/retry/")

    dead.refresh_from_db()
    assert "dead" == dead.state
    assert "the decision of this message has ended" in page.content.decode()


@pytest.mark.parametrize("role", ["clerk", "lawyer", "inspector", "administrator"])
def test_only_a_supervisor_sends_again(dead, role):
    """Everybody else is refused."""
    who = Account.objects.filter(username=f"example-{role}").first() or account(role)

    assert 403 == signed_in(who).post(f"/deliveries/{dead.pk}/retry/").status_code


def test_what_was_handed_over_is_entered_once(dead, clerk):
    """A dead letter that somebody handed over counts as delivered and leaves the top."""
    client, where = signed_in(clerk.by), f"/deliveries/{dead.pk}/receipt/"
    form = {"outcome": "delivered", "at": "2017-06-01T09:30", "who": "an example officer"}
    since = dead.contact_id

    client.post(where, form | {"since": since})
    client.post(where, form | {"since": since})

    assert 1 == Receipt.objects.filter(outcome="delivered").count()
    page = text(client, "/notices/")
    assert "Could not be delivered" not in page
    assert "2017-06-01T09:30-04:00, an example officer" in page


def test_what_is_yet_to_come_has_not_arrived(dead, clerk):
    """An hour in the future is refused beside its field."""
    form = {"outcome": "delivered", "at": "2030-01-01T09:30", "who": "an example officer"}

    page = signed_in(clerk.by).post(f"/deliveries/{dead.pk}/receipt/", form | {"since": 0})

    assert "This hour is yet to come." in page.content.decode()
    assert not Receipt.objects.filter(outcome="delivered").exists()


def test_another_agency_sees_no_notice(dead):
    """The walls of an agency hold for its notices and deliveries."""
    other = signed_in(account("supervisor", "example-other", agency="us-ny-nyc/doc"))

    answers = [
        other.post(f"/deliveries/{dead.pk}/retry/").status_code,
        other.get(f"/deliveries/{dead.pk}/receipt/").status_code,
        other.get(address(dead.contact.request)).status_code,
        other.get(f"/requests/{dead.contact.request_id}/notices/owed/").status_code,
    ]

    assert [404, 404, 404, 404] == answers
    assert "us/ice" not in text(other, "/notices/")


def test_the_list_needs_as_many_queries_with_many_as_with_one(told, clerk, ice):
    """More deliveries need no more queries."""
    client = signed_in(clerk.by)
    one = queries(client, "/notices/")
    for number in range(3):
        channel = Channel.objects.create(
            agency=ice, kind="webhook", to=f"http://x.example/{number}"
        )
        Delivery.objects.create(contact=told, channel=channel, key=f"k{number}", due_at=NOW)

    assert one == queries(client, "/notices/")


@pytest.fixture
def owing(db, monkeypatch):
    """A request in a made-up Californian jail of 2019, where the law owes the person a letter."""
    then = NOW + timedelta(days=730)
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    Agency.objects.create(code="us/ice", name="Immigration agency", immigration=True)
    person = Agency.objects.create(code="person", name="The person")
    Channel.objects.create(agency=person, kind="paper", to="desk", settings={"folder": "unused"})
    who = account("clerk", "example-jail", agency="us-ca/jail")
    made = receive.receive(
        received(name="Example Person"), Hand(who, then), agency="us-ca/jail", requester="us/ice"
    )
    return made, who


def test_letters_to_the_person_are_written_once(owing):
    """What the law owes is listed with its citation, written on demand, and printed as a PDF."""
    made, who = owing
    client, where = signed_in(who), f"/requests/{made.pk}/notices/owed/"
    page = text(client, where)
    form = {"language": "es", "since": made.decisions.get().pk}

    client.post(where, form)
    client.post(where, form)

    assert "Cal. Gov. Code § 7283.1(b), first sentence" in page
    row = Notice.objects.get(subject="duty")
    assert "es" == row.language
    letter = client.get(f"/notices/{row.pk}/letter/")
    assert ("application/pdf", b"%PDF") == (letter["Content-Type"], letter.content[:4])


def test_new_york_owes_no_letter(asked, clerk):
    """Where the law owes the person nothing, the page says so and has no button."""
    page = text(signed_in(clerk.by), f"/requests/{asked.pk}/notices/owed/")

    assert "The decision owes the person no letter." in page
    assert "Write the letters" not in page


def test_an_inspector_reads_no_letter(owing):
    """A letter holds the name; it opens for those alone who handle requests."""
    made, who = owing
    signed_in(who).post(f"/requests/{made.pk}/notices/owed/", {"language": "en", "since": 0})
    row = Notice.objects.get(subject="duty")

    reader = signed_in(account("inspector", "example-reader", agency="us-ca/jail"))

    assert 403 == reader.get(f"/notices/{row.pk}/letter/").status_code
