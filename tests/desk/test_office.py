"""Channels to agencies: their settings are for everybody to read, their secret is sealed."""

from typing import Any

import pytest

from comity.act.channels import smtp
from comity.act.channels.message import Message, Receipt
from comity.desk import channels, ledger, office
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel, Delivery, Entry
from comity.errors import DeskError
from comity.record.entry import parse
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account

pytestmark = pytest.mark.django_db

TO = "desk@county.example"
OWN = {"host": "mail.county.example", "sender": "desk@city.example", "username": "example"}


def told(kind: str) -> list[dict[str, Any]]:
    """What the entries of a kind say, and by whom is left out."""
    found = Entry.objects.filter(kind=kind).order_by("number").values_list("body", flat=True)
    public = [parse(bytes(body)).public for body in found]
    return [{name: value for name, value in one.items() if name != "by"} for one in public]


def test_an_agency_that_is_entered_or_changed_leaves_an_entry(clerk: Hand) -> None:
    """It says which things were changed; a mail address, which may be somebody's, is not in it."""
    mail = "desk@agency.example"
    office.agency("us-xx/new", clerk, name="Example", mail=mail)
    office.agency("us-xx/new", clerk, name="Example", mail=f"other-{mail}", immigration=True)

    assert [
        {"agency": "us-xx/new", "immigration": False, "changed": [], "what": "entered"},
        {
            "agency": "us-xx/new",
            "immigration": True,
            "changed": ["mail", "immigration"],
            "what": "changed",
        },
    ] == told("agency")
    assert not [one for one in Entry.objects.all() if mail.encode() in bytes(one.body)]
    assert (f"other-{mail}", True) == Agency.objects.values_list("mail", "immigration").get()


def test_a_channel_that_is_opened_changed_or_closed_leaves_an_entry(
    county: Agency, clerk: Hand
) -> None:
    """It says what of it was changed; where it leads, and its secret, are not in it."""
    to = "other@county.example"
    found, _made = office.channel(county.code, "smtp", to, OWN, clerk)
    office.channel(county.code, "smtp", to, {}, clerk, secret=b"a made-up phrase")
    office.close_channel(found, clerk)
    office.channel(county.code, "smtp", to, {}, clerk)

    same = {"channel": found.pk, "agency": county.code, "way": "smtp"}
    assert [
        {**same, "what": "opened", "changed": []},
        {**same, "what": "changed", "changed": ["settings", "secret"]},
        {**same, "what": "closed"},
        {**same, "what": "opened", "changed": ["open"]},
    ] == told("channel")


@pytest.mark.parametrize("what", ["agency", "channel"])
def test_what_leaves_no_entry_is_not_kept(
    what: str, county: Agency, clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change and its entry are one transaction."""

    def full(*_: object, **__: object) -> None:
        raise DeskError("no entry at a made-up place")

    monkeypatch.setattr(ledger, "write", full)
    before = county.name, {*county.channels.values_list("to", flat=True)}
    with pytest.raises(DeskError, match="made-up place"):
        if what == "agency":
            office.agency(county.code, clerk, name="Other")
        else:
            office.channel(county.code, "smtp", "other@county.example", {}, clerk)

    county.refresh_from_db()
    assert before == (county.name, {*county.channels.values_list("to", flat=True)})


@pytest.mark.parametrize("name", ["password", "Secret", "token", "passphrase"])
def test_a_secret_among_the_settings_is_refused(name: str, county: Agency, clerk: Hand) -> None:
    """Whoever reads the database reads the settings, so that no secret stands in them."""
    with pytest.raises(DeskError, match=f"{name} would stand in the settings"):
        office.channel(county.code, "smtp", "other@county.example", {**OWN, name: "made up"}, clerk)

    assert not Channel.objects.filter(to="other@county.example").exists()


def test_the_secret_of_a_mail_channel_is_its_password(
    county: Agency, clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sealed in the database, and the mail server is given it."""
    found, _made = office.channel(county.code, "smtp", TO, OWN, clerk, secret=b"a made-up phrase")
    given: list[smtp.Settings] = []

    def send(_: Message, settings: smtp.Settings) -> Receipt:
        given.append(settings)
        return Receipt("accepted", "250", "ok")

    monkeypatch.setattr(smtp, "send", send)
    channels.send(Message("k1", TO, "R1", "made up"), Delivery(channel=found))

    assert [("example", "a made-up phrase")] == [(one.username, one.password) for one in given]
    assert b"a made-up phrase" not in bytes(found.secret)
    assert "password" not in found.settings


def test_a_channel_without_a_secret_has_no_password(county: Agency, clerk: Hand) -> None:
    """A mail server within the house asks for none."""
    office.channel(county.code, "smtp", TO, OWN, clerk)
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
