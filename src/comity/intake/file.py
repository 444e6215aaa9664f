"""Files as bytes and lines: opened, bounded, and decoded as UTF-8.

MUST: nothing is read without a limit; a line of two gigabytes never fills the memory.
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile
from pathlib import Path
from typing import BinaryIO, cast

from comity.errors import InputError, Place

LONGEST_LINE = 16 * 2**20
LARGEST_DOCUMENT = 256 * 2**20

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def shown_path(path: str | os.PathLike[str]) -> str:
    """A file's name as it can always be printed."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\0", "\\x00")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading bytes, unpacked if its name ends in .gz. Raises InputError."""
    try:
        with _unpacked(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            yield file
    except (BadGzipFile, EOFError, zlib.error) as error:
        what = f"this is not a whole gzip file ({error})"
        raise InputError(
            what, place=Place(shown_path(path)), expected="a file that gzip unpacks"
        ) from None
    except OSError as error:
        what = {
            FileNotFoundError: "there is no such file",
            IsADirectoryError: "this is a folder",
            PermissionError: "this file may not be read",
        }.get(type(error), f"this file cannot be read ({error.strerror})")
        place = Place(shown_path(path))
        raise InputError(what, place=place, expected="a file that can be read") from None


def _unpacked(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb"))


def whole(path: Path, limit: int) -> str:
    """The text of a file of at most `limit` bytes."""
    with opened(path) as file:
        content = file.read(limit + 1)
    place = Place(shown_path(path))
    if len(content) > limit:
        raise InputError(
            f"the file is larger than {_size(limit)}",
            place=place,
            expected="a smaller file, or JSON Lines with one case a line",
        )
    mark = _mark(content)
    try:
        return content[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, mark + error.start) + 1
        raise _not_utf8(Place(place.file, line), mark + error.start) from None


def lines(path: Path, limit: int) -> Iterator[tuple[int, str]]:
    """Each line with its number from 1 and its line ending; none longer than `limit` bytes."""
    number, offset = 0, 0
    with opened(path) as file:
        while line := file.readline(limit + 2):
            number += 1
            if len(line) - line.endswith(b"\n") > limit:
                raise InputError(
                    f"the line is longer than {_size(limit)}",
                    place=Place(shown_path(path), number),
                    expected="one record a line",
                )
            mark = _mark(line) if number == 1 else 0
            try:
                text = line[mark:].decode("utf-8")
            except UnicodeDecodeError as error:
                place = Place(shown_path(path), number)
                raise _not_utf8(place, offset + mark + error.start) from None
            offset += len(line)
            yield number, text


def _mark(content: bytes) -> int:
    return len(_BYTE_ORDER_MARK) if content.startswith(_BYTE_ORDER_MARK) else 0


def _not_utf8(place: Place, offset: int) -> InputError:
    return InputError(f"byte {offset} is not UTF-8", place=place, expected="text in UTF-8")


def _size(limit: int) -> str:
    mebibytes, rest = divmod(limit, 2**20)
    return f"{limit} bytes" if rest else f"{mebibytes} MiB"
