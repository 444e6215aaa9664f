"""Published detainer records: what is read, and what is refused with file, line and field."""

import gzip
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.errors import InputError, Place
from comity.intake.detainers import DetainerRecord, detainers, recognised
from tests.published import HEADER, REAL_CSV, REAL_PARQUET, needs_real_records, row, table


def test_a_row_is_read_with_its_empty_cells_unknown(tmp_path: Path) -> None:
    """An empty city and an empty outcome stay unknown; spaces around a cell do not count."""
    path = table(tmp_path, "7,2015-05-08,I247D,I247D - edition, SOME JAIL ,,TEXAS,")

    expected = DetainerRecord(
        7, date(2015, 5, 8), "I247D", "SOME JAIL", None, "TEXAS", None, Place(str(path), 2)
    )
    assert [expected] == list(detainers(path))


def test_csv_gzip_and_parquet_hold_the_same_records(tmp_path: Path) -> None:
    """The same rows come out of all three kinds of file."""
    text = table(tmp_path, row(1), row(2, lift_reason="Lifted"), row(3, city="", state=""))
    packed, parquet = tmp_path / "records.csv.gz", tmp_path / "records.parquet"
    packed.write_bytes(gzip.compress(text.read_bytes()))
    duckdb.execute(f"COPY (FROM read_csv('{text}', header = true)) TO '{parquet}'")

    expected = [_without_place(one) for one in detainers(text)]
    assert expected == [_without_place(one) for one in detainers(packed)]
    assert expected == [_without_place(one) for one in detainers(parquet)]


def test_a_column_of_the_readers_choice_holds_the_agency(tmp_path: Path) -> None:
    """A release may have columns of its own, and one of them may name the agency."""
    path = table(tmp_path, row(1) + ",us-zz/police", row(2) + ",", header=HEADER + ",answers")

    assert ["us-zz/police", None] == [one.agency for one in detainers(path, "answers")]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("x,2015-05-08,I247,e,J,C,S,", "row: this is 'x'; expected the number of the row"),
        (",2015-05-08,I247,e,J,C,S,", "row: this is null; expected the number of the row"),
        ("2,8 May 2015,I247,e,J,C,S,", "prepare_date: this is '8 May 2015'; expected a day"),
        ("2,2015-02-29,I247,e,J,C,S,", "prepare_date: there is no day 2015-02-29; expected a day"),
        ("2,2015-05-08,I247,e,J,C,S", "the row has 7 cells; expected 8, as the header has"),
        ("1,2015-05-08,I247,e,J,C,S,", "row: the row 1 is there twice; expected each row once"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, bad: str, message: str) -> None:
    """The error names file, line and field, and what was expected."""
    path = table(tmp_path, row(1), bad)

    with pytest.raises(InputError) as refused:
        list(detainers(path))

    assert str(refused.value).startswith(f"{path}:3: {message}")


def test_whoever_hears_of_bad_rows_gets_the_rest(tmp_path: Path) -> None:
    """Each with its line and with what it holds: by column, or cell by cell where some are lost."""
    bad = "2,2015-02-29,I247,e,J,C,S,"
    path = table(tmp_path, row(1), bad, "3,2015-05-08,I247", row(1), row(4))
    heard: list[tuple[InputError, int, object]] = []

    found = [one.row for one in detainers(path, refused=lambda *one: heard.append(one))]

    assert [1, 4] == found
    assert [3, 4, 5] == [line for _, line, _ in heard]
    assert ["prepare_date", None, "row"] == [error.field for error, _, _ in heard]
    named = dict(zip(HEADER.split(","), bad.split(","), strict=True))
    assert [named, ["3", "2015-05-08", "I247"]] == [data for _, _, data in heard[:2]]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """A table with most of the columns is taken for published records, and the gap is named."""
    path = table(tmp_path, header=HEADER.removesuffix(",lift_reason"))

    assert recognised(path)
    with pytest.raises(InputError, match="lift_reason: the column is missing"):
        list(detainers(path))


def test_cases_are_not_taken_for_records(tmp_path: Path) -> None:
    """A table of cases, an empty one and JSON Lines are left to the readers of cases."""
    assert not recognised(table(tmp_path, header="id,at,agency,request.form"))
    assert not recognised(table(tmp_path, name="empty.csv", header=""))
    assert not recognised(table(tmp_path, name="cases.jsonl"))


def test_a_cut_off_gzip_file_is_refused(tmp_path: Path) -> None:
    """What gzip cannot unpack to its end is an unusable file, not a short one."""
    path = tmp_path / "records.csv.gz"
    path.write_bytes(gzip.compress(table(tmp_path, row(1)).read_bytes())[:-9])

    with pytest.raises(InputError, match="not a whole gzip file"):
        list(detainers(path))


@needs_real_records
@pytest.mark.parametrize("path", [REAL_CSV, REAL_PARQUET], ids=["csv.gz", "parquet"])
def test_every_real_row_is_read(path: Path) -> None:
    """The README of the records counts 79,053 rows, by form, and 52,263 without an outcome."""
    records = list(detainers(path))

    forms = [sum(one.form == form for one in records) for form in ("I247", "I247D", "I247N")]
    assert [75_696, 2_811, 546] == forms
    assert 79_053 == len(records) == len({one.row for one in records})
    assert 52_263 == sum(one.lift_reason is None for one in records)


def _without_place(record: DetainerRecord) -> tuple[object, ...]:
    return (
        record.row, record.prepared, record.form, record.facility, record.city, record.state,
        record.lift_reason,
    )  # fmt: skip
