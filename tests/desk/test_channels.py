"""By which of its channels an agency is told, and where a channel's files are."""

from pathlib import Path

import pytest
from django.conf import settings

from comity.act.channels.message import Message
from comity.desk import channels, office
from comity.desk.actions import contact
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel, Delivery
from comity.errors import ContactError
from comity.model.contact import PERSON
from tests.desk.people import requested

pytestmark = pytest.mark.django_db

CONTENT = contact.Content("R", "x")


def opened(agency: Agency, *kinds: str) -> list[Channel]:
    """Channels of these kinds, in the order in which they were made."""
    return [
        Channel.objects.create(agency=agency, kind=kind, to=f"{kind}-{number}")
        for number, kind in enumerate(kinds)
    ]


def test_one_contact_goes_by_one_channel(clerk: Hand, ice: Agency) -> None:
    """However many are open: the receiver gets one message, and one receipt says what became."""
    opened(ice, "smtp", "sftp")
    made = contact.tell(requested(clerk).decisions.get(), "reply", CONTENT, clerk)

    assert ["webhook"] == [*made.deliveries.values_list("channel__kind", flat=True)]


@pytest.mark.parametrize("first", range(4))
def test_unasked_the_first_kind_that_is_open_is_taken(first: int, db: None) -> None:
    """A direct link, then a file on a server, then mail, then paper."""
    order = ("webhook", "sftp", "smtp", "paper")[first:]
    agency = Agency.objects.create(code="us-xx/many", name="Example")
    opened(agency, *reversed(order))

    assert [*order] == channels.kinds_to("us-xx/many")
    assert order[0] == channels.choose("us-xx/many").kind


def test_of_two_of_a_kind_the_one_made_last_is_taken(db: None) -> None:
    """A new address takes the place of the old one; closed, it gives it back."""
    agency = Agency.objects.create(code="us-xx/many", name="Example")
    older, newer = opened(agency, "smtp", "smtp")
    assert newer == channels.choose("us-xx/many")
    Channel.objects.filter(pk=newer.pk).update(open=False)

    assert older == channels.choose("us-xx/many")


def test_a_kind_that_is_named_is_taken(clerk: Hand, ice: Agency) -> None:
    """Whoever tells something may choose; a kind that is not open is refused by its name."""
    opened(ice, "smtp")
    decision = requested(clerk).decisions.get()
    made = contact.tell(decision, "reply", CONTENT, clerk, by="smtp")

    assert ["smtp"] == [*made.deliveries.values_list("channel__kind", flat=True)]
    with pytest.raises(ContactError, match="no channel to us/ice by paper"):
        contact.tell(decision, "reply", CONTENT, clerk, by="paper")


def test_a_folder_that_is_relative_is_within_the_desks_own(
    clerk: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever folder the worker was started from, and wherever the desk is restored to."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    (tmp_path / "letters").mkdir()
    office.agency(PERSON, clerk, name="The person")
    tray, _made = office.channel(PERSON, "paper", ".", {"folder": "letters"}, clerk)

    sent = channels.send(Message("k1", ".", "R1", "made up", ()), Delivery(channel=tray))

    assert "accepted" == sent.outcome
    assert ["k1.pdf"] == [one.name for one in (tmp_path / "letters").iterdir()]
