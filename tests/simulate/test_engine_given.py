"""A file in parts: the rulings of every row, whatever its row groups are."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.errors import InputError
from comity.simulate import Question, engine_counts, engine_duckdb, engine_given, parts
from comity.simulate.refusals import Refusals
from tests.simulate.engines import CASES, law

GROUP = 7


@pytest.fixture
def grouped(nested: Path, tmp_path: Path) -> Path:
    """The cases in many row groups."""
    path = tmp_path / "grouped.parquet"
    pq.write_table(pq.read_table(nested), path, row_group_size=GROUP)
    return path


def rulings(path: Path, keep_going: Path | None = None) -> list[tuple[Any, ...]]:
    """Every row with its answers, in order."""
    out = path.with_name("rulings.parquet")
    with Refusals(keep_going) as refused, engine_duckdb.opened() as engine:
        engine_counts.simulate(engine, Question(path), law(), refused, out)
    return [tuple(row.values()) for row in pq.read_table(out).sort_by("row").to_pylist()]


def shown(path: Path) -> list[int]:
    """The rows of each part that a session shows."""
    with engine_duckdb.opened() as engine:
        engine.read(path, "cases")
        return [part.rows for part in engine.parts()]


def test_parts_give_what_the_whole_gives(
    grouped: Path, nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row is answered once, under its own number, though no part knows of another."""
    monkeypatch.setattr(parts, "PART", GROUP)

    assert 3 < len(shown(grouped))
    assert {GROUP} == {*shown(grouped)[:-1]}
    assert CASES == sum(shown(grouped))
    assert rulings(nested) == rulings(grouped)


def test_a_group_that_memory_may_not_hold_is_left_to_the_engine(
    nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rulings are the same, in one piece."""
    by_parts = rulings(nested)
    monkeypatch.setattr(engine_given, "_MOST_ROWS", 10)

    assert [0] == shown(nested)
    assert by_parts == rulings(nested)


def test_columns_that_arrow_reads_otherwise_are_left_to_the_engine(tmp_path: Path) -> None:
    """An old writer's instants are of another type to Arrow."""
    path = tmp_path / "old.parquet"
    at = pa.array([0], pa.timestamp("us"))
    table = pa.table({"id": ["example"], "agency": ["us-ny-nyc/nypd"], "at": at})
    pq.write_table(table, path, use_deprecated_int96_timestamps=True)

    with engine_duckdb.opened() as engine:
        given = engine_given.Given(engine.connection, "old", f"SELECT * FROM '{path}'", (path,))
        given.show_all()

        assert [engine_given.WHOLE] == [*given.parts(1, ())]


def test_a_refused_row_is_in_no_part(
    grouped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be used is named with its row in the file, and left out of its part."""
    monkeypatch.setattr(parts, "PART", GROUP)
    table = pq.read_table(grouped)
    ids = table["id"].to_pylist()
    ids[2 * GROUP + 1] = None
    bad = tmp_path / "bad.parquet"
    pq.write_table(table.set_column(table.schema.get_field_index("id"), "id", [ids]), bad,
                   row_group_size=GROUP)  # fmt: skip

    with pytest.raises(InputError, match=rf"{2 * GROUP + 2}"):
        rulings(bad)
    left = rulings(bad, tmp_path / "rejected.jsonl")

    assert [one for one in rulings(grouped) if one[0] != 2 * GROUP + 2] == left
