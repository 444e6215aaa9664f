"""Court appearances from CSV: every row an appearance, or the file refused with line and column."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.errors import InputError, Place
from comity.intake.appearances import HELD_LATER, PAST, AppearanceSeen, appearances

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEADER = "uid,docket,court,room,start,zone,status,sequence"
ROW = "u1,CR-1-26,Example Court,AR1,2026-12-03T09:30,America/New_York,scheduled,2"


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "x.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def refused(path: Path, zone: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        appearances(path, NOW, zone)
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_a_row_is_an_appearance(tmp_path: Path) -> None:
    """Half past nine in New York in December is 14:30 UTC."""
    path = table(tmp_path, ROW)

    expected = AppearanceSeen(
        uid="u1",
        docket="CR-1-26",
        court="Example Court",
        room="AR1",
        start=datetime(2026, 12, 3, 14, 30, tzinfo=UTC),
        status="scheduled",
        sequence=2,
        seen_in=Place(str(path), 2),
    )
    assert (expected,) == appearances(path, NOW)


def test_the_docket_stands_for_a_missing_uid_and_the_courts_zone_for_a_missing_zone(
    tmp_path: Path,
) -> None:
    """The fewest columns are docket, court, start and status."""
    path = table(
        tmp_path, "CR-1-26,Example Court,2026-12-03 09:30,held", header="docket,court,start,status"
    )
    (one,) = appearances(path, NOW, "America/Chicago")

    assert ("CR-1-26", datetime(2026, 12, 3, 15, 30, tzinfo=UTC), (HELD_LATER,)) == (
        one.uid,
        one.start,
        one.marks,
    )


def test_an_appearance_in_the_past_is_marked(tmp_path: Path) -> None:
    """What is past is not refused; what was held or vacated then is no doubt."""
    rows = [ROW.replace("2026-12", "2026-01").replace("u1", one) for one in "abc"]
    rows[1] = rows[1].replace("scheduled", "held")
    rows[2] = rows[2].replace("scheduled", "vacated")

    found = appearances(table(tmp_path, *rows), NOW)

    assert [(PAST,), (), ()] == [one.marks for one in found]


def test_an_adjournment_without_a_day_has_no_start(tmp_path: Path) -> None:
    """Put off and not yet set is a status; only a hearing that will be or was needs a time."""
    off = ROW.replace("2026-12-03T09:30", "").replace("scheduled", "adjourned")
    (one,) = appearances(table(tmp_path, off), NOW)

    assert ("adjourned", None) == (one.status, one.start)


def test_an_empty_feed_cancels_nothing(tmp_path: Path) -> None:
    """Absence says nothing: there is no appearance, and none that is vacated."""
    assert () == appearances(table(tmp_path), NOW)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", " ="])
@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_a_formula_cell_is_refused(tmp_path: Path, begin: str, column: int) -> None:
    """A cell that a spreadsheet would run is refused with its line and column."""
    cells = ROW.split(",")
    cells[column] = f"{begin}1+1"

    message = refused(table(tmp_path, ROW, ",".join(cells)))

    name = HEADER.split(",")[column]
    assert message.startswith(f"x.csv:3: {name}: the cell {begin + '1+1'!r} is a formula")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2026-12-03T09:30", "2026-03-08T02:30", "start: clocks skip 2026-03-08 02:30:00"),
        ("America/New_York", "", "start: the local time has no zone; expected a zone's name"),
        ("America/New_York", "EST5EDT6", "start: there is no zone 'EST5EDT6'"),
        ("2026-12-03T09:30", "12/03/2026", "start: this is '12/03/2026'; expected a local time"),
        ("2026-12-03T09:30", "", "start: a hearing that is scheduled has no time"),
        ("scheduled", "gone", "status: this is 'gone'; expected one of scheduled, adjourned"),
        ("Example Court", " ", "court: it is missing; expected the court of the appearance"),
        ("Example Court", "a\u202eb", "court: this is 'a\\u202eb'; expected at most 200"),
        ("scheduled,2", "scheduled,two", "sequence: this is 'two'; expected a number from 0"),
        ("scheduled,2", "scheduled", "the row has 7 cells; expected 8, as the header has"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The error names file, line and column, and nothing of the file is taken."""
    assert refused(table(tmp_path, ROW.replace(old, new))).startswith(f"x.csv:2: {message}")


def test_an_appearance_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Which of the two is the newer one is not guessed from their order."""
    assert refused(table(tmp_path, ROW, ROW)).startswith("x.csv:3: uid: 'u1' is in line 2 too")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER + ",defendant", "defendant: the column is not known"),
        (HEADER + ",uid", "uid: the column is there twice"),
        ("uid,docket,court,start", "status: the column is missing"),
        ("", "docket: the column is missing"),
    ],
)
def test_a_header_of_another_layout_is_refused(tmp_path: Path, header: str, message: str) -> None:
    """A column that nobody asked for is not carried along, least of all a name."""
    assert refused(table(tmp_path, header=header)).partition(": ")[2].startswith(message)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """The suffix says what a file is."""
    assert refused(tmp_path / "x.xlsx") == (
        "x.xlsx: nothing here reads appearances from a file of this name; "
        "expected a name that ends in .csv, .ics, .xml"
    )
