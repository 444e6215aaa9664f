"""Requests as CSV: a row is a request with its own text as original."""

from pathlib import Path

import pytest

from comity.errors import InputError
from comity.intake.request_csv import csv_requests

HEADER = "request.kind,request.asks,person.name,numbers.event,at"
ROW = 'detainer,"[""hold""]",Example Person C,EXA1,'


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "x.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        list(csv_requests(path))
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_a_row_is_a_request(tmp_path: Path) -> None:
    """Its cells are facts and numbers; its original is the header and its own line."""
    path = table(tmp_path, ROW, ROW.replace("EXA1", "EXA2"))
    one, two = csv_requests(path)

    assert {
        "request": {"kind": "detainer", "asks": ["hold"]},
        "person": {"name": "Example Person C"},
    } == one.said
    assert (f"{HEADER}\n{ROW}\n".encode(), (("event", "EXA1"),), f"{path}:2", ()) == (
        one.original,
        one.numbers,
        one.name,
        one.marks,
    )
    assert ((("event", "EXA2"),), f"{path}:3") == (two.numbers, two.name)


def test_a_cell_that_runs_over_two_lines_stays_in_its_own_original(tmp_path: Path) -> None:
    """A quoted break belongs to the row, and the next row begins after it."""
    row = 'detainer,,"Example\nPerson C",EXA1,'
    one, two = csv_requests(table(tmp_path, row, ROW))

    assert (f"{HEADER}\n{row}\n".encode(), f"{HEADER}\n{ROW}\n".encode()) == (
        one.original,
        two.original,
    )


def test_what_the_receiver_says_is_marked(tmp_path: Path) -> None:
    """An hour in the file is not taken over as the receiver's."""
    (one,) = csv_requests(table(tmp_path, ROW + "2017-06-01T10:00:00-04:00"))

    assert ("it also states at, which the receiver says: not taken over",) == one.marks


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (
            HEADER,
            ROW.replace("EXA1", "=1+1"),
            "x.csv:2: numbers.event: the cell '=1+1' is a formula",
        ),
        (HEADER, ROW.replace("Example", "@x"), "x.csv:2: person.name: the cell '@x Person C' is a"),
        (HEADER, "detainer", "x.csv:2: the row has 1 cells; expected 5"),
        (HEADER + ",numbers.event", ROW, "x.csv:1: numbers.event: the column is there twice"),
        ("request.knd", ROW, "x.csv:1: request.knd: there is no fact for this column"),
        ("", "", "x.csv: the file is empty"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, header: str, row: str, message: str) -> None:
    """The error names line and column."""
    assert refused(table(tmp_path, row, header=header)).startswith(message)
