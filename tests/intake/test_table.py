"""CSV: a header of paths, and one case a row."""

from pathlib import Path
from typing import Any

import pytest

from comity.errors import InputError
from comity.intake import read
from comity.intake.table import records

HEADER = "id,at,agency"


def data_of(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return [raw.data for raw in read(path)]


def test_a_dotted_column_is_a_fact_of_a_part(tmp_path: Path) -> None:
    """Columns of one part meet in one object, in whatever order they come."""
    rows = data_of(tmp_path, "custody.arrested,id,request.form,at,agency,request.from\n1,2,3,4,5,6")

    expected = {
        "custody": {"arrested": "1"},
        "id": "2",
        "request": {"form": "3", "from": "6"},
        "at": "4",
        "agency": "5",
    }
    assert [expected] == rows


def test_an_empty_cell_is_unknown(tmp_path: Path) -> None:
    """Empty with and without quotes, for texts, truths and lists."""
    columns = f"{HEADER},request.form,person.watchlist_match,request.asks"
    rows = data_of(tmp_path, f'{columns}\n1,2,3,,"",')

    unknown = {"request": {"form": None, "asks": None}, "person": {"watchlist_match": None}}
    assert [{"id": "1", "at": "2", "agency": "3"} | unknown] == rows


def test_cells_are_read_by_the_type_of_their_fact(tmp_path: Path) -> None:
    """A text that looks like a number or a truth stays a text."""
    columns = f"{HEADER},request.form,person.consents,person.watchlist_match"
    [row] = data_of(tmp_path, f"{columns}\n001,2,3,true,true,false")

    assert "001" == row["id"]
    assert {"form": "true"} == row["request"]
    assert {"consents": True, "watchlist_match": False} == row["person"]


def test_what_is_neither_true_nor_false_is_left_to_the_check_of_facts(tmp_path: Path) -> None:
    """`yes`, `1` and `TRUE` are handed on as they are, and refused there."""
    rows = data_of(tmp_path, f"{HEADER},person.consents\n1,2,3,yes\n1,2,3,1\n1,2,3,TRUE")

    assert [row["person"]["consents"] for row in rows] == ["yes", "1", "TRUE"]


def test_a_list_is_json_in_its_cell(tmp_path: Path) -> None:
    """Lists of texts and lists of records are written alike."""
    columns = f"{HEADER},request.asks,person.convictions,person.charges"
    cells = '"[""hold""]","[{""section"": ""160.10"", ""sentenced"": true}]",[]'
    [row] = data_of(tmp_path, f"{columns}\n1,2,3,{cells}")

    assert {"asks": ["hold"]} == row["request"]
    convictions = [{"section": "160.10", "sentenced": True}]
    assert row["person"] == {"convictions": convictions, "charges": []}


def test_sources_are_a_column_too(tmp_path: Path) -> None:
    """They are no fact, but they belong to the case."""
    [row] = data_of(tmp_path, f'{HEADER},sources\n1,2,3,"[{{""path"": ""person""}}]"')

    assert [{"path": "person"}] == row["sources"]


def test_the_line_of_a_row_is_the_one_it_begins_on(tmp_path: Path) -> None:
    """Cells with line breaks and blank lines are counted in."""
    path = tmp_path / "x.csv"
    path.write_bytes(b'\xef\xbb\xbfid,at,agency\r\n"a\nb",2,3\r\n\r\n4,5,6\r\n')

    assert [(raw.data["id"], raw.place.line) for raw in read(path)] == [("a\nb", 2), ("4", 5)]


def test_a_header_alone_holds_no_case(tmp_path: Path) -> None:
    """A day without requests is no error."""
    assert [] == data_of(tmp_path, f"{HEADER}\n")


def test_a_row_over_the_limit_is_refused(tmp_path: Path) -> None:
    """Quoted line breaks do not make a row that has no end."""
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}\n" + '"a\n",' * 100, encoding="utf-8")

    with pytest.raises(InputError, match=r"x\.csv:2: the row is longer than 50 bytes"):
        list(records(path, limit=50))
