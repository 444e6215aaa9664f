"""Parquet, written here by DuckDB itself: nested or one fact a column, with true types."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.errors import InputError
from comity.intake import read
from comity.intake.parquet import records

CASE = "'1' AS id, '2017-06-01T10:00:00-04:00' AS \"at\", 'us-ny-nyc/nypd' AS agency"


def written(tmp_path: Path, query: str, name: str = "x.parquet") -> Path:
    path = tmp_path / name
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def row_of(tmp_path: Path, columns: str) -> dict[str, Any]:
    [raw] = read(written(tmp_path, f"SELECT {CASE}, {columns}"))
    return raw.data


def refused(tmp_path: Path, query: str) -> str:
    path = written(tmp_path, query)
    with pytest.raises(InputError) as caught:
        list(read(path))
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_nested_columns_become_objects_and_lists(tmp_path: Path) -> None:
    """Days are written as JSON has them, at any depth."""
    row = row_of(
        tmp_path,
        "{'consents': true, 'convictions': [{'grade': 'felony', 'judgment': DATE '2003-05-01', "
        "'incarcerated': [[DATE '2003-05-01', NULL]]}]} AS person",
    )

    conviction = {
        "grade": "felony",
        "judgment": "2003-05-01",
        "incarcerated": [["2003-05-01", None]],
    }
    assert row["person"] == {"consents": True, "convictions": [conviction]}


def test_dotted_columns_are_those_of_csv(tmp_path: Path) -> None:
    """A list may be a list of Parquet, or JSON in a text."""
    row = row_of(
        tmp_path,
        "DATE '2017-05-30' AS \"custody.arrested\", ['hold'] AS \"request.asks\", "
        '\'["final-order"]\' AS "request.basis", \'\' AS "request.form", '
        'NULL::BOOLEAN AS "person.consents"',
    )

    assert {"arrested": "2017-05-30"} == row["custody"]
    assert {"asks": ["hold"], "basis": ["final-order"], "form": ""} == row["request"]
    assert {"consents": None} == row["person"]


def test_an_instant_with_zone_comes_in_utc(tmp_path: Path) -> None:
    """Parquet keeps the instant and forgets the zone of the place."""
    row = row_of(
        tmp_path,
        "{'released_otherwise_at': TIMESTAMPTZ '2017-06-01 16:00:00.25-04'} AS custody, "
        "TIMESTAMPTZ '2017-06-01 09:00:00-04' AS \"request.received_at\"",
    )

    assert {"released_otherwise_at": "2017-06-01T20:00:00.250000+00:00"} == row["custody"]
    assert {"received_at": "2017-06-01T13:00:00+00:00"} == row["request"]


def test_an_instant_without_zone_stays_without(tmp_path: Path) -> None:
    """The check of facts refuses it; nobody takes it for a local time."""
    row = row_of(tmp_path, "TIMESTAMP '2017-06-01 09:00:00' AS \"request.received_at\"")

    assert {"received_at": "2017-06-01T09:00:00"} == row["request"]


def test_the_line_of_a_row_is_its_number(tmp_path: Path) -> None:
    """Rows are counted from 1 across batches and keep the order of the file."""
    path = written(
        tmp_path,
        "SELECT i::VARCHAR AS id, '' AS \"at\", '' AS agency FROM range(1, 8) AS t(i)",
    )

    found = [(raw.data["id"], raw.place.line) for raw in records(path, batch=3)]
    assert [(str(number), number) for number in range(1, 8)] == found


def test_a_file_without_rows_holds_no_case(tmp_path: Path) -> None:
    """A day without requests is no error."""
    assert [] == list(read(written(tmp_path, f"SELECT {CASE} WHERE false")))


@pytest.mark.parametrize("name", ["[ab]*?.parquet", "agency=us-ca/x.parquet", "~.parquet"])
def test_the_name_of_a_file_is_only_a_name(tmp_path: Path, name: str) -> None:
    """A name is no pattern, and a folder's name is no column."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    written(tmp_path, f"SELECT {CASE}").rename(path)

    [raw] = read(path)

    assert "us-ny-nyc/nypd" == raw.data["agency"]


BAD = [
    (
        "SELECT '1' AS id",
        "x.parquet: at: the column is missing; expected at least the columns id, at, agency",
    ),
    (
        f'SELECT {CASE}, true AS "person.consent"',
        "x.parquet: person.consent: there is no fact for this column; the nearest is "
        "person.consents; expected the path of a fact, such as custody.arrested",
    ),
    (
        f"SELECT {CASE}, {{'consents': true}} AS person, 'x' AS \"person.name\"",
        "x.parquet: person.name: there is also a column person; expected either one nested column, "
        "or one column for each fact",
    ),
    (
        f"SELECT {CASE}, 'hold' AS \"request.asks\"",
        "x.parquet:1: request.asks: this is not JSON (expecting value); "
        'expected a JSON list such as ["…"] in the cell',
    ),
]


@pytest.mark.parametrize(("query", "message"), BAD)
def test_columns_that_make_no_case_are_refused(tmp_path: Path, query: str, message: str) -> None:
    """The header is checked before the first row, as in CSV."""
    assert message == refused(tmp_path, query)


def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    """A transfer that broke off leaves no half of the cases."""
    path = written(tmp_path, f"SELECT {CASE}")
    content = path.read_bytes()
    path.write_bytes(content[:-20])

    with pytest.raises(InputError, match=r"x\.parquet: the Parquet file is cut off"):
        list(read(path))
