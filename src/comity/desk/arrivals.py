"""Files that came in, read by what they are and put on record; a folder watched for them.

MUST: a file leaves the watched folder only after its requests are on record, and it then stands in
`done` or `refused`, never nowhere. Taken up twice after a crash, it makes no second request.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from attrs import frozen
from django.db import transaction

from comity.desk import keys, office
from comity.desk.actions.receive import receive
from comity.desk.hand import Hand
from comity.desk.models import Request
from comity.errors import ComityError, InputError
from comity.intake.documents import received_document
from comity.intake.file import opened
from comity.intake.received import Received, unread

LARGEST: Final = 25 * 2**20
UNKNOWN: Final = "unknown"
"""The requester where a mail's sender is not proven and nobody says who it is."""

_MAILS: Final = (".eml", ".mbox")
_UNFINISHED: Final = (".part", ".tmp")


@frozen
class Desk:
    """Where files arrive: the agency that is asked, who asks (if known), our mail server's name."""

    agency: str
    requester: str | None
    server: str


def arrived(path: Path, server: str) -> list[Received]:
    """The requests in a file or a folder of mails: all of them, or InputError."""
    if path.is_dir() or path.suffix.lower() in _MAILS:
        from comity.intake.mail import mails

        return [*mails(path, server, office.trusted())]
    if path.suffix.lower() == ".csv":
        from comity.intake.request_csv import csv_requests

        return [*csv_requests(path)]
    with opened(path) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        why = f"it is larger than {LARGEST // 2**20} MiB: open the file itself"
        return [unread("paper", b"", path.name, why)]
    return [received_document(content, path.name)]


def enter(found: list[Received], desk: Desk, hand: Hand, key: str | None = None) -> list[Request]:
    """Puts what was read on record, all of it or nothing.

    Raises InputError where nobody says who asks. A mail says it by its proven sender.
    """
    made = []
    with transaction.atomic():
        for position, received in enumerate(found):
            own = f"{key}-{position + 1}" if key and position else key
            requester = received.agency or desk.requester or _unknown(received)
            made.append(receive(received, hand, agency=desk.agency, requester=requester, key=own))
    return made


def sweep(
    folder: Path, desk: Desk, hand: Callable[[], Hand]
) -> Iterator[tuple[str, list[Request] | ComityError]]:
    """Takes up each file of a folder, the oldest first, and moves it to `done` or `refused`.

    Names that begin with a dot or end in .part or .tmp are still being written.
    """
    for path in _waiting(folder):
        key = _key(path)
        try:
            made = enter(arrived(path, desk.server), desk, hand(), key)
        except ComityError as error:
            _move(path, folder / "refused", key[:8])
            yield path.name, error
        else:
            _move(path, folder / "done", made[0].number if made else key[:8])
            yield path.name, made


def _unknown(received: Received) -> str:
    if received.how != "mail":
        expected = "the code of the agency that asks"
        raise InputError("nobody says who asks", field="--from", expected=expected)
    return UNKNOWN


def _waiting(folder: Path) -> list[Path]:
    files = [
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(".")
        and path.suffix.lower() not in _UNFINISHED
    ]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _key(path: Path) -> str:
    """The same for the same file, also after a crash; another for a copy that comes later."""
    seen = path.stat()
    return keys.fingerprint("file", path.name, str(seen.st_ino), str(seen.st_mtime_ns))[:48]


def _move(path: Path, folder: Path, prefix: str) -> None:
    """A rename within one file system: the file is here or there, and on the disk."""
    folder.mkdir(exist_ok=True, mode=0o700)
    path.rename(folder / f"{prefix}-{path.name}")
    for one in (folder, path.parent):
        number = os.open(one, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
