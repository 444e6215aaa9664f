"""The SFTP channel against OpenSSH's own server on this machine."""

import socket
from pathlib import Path
from typing import Any

import pytest

from comity.act.channels import sftp
from comity.act.channels.message import Attachment, from_json
from comity.errors import InputError
from tests.act.channels.samples import INVITATION, KEY, LETTER, message
from tests.servers.sshd import SMALL_DISK_BLOCKS, SshServer

NOWHERE: dict[str, Any] = {
    "host": "sftp.example",
    "user": "comity",
    "key_file": Path("key"),
    "known_hosts": Path("known_hosts"),
}


def settings(server: SshServer, **more: Any) -> sftp.Settings:
    usual: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "user": server.account,
        "key_file": server.key_file,
        "known_hosts": server.known_hosts,
        "timeout_seconds": 30,
    }
    return sftp.Settings(**usual | more)


def test_a_message_is_a_file_with_the_keys_name(ssh_server: SshServer) -> None:
    """The receiver reads out of it what was sent; nothing else is left in the folder."""
    sent = message(".", INVITATION, LETTER)

    receipt = sftp.send(sent, settings(ssh_server))

    assert ("accepted", "0") == (receipt.outcome, receipt.code)
    assert {f"{KEY}.json": sent} == {
        name: from_json(data, ".") for name, data in ssh_server.delivered().items()
    }
    assert [f"{KEY}.json"] == [path.name for path in ssh_server.received.iterdir()]


def test_a_second_delivery_is_the_same_file(ssh_server: SshServer) -> None:
    """A worker that does not know whether it had sent may send again."""
    receipts = [sftp.send(message("."), settings(ssh_server)) for _ in range(2)]

    assert ["accepted", "accepted"] == [receipt.outcome for receipt in receipts]
    assert [f"{KEY}.json"] == [path.name for path in ssh_server.received.iterdir()]


def test_the_folder_may_be_further_down_and_hold_spaces(ssh_server: SshServer) -> None:
    """Agencies name folders as they like."""
    folder = ssh_server.received / "from city" / "in"
    folder.mkdir(parents=True)

    receipt = sftp.send(message("from city/in/"), settings(ssh_server))

    assert "accepted" == receipt.outcome
    assert [f"{KEY}.json"] == [path.name for path in folder.iterdir()]


def test_nobody_ever_sees_half_a_file(ssh_server: SshServer) -> None:
    """The disk is full halfway: what is there has no name that a receiver reads."""
    ssh_server.faults.add("small-disk")
    large = Attachment("letter.pdf", "application/pdf", b"x" * SMALL_DISK_BLOCKS * 512)

    receipt = sftp.send(message(".", large), settings(ssh_server))

    assert "temporary" == receipt.outcome
    assert {} == ssh_server.delivered()
    assert [".part"] == [path.suffix for path in ssh_server.received.iterdir()]


@pytest.mark.parametrize("fault", ["drop", "silent"])
def test_a_connection_that_is_lost_or_never_answered_is_temporary(
    ssh_server: SshServer, fault: str
) -> None:
    """The attempt ends in time, and the next one succeeds under the same key."""
    ssh_server.faults.add(fault)

    first = sftp.send(message("."), settings(ssh_server, timeout_seconds=2))
    second = sftp.send(message("."), settings(ssh_server))

    assert ("temporary", "accepted") == (first.outcome, second.outcome)
    assert [f"{KEY}.json"] == [*ssh_server.delivered()]


def test_a_folder_that_is_not_there_is_permanent(ssh_server: SshServer) -> None:
    """No attempt will make it; a person asks the other agency."""
    receipt = sftp.send(message("elsewhere"), settings(ssh_server))

    assert ("permanent", "no-folder") == (receipt.outcome, receipt.code)


def test_a_server_with_another_host_key_gets_nothing(ssh_server: SshServer) -> None:
    """Its key is pinned: a new one is a person's to look at, and not to be accepted on the way."""
    other = ssh_server.make_key("other")
    ssh_server.known_hosts.write_text(ssh_server.known_host_line(other))

    receipt = sftp.send(message("."), settings(ssh_server))

    assert ("temporary", "host-key") == (receipt.outcome, receipt.code)
    assert {} == ssh_server.delivered()


def test_an_unknown_server_gets_nothing(ssh_server: SshServer) -> None:
    """The first meeting is no reason for trust."""
    ssh_server.known_hosts.write_text("")

    receipt = sftp.send(message("."), settings(ssh_server))

    assert ("temporary", "host-key") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize("name", ["other", "not-there"])
def test_a_key_that_the_server_does_not_take_is_temporary(ssh_server: SshServer, name: str) -> None:
    """A login that is refused is about us and not about the message."""
    ssh_server.make_key("other")

    receipt = sftp.send(message("."), settings(ssh_server, key_file=ssh_server.home / name))

    assert ("temporary", "login") == (receipt.outcome, receipt.code)


def test_a_server_that_is_not_there_is_temporary(ssh_server: SshServer) -> None:
    """Nobody has refused the message."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    receipt = sftp.send(message("."), settings(ssh_server, port=port))

    assert ("temporary", "255") == (receipt.outcome, receipt.code)
    assert "Connection refused" in receipt.text


def test_a_machine_without_the_client_is_temporary(
    ssh_server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ours to install; the message waits."""
    monkeypatch.setenv("PATH", str(ssh_server.home))

    receipt = sftp.send(message("."), settings(ssh_server))

    assert "temporary" == receipt.outcome
    assert "sftp" in receipt.text


@pytest.mark.parametrize(
    "to", ['in"\nrm *\n"', "../up", "in/../..", "-b", "*", "in;rm", "in\\", "/", ".ssh", ""]
)
def test_a_folder_that_could_be_a_command_is_permanent(to: str) -> None:
    """The name goes into the client's commands: what is not plainly a folder is not sent."""
    try:
        receipt = sftp.send(message(to), sftp.Settings(**NOWHERE))
    except InputError:  # more than a line, or nothing, is no message at all
        return

    assert ("permanent", "address") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "-oProxyCommand=x"},
        {"host": "a b"},
        {"host": ""},
        {"user": "-x"},
        {"user": "a@b"},
        {"timeout_seconds": -1},
    ],
)
def test_settings_that_could_be_an_option_are_refused(changed: dict[str, Any]) -> None:
    """Host and user stand on a command line."""
    with pytest.raises(InputError, match="cannot be used"):
        sftp.Settings(**NOWHERE | changed)
