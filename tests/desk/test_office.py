"""Channels to agencies: their settings are for everybody to read, their secret is sealed."""

from typing import Any

import pytest

from comity.act.channels import smtp
from comity.act.channels.message import Message, Receipt
from comity.desk import channels, office
from comity.desk.models import Agency, Channel, Delivery, Entry
from comity.errors import DeskError
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account

pytestmark = pytest.mark.django_db

TO = "desk@county.example"
OWN = {"host": "mail.county.example", "sender": "desk@city.example", "username": "example"}


@pytest.mark.parametrize("name", ["password", "Secret", "token", "passphrase"])
def test_a_secret_among_the_settings_is_refused(name: str, county: Agency) -> None:
    """Whoever reads the database reads the settings, so that no secret stands in them."""
    with pytest.raises(DeskError, match=f"{name} would stand in the settings"):
        office.channel(county.code, "smtp", "other@county.example", {**OWN, name: "made up"})

    assert not Channel.objects.filter(to="other@county.example").exists()


def test_the_secret_of_a_mail_channel_is_its_password(
    county: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sealed in the database, and the mail server is given it."""
    found, _made = office.channel(county.code, "smtp", TO, OWN, b"a made-up phrase")
    given: list[smtp.Settings] = []

    def send(_: Message, settings: smtp.Settings) -> Receipt:
        given.append(settings)
        return Receipt("accepted", "250", "ok")

    monkeypatch.setattr(smtp, "send", send)
    channels.send(Message("k1", TO, "R1", "made up"), Delivery(channel=found))

    assert [("example", "a made-up phrase")] == [(one.username, one.password) for one in given]
    assert b"a made-up phrase" not in bytes(found.secret)
    assert "password" not in found.settings


def test_a_channel_without_a_secret_has_no_password(county: Agency) -> None:
    """A mail server within the house asks for none."""
    office.channel(county.code, "smtp", TO, OWN)
    server: dict[str, Any] = channels.mail_server({**OWN})

    assert None is smtp.Settings(**server).password


def test_a_channel_that_is_closed_leaves_an_entry_without_its_address(county: Agency) -> None:
    """Closed on the page, it says which channel, and not to whom it went."""
    (channel,) = county.channels.all()
    client = signed_in(account("administrator"))

    client.post("/channels/", {"what": "close", "channel": channel.pk})

    entry = Entry.objects.get(kind="channel")
    channel.refresh_from_db()
    assert not channel.open
    assert channel.to not in bytes(entry.body).decode()
