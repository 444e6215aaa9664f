"""The SFTP channel: one file in a folder of the other agency's server, by OpenSSH's own client.

MUST: the file gets its name only when it is whole, by a rename, and the name is the key: whoever
reads the folder never sees half a notice, and a second delivery is the same file again.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Final

from attrs import field, frozen

from comity.act.channels.message import (
    ACCEPTED,
    PERMANENT,
    TEMPORARY,
    Message,
    Outcome,
    Receipt,
    to_json,
)
from comity.act.channels.network import failure, positive
from comity.errors import InputError

# Both go on a command line, and `@`, `:` or a leading hyphen would mean something there.
_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|[0-9a-fA-F:]*:[0-9a-fA-F:.]*")
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_FOLDER: Final = re.compile(r"/?[A-Za-z0-9_][A-Za-z0-9._ -]*(/[A-Za-z0-9_][A-Za-z0-9._ -]*)*/?|\.")

_OPTIONS: Final = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "GlobalKnownHostsFile=/dev/null",
    "UpdateHostKeys=no",
    "PreferredAuthentications=publickey",
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "ForwardAgent=no",
    "ConnectionAttempts=1",
    # A worker that is killed leaves its client running: a dead connection must end by itself.
    "ServerAliveInterval=15",
    "ServerAliveCountMax=2",
    "LogLevel=ERROR",
)

# How the client's last words begin when they are about the file on this side.
_ABOUT_OUR_FILE: Final = ("stat ", "local ")

# The client's exit code, what stands in its last words, and what that means.
_SAID: Final[tuple[tuple[int, str, Outcome, str], ...]] = (
    (255, "host key verification failed", TEMPORARY, "host-key"),
    (255, "permission denied (", TEMPORARY, "login"),
    (1, "no such file or directory", PERMANENT, "no-folder"),
    (1, "permission denied", PERMANENT, "no-permission"),
)


@frozen
class Settings:
    """An account on the other agency's server. Raises InputError for what could not be meant.

    `known_hosts` holds the server's key, fetched once and compared by telephone; a server with
    another key is not spoken to. `key_file` is a private key without a passphrase, mode 0600.
    """

    host: str
    user: str
    key_file: Path
    known_hosts: Path
    port: int = 22
    timeout_seconds: float = field(default=120.0, validator=positive)

    def __attrs_post_init__(self) -> None:
        if not _HOST.fullmatch(self.host):
            raise InputError("cannot be used", field="host", expected="a host's name or address")
        if not _USER.fullmatch(self.user):
            raise InputError("cannot be used", field="user", expected="an account's name")


def send(message: Message, settings: Settings) -> Receipt:
    """Put `<key>.json` into the folder in `to`. Accepted: the file stands there under its name.

    A folder that is missing or closed is permanent. Everything else is temporary: a login or host
    key that is refused, a full disk, a lost connection. A folder's name has letters, digits,
    spaces and `._-`. Takes at most the timeout.
    """
    if not _FOLDER.fullmatch(message.to):
        return Receipt(PERMANENT, "address", "not a folder that this channel can write to")
    try:
        # Unlinked from the start: a worker that is killed leaves no readable copy behind.
        with tempfile.TemporaryFile() as file:
            os.fchmod(file.fileno(), 0o640)  # the client gives the copy the same mode
            file.write(to_json(message))
            file.flush()
            file.seek(0)
            return _run(file, _batch(file.fileno(), message), settings)
    except OSError as error:
        return failure(error)


def _batch(number: int, message: Message) -> str:
    """Each attempt writes to a file of its own: two at a time cannot rename each other's half."""
    folder = message.to.rstrip("/")
    part = f"{folder}/.{message.key}.{secrets.token_hex(8)}.part"
    # `-f` asks the server to put it on the disk. `rename` replaces, as posix-rename@openssh.com.
    return f'put -f /dev/fd/{number} "{part}"\nrename "{part}" "{folder}/{message.key}.json"\n'


def _command(settings: Settings) -> list[str]:
    known, key = (str(p).replace("%", "%%") for p in (settings.known_hosts, settings.key_file))
    files = (f'UserKnownHostsFile="{known}"', f'IdentityFile="{key}"')
    wait = f"ConnectTimeout={max(1, int(settings.timeout_seconds))}"
    options = (f"-o{option}" for option in (*_OPTIONS, *files, wait))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    program = shutil.which("sftp") or "sftp"
    # `-F none`: nobody's own configuration of ssh has a say.
    return [program, "-F", "none", "-b", "-", "-P", str(settings.port), *options,
            f"{settings.user}@{host}"]  # fmt: skip


def _run(file: IO[bytes], batch: str, settings: Settings) -> Receipt:
    """Run the client. It has a session of its own, so that its ssh ends with it in time."""
    with subprocess.Popen(
        _command(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(file.fileno(),),
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        text=True,
        errors="replace",
    ) as process:
        try:
            said = process.communicate(batch, settings.timeout_seconds)[1]
        except subprocess.TimeoutExpired:
            return Receipt(TEMPORARY, "timeout", f"no end in {settings.timeout_seconds} seconds")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return _receipt(process.returncode, said)


def _receipt(code: int, said: str) -> Receipt:
    """0: all done. 1: the server refused a step. 255: no connection, or it was lost (sftp(1))."""
    if code == 0:
        return Receipt(ACCEPTED, "0", "in the folder")
    lines = [line for line in said.splitlines() if line.strip() and line != "Connection closed"]
    last = lines[-1] if lines else "the sftp client gave no reason"
    for when, words, outcome, word in _SAID:
        if when == code and words in last.lower() and not last.startswith(_ABOUT_OUR_FILE):
            return Receipt(outcome, word, last)
    return Receipt(TEMPORARY, str(code), last)
