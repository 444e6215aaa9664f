"""Letters that the law owes to the person: written from the decision, printed, tracked."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.act.channels.message import Message
from comity.desk import channels
from comity.desk.actions import contact, duty, receipts, receive, sign, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel, Clock, Contact, Decision, Delivery, Notice
from comity.errors import ContactError
from comity.model.contact import PERSON
from tests.desk.people import ICE, account, received, send_all

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)


@pytest.fixture
def decision(db: None) -> Decision:
    """A detainer at a jail of California, which owes the person a copy and its intention."""
    clerk = Hand(account("clerk", "example-jailer", "us-ca/jail"), AT)
    request = receive.receive(received(), clerk, agency="us-ca/jail", requester=ICE)
    return request.decisions.get()


@pytest.fixture
def tray(tmp_path: Path) -> Path:
    """The folder from which letters to persons are printed."""
    person = Agency.objects.create(code=PERSON, name="The person")
    own = {"folder": str(tmp_path)}
    Channel.objects.create(agency=person, kind="paper", to=".", settings=own)
    return tmp_path


def hand(decision: Decision) -> Hand:
    return Hand(decision.prepared_by, AT)


def page(one: Contact) -> str:
    ((_, kind, text),) = contact.content_of(one).attachments
    assert "text/html" == kind
    return base64.b64decode(text).decode()


def test_california_owes_a_letter_and_new_york_city_none(
    decision: Decision, clerk: Hand, ice: Agency
) -> None:
    """Cal. Gov. Code § 7283.1(b); the city's Administrative Code owes none."""
    city = receive.receive(
        received(event="EX-2"), clerk, agency="us-ny-nyc/nypd", requester=ICE
    ).decisions.get()

    assert ["Cal. Gov. Code § 7283.1(b), first sentence"] == [
        one.cite for one in duty.owed(decision)
    ]
    assert () == duty.owed(city)


def test_a_letter_is_written_once_in_the_language_asked_for(decision: Decision, tray: Path) -> None:
    """It goes to the person on paper, tells no agency anything, and is not written twice."""
    (made,) = duty.write(decision, hand(decision), language="es")
    notice = Notice.objects.get()

    assert (PERSON, "duty-notice", 0) == (made.recipient, made.kind, made.items.count())
    assert ("duty", "request-and-intention", "es") == (
        notice.subject, notice.duty, notice.language,
    )  # fmt: skip
    assert 'lang="es"' in page(made)
    assert "Example Person A" in page(made)
    assert [] == duty.write(decision, hand(decision), language="es")


def test_once_it_is_decided_another_letter_follows(decision: Decision, tray: Path) -> None:
    """While an act waits for its signature the letter says so; after it there is another."""
    intends = [act for act in ("hold", "notify_release", "transfer")
               if decision.rulings[act]["outcome"] in ("must", "may")]  # fmt: skip
    duty.write(decision, hand(decision))
    assert bool(intends) != Notice.objects.get().settled
    if intends:
        lawyer = Hand(account("lawyer", "example-counsel", "us-ca/jail"), AT)
        sign.sign(decision, lawyer, intends, "made up")

    assert bool(intends) == bool(duty.write(decision, hand(decision)))


def test_a_letter_is_printed_and_its_delivery_entered(decision: Decision, tray: Path) -> None:
    """The worker prints a PDF; that it was handed over is typed in, and the duty's clock ends."""
    (made,) = duty.write(decision, hand(decision))
    cite = Notice.objects.get().cite
    Clock.objects.create(
        request=decision.request, agency="us-ca/jail", kind="duty", says="x", cite=cite, due_at=AT
    )
    (sent,) = send_all(AT, channels.send)

    assert "sent" == sent.state
    assert [f"{sent.key}.pdf"] == [path.name for path in tray.iterdir()]
    assert next(tray.iterdir()).read_bytes().startswith(b"%PDF")
    assert Clock.objects.filter(cite=cite, done_at=None).exists()
    receipts.enter(made.deliveries.get(), "delivered", hand(decision))
    assert not Clock.objects.filter(cite=cite, done_at=None).exists()


def test_a_letter_of_a_decision_that_ended_is_not_printed(decision: Decision, tray: Path) -> None:
    """The new decision owes its own letter."""
    duty.write(decision, hand(decision))
    withdraw.withdraw(decision, hand(decision), "made up")

    assert [] == send_all(AT)
    assert "cancelled" == Delivery.objects.get().state
    with pytest.raises(ContactError, match="no longer in force"):
        duty.write(decision, hand(decision))


def test_without_a_channel_to_the_person_nothing_is_written(decision: Decision) -> None:
    """An administrator opens the tray first."""
    with pytest.raises(ContactError, match="no channel to person"):
        duty.write(decision, hand(decision))
    assert not Notice.objects.exists()


def test_plain_words_are_printed_too(decision: Decision, tray: Path) -> None:
    """A message without a page of its own becomes one, its words escaped."""
    channel = Channel.objects.get(agency__code=PERSON)
    delivery = Delivery(channel=channel)
    message = Message("k1", ".", "R1", "<b>no</b> & nothing more")

    assert "accepted" == channels.send(message, delivery).outcome
    assert (tray / "k1.pdf").read_bytes().startswith(b"%PDF")
