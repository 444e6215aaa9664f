"""JSON Lines: one case a line, however many lines."""

from pathlib import Path

import pytest

from comity.errors import InputError, Place
from comity.intake import Raw, read
from comity.intake.jsonlines import records


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x.JSONL"])
def test_each_line_is_a_record(tmp_path: Path, name: str) -> None:
    """Blank lines are passed over and still counted; line ends of Windows are spaces."""
    path = tmp_path / name
    path.write_bytes(b'{"id": "1"}\r\n\n{"id": "2"}')

    expected = [
        Raw({"id": "1"}, Place(str(path), 1)),
        Raw({"id": "2"}, Place(str(path), 3)),
    ]
    assert expected == list(read(path))


def test_a_record_on_one_line_has_one_place(tmp_path: Path) -> None:
    """The place of every fact of the record is the line."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1"}', encoding="utf-8")

    [raw] = read(path)

    assert raw.place == raw.where("id")


def test_a_line_over_the_limit_is_refused(tmp_path: Path) -> None:
    """The records before it are read, and the message names its line."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1"}\n{"id": "23"}\n', encoding="utf-8")

    found = records(path, limit=11)

    assert {"id": "1"} == next(found).data
    with pytest.raises(InputError, match=r"x\.jsonl:2: the line is longer than 11 bytes"):
        next(found)
