"""What an administrator keeps by command: the desk itself, accounts, agencies, channels, keys."""

import json

import pytest

from comity.desk import channels, keys
from comity.desk.models import Account, Agency, Channel, Entry
from comity.record.entry import parse
from tests.cli.desk import comity, named, program, received

ADMIN = ("--as", "example-administrator")


def test_a_desk_is_made_once_and_left_alone_then(tmp_path):
    """The second setup makes no second key and no second table."""
    first = program(tmp_path / "home", "desk", "setup", "--demo")
    second = program(tmp_path / "home", "desk", "setup")

    assert (0, 0) == (first.code, second.code), first.err + second.err
    assert "tables made" in first.out
    assert "was up to date" in second.out
    assert 0o600 == (tmp_path / "home" / "master.key").stat().st_mode & 0o777


def test_a_new_desk_can_print_letters_to_the_person(tmp_path):
    """Setup makes the tray and says where it is; a channel that somebody closed stays closed."""
    home = tmp_path / "home"
    first = program(home, "desk", "setup")
    closed = program(home, "desk", "channel", "person", "paper", ".", "--close")
    again = program(home, "desk", "setup")

    assert f"letters   to the person are printed into {home / 'letters'}" in first.out
    assert (home / "letters").is_dir()
    assert 0 == closed.code, closed.err
    assert "letters   to the person: was there" in again.out


def test_a_lost_key_is_named_and_no_new_one_is_made(tmp_path):
    """A new key would open nothing; the message says which file is missing."""
    home = tmp_path / "home"
    program(home, "desk", "setup", "--demo")
    args = ("--agency", "us-ny-nyc/nypd", "--from", "us/ice", "--as", "example-clerk")
    request = named("R", program(home, "receive", "examples/case-a.json", *args).out)
    (home / "master.key").unlink()
    answer, setup = program(home, "answer", request), program(home, "desk", "setup")

    assert (2, 2) == (answer.code, setup.code)
    assert "master.key does not exist" in answer.err
    assert "master.key does not exist" in setup.err
    assert not (home / "master.key").exists()


def test_without_a_desk_every_command_says_what_to_do(tmp_path):
    """No file that looks like a desk is made by asking."""
    run = program(tmp_path / "absent", "clocks")

    assert (2, False) == (run.code, (tmp_path / "absent").exists())
    assert "`comity desk setup` first" in run.err


@pytest.mark.usefixtures("desk")
def test_an_account_is_made_changed_and_closed_with_an_entry_each():
    """The entry has the account's number and role, and no name."""
    made = comity("desk", "account", "example-two", "--role", "clerk", *ADMIN)
    comity("desk", "account", "example-two", "--role", "supervisor", *ADMIN)
    closed = comity("desk", "account", "example-two", "--close", *ADMIN)
    account = Account.objects.get(username="example-two")
    last = parse(bytes(Entry.objects.latest("number").body))

    assert (0, 0) == (made.code, closed.code)
    assert ("supervisor", False) == (account.role, account.is_active)
    assert "closed" == last.public["what"]
    assert "example-two" not in json.dumps(last.public)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "args",
    [
        ("example-two", "--role", "king"),
        ("example-two", "--role", "system"),
        ("comity", "--role", "clerk"),
        ("comity", "--close"),
        ("nobody", "--close"),
        ("example-two",),
        ("example-two", "--role", "clerk", "--as", "example-clerk"),
    ],
)
def test_an_account_that_cannot_be_is_refused(args):
    """Neither an unknown role, nor the program's own account, nor a clerk's making."""
    assert 2 == comity("desk", "account", *args).code


@pytest.mark.usefixtures("desk")
def test_an_administrator_gives_himself_no_other_role():
    """By command as on the page."""
    run = comity("desk", "account", ADMIN[1], "--role", "supervisor", *ADMIN)

    assert (2, True) == (run.code, "nobody changes his own role" in run.err)
    assert "administrator" == Account.objects.get(username=ADMIN[1]).role


@pytest.mark.usefixtures("desk")
def test_an_agency_is_entered_with_the_senders_that_are_believed():
    """Entered again, it is changed."""
    args = ("desk", "agency", "us/cbp", "--name", "Border agency")
    comity(*args)
    run = comity(*args, "--immigration", "--sender", "cbp.example")
    agency = Agency.objects.get(code="us/cbp")

    assert "changed" in run.out
    assert (True, ["cbp.example"]) == (agency.immigration, agency.senders)


@pytest.mark.usefixtures("desk")
def test_the_entries_of_agencies_and_channels_say_which_administrator(tmp_path):
    """He alone does it; where nobody is named it is the program."""
    agency = ("desk", "agency", "us/cbp", "--name", "Border agency")
    channel = ("desk", "channel", "us/cbp", "smtp", "desk@cbp.example")
    refused = [comity(*args, "--as", "example-clerk").code for args in (agency, channel)]
    done = [comity(*args, *ADMIN).code for args in (agency, channel, (*channel, "--close"))]
    last = [parse(bytes(one.body)).public for one in Entry.objects.order_by("number")][-3:]

    assert ([2, 2], [0, 0, 0]) == (refused, done)
    assert ["entered", "opened", "closed"] == [one["what"] for one in last]
    assert {Account.objects.get(username=ADMIN[1]).pk} == {one["by"] for one in last}


@pytest.mark.usefixtures("desk")
def test_a_channel_keeps_its_settings_and_its_secret(tmp_path):
    """The secret is sealed; a port is a number."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 40 + b"\n")
    args = ("desk", "channel", "us/ice", "smtp", "desk@ice.example")
    run = comity(*args, "--setting", "port=2525", "--secret-file", secret)
    channel = Channel.objects.get(kind="smtp")

    assert 0 == run.code
    assert {"port": 2525} == channel.settings
    assert b"x" * 40 == channels.secret_of(channel)
    comity(*args, "--close")
    assert not Channel.objects.get(kind="smtp").open


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("args", [("us/ice", "pigeon", "x"), ("us/nobody", "smtp", "x@y.example")])
def test_a_channel_to_nowhere_is_refused(args):
    """Of a kind that there is not, or to an agency that is not on record."""
    assert 2 == comity("desk", "channel", *args).code


@pytest.mark.usefixtures("desk")
def test_a_rotated_key_opens_what_the_old_one_sealed(tmp_path, monkeypatch):
    """Persons and the secrets of channels move together; the old key opens nothing then."""
    request = received()
    run = comity("desk", "rotate-key", "--to", tmp_path / "new.key", *ADMIN)
    stale = comity("facts", request, "person.consents=true", "--as", "example-clerk",
                   "--based-on", "1", "--reason", "x")  # fmt: skip
    monkeypatch.delenv("COMITY_KEY")
    monkeypatch.setenv("COMITY_KEY_FILE", str(tmp_path / "new.key"))

    assert 0 == run.code
    assert 2 == stale.code
    assert keys.master().id in stale.err
    assert 0 == comity("entries", "verify").code
    assert b"s" * 32 == channels.secret_of(Channel.objects.earliest("pk"))
    assert 2 == comity("desk", "rotate-key", "--to", tmp_path / "new.key", *ADMIN).code
