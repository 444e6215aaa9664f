"""JSON documents: one case or a list of cases, each with the line it begins on."""

from pathlib import Path

import pytest

from comity.errors import InputError, Place
from comity.intake import Raw, read
from comity.intake.document import records

LIST = """[
  {"id": "1"},
  {
    "id": "2",
    "person": {
      "convictions": [
        {"grade": "felony"},
        {"grade": "misdemeanor",
         "code": "NY PL"}
      ]
    }
  }
]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_object_is_one_record(tmp_path: Path) -> None:
    """A document with an object holds one case, wherever in the file it begins."""
    path = written(tmp_path, '\n\n {"id": "1"}\n')

    assert [Raw({"id": "1"}, Place(str(path), 3))] == list(read(path))


def test_a_list_gives_each_of_its_objects(tmp_path: Path) -> None:
    """The line of a record is the one on which its object begins."""
    path = written(tmp_path, LIST)

    found = [(raw.data["id"], raw.place.line) for raw in read(path)]
    assert [("1", 2), ("2", 3)] == found


def test_an_empty_list_holds_no_case(tmp_path: Path) -> None:
    """A day without requests is no error."""
    path = written(tmp_path, "[\n]\n")

    assert [] == list(read(path))


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("id", 4),
        ("person", 5),
        ("person.convictions[0].grade", 7),
        ("person.convictions[1].code", 9),
        ("person.convictions[1].section", 8),
        ("person.convictions[2]", 6),
        ("custody.arrested", 3),
        (None, 3),
    ],
)
def test_a_fact_in_a_record_of_many_lines_has_its_own_line(
    tmp_path: Path, field: str | None, line: int
) -> None:
    """Where the fact is missing, the line is that of the nearest thing around it."""
    *_, last = read(written(tmp_path, LIST))

    assert line == last.where(field).line


def test_what_comes_before_an_error_is_read(tmp_path: Path) -> None:
    """Records are handed out one by one, and the error comes where it stands."""
    found = read(written(tmp_path, '[{"id": "1"}, {"id"}]'))

    first = next(found)

    assert {"id": "1"} == first.data
    with pytest.raises(InputError, match=r"x\.json:1:20: this is not JSON"):
        next(found)


def test_a_document_over_the_limit_is_refused(tmp_path: Path) -> None:
    """The limit is one of the reader, whatever the document holds."""
    path = written(tmp_path, '{"id": "1"}')

    with pytest.raises(InputError, match="the file is larger than 10 bytes"):
        list(records(path, limit=10))
