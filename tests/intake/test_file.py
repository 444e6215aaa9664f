"""Bytes to text: marks, encodings, and limits that hold whatever is sent."""

import tracemalloc
from pathlib import Path

import pytest

from comity.errors import InputError
from comity.intake.file import LONGEST_LINE, lines, shown_path, whole


def file_of(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "x"
    path.write_bytes(content)
    return path


def test_lines_keep_their_endings_and_numbers(tmp_path: Path) -> None:
    """A reader of CSV needs the endings, and every message the number."""
    path = file_of(tmp_path, b"a\r\n\nb")

    assert [(1, "a\r\n"), (2, "\n"), (3, "b")] == list(lines(path, 10))


def test_a_byte_order_mark_is_passed_over_at_the_beginning_only(tmp_path: Path) -> None:
    """Spreadsheets write the mark; elsewhere the same bytes are a character of the text."""
    path = file_of(tmp_path, b"\xef\xbb\xbfa\n\xef\xbb\xbfb")

    assert [(1, "a\n"), (2, "\ufeffb")] == list(lines(path, 10))
    assert "a\n\ufeffb" == whole(path, 100)


def test_a_line_of_just_the_limit_is_read(tmp_path: Path) -> None:
    """The limit counts the bytes of the line without its end."""
    path = file_of(tmp_path, b"12345\n12345")

    assert [(1, "12345\n"), (2, "12345")] == list(lines(path, 5))


@pytest.mark.parametrize("content", [b"ok\n123456\n", b"ok\n123456", b"ok\n12345678"])
def test_a_line_over_the_limit_is_refused(tmp_path: Path, content: bytes) -> None:
    """The message names the line, with and without an end of line."""
    path = file_of(tmp_path, content)

    with pytest.raises(InputError) as caught:
        list(lines(path, 5))

    message = f"{path}:2: the line is longer than 5 bytes; expected one record a line"
    assert message == str(caught.value)


def test_a_document_over_the_limit_is_refused(tmp_path: Path) -> None:
    """A document is held in memory as a whole, so there is a limit for it."""
    path = file_of(tmp_path, b"x" * 2**20 + b"x")

    with pytest.raises(InputError) as caught:
        whole(path, 2**20)

    message = "the file is larger than 1 MiB; expected a smaller file, or JSON Lines"
    assert f"{path}: {message} with one case a line" == str(caught.value)


def test_a_huge_line_does_not_fill_the_memory(tmp_path: Path) -> None:
    """Of a line without end, no more is read than the limit."""
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(2**31)  # 2 GiB of NUL bytes that take no room on the disk

    tracemalloc.start()
    with pytest.raises(InputError, match="the line is longer than 16 MiB"):
        list(lines(path, LONGEST_LINE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 * LONGEST_LINE


def test_any_name_of_a_file_can_be_shown() -> None:
    """Names that are no text, or hold NUL, do not break the message about them."""
    assert "\\xff.json" == shown_path(b"\xff.json".decode("utf-8", "surrogateescape"))
    assert "a\\x00b" == shown_path("a\0b")
