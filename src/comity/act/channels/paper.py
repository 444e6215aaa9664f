"""The paper channel: a letter as PDF, put into a folder from which a person prints and posts it.

MUST: the same HTML makes the same bytes on every run, so that what was signed is what was printed:
no date from the clock, nothing fetched. Accepted means printed here, never that anybody has it.
"""

import errno
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from comity.act.channels.message import ACCEPTED, PERMANENT, TEMPORARY, Message, Receipt
from comity.errors import InputError

_TRAY: Final = re.compile(r"\.|[A-Za-z0-9_][A-Za-z0-9._-]*")


@frozen
class Settings:
    """The folder that holds the trays; `to` names one of them, or `.` for the folder itself."""

    folder: Path


def to_pdf(html: str) -> bytes:
    """The page as a tagged PDF (PDF/UA-1 is asked for; `lang` and `title` are the letter's duty).

    Pictures and styles stand in the HTML itself, `data:` included. Raises InputError if it refers
    to anything else: a letter that lacks a part is not printed.
    """
    # 150 ms to load, and the worker may never print.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    try:
        document = HTML(string=html, url_fetcher=_fetcher())
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:
        raise InputError(str(error), field="html", expected="all parts within it") from error
    return written


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class WithinThePage(URLFetcher):
        """Takes what a `data:` URL holds and nothing from disk or network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError("the letter refers to something outside itself")
            return super().fetch(url, headers)

    return WithinThePage()


def send(message: Message, settings: Settings) -> Receipt:
    """Put the message's one PDF into its tray as `<key>.pdf`. Accepted has the code `printed`.

    No folder is made: one that is missing is a share that is not there, and temporary like a full
    disk. A disk has no timeout of ours. Raises InputError unless there is exactly one PDF.
    """
    letters = [a.data for a in message.attachments if a.kind == "application/pdf"]
    if len(letters) != 1:
        raise InputError(f"{len(letters)} PDFs", field="attachments", expected="one letter")
    if not _TRAY.fullmatch(message.to):
        return Receipt(PERMANENT, "address", "not a tray that this channel can write to")
    target = settings.folder / message.to / f"{message.key}.pdf"
    try:
        _put(letters[0], target)
    except OSError as error:
        word = errno.errorcode.get(error.errno or 0, "disk")
        return Receipt(TEMPORARY, word, error.strerror or "the disk gave no reason")
    return Receipt(ACCEPTED, "printed", target.name)


def _put(data: bytes, target: Path) -> None:
    """Whole and on the disk under its name, or not there at all. Raises OSError."""
    number, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, 0o640)  # whoever prints is in the folder's group
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
