"""Rulings in bulk by DuckDB: those of the closure, from every kind of file, and nothing lost."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from comity.decide.closure import closure
from comity.errors import CoverageError
from comity.facts import to_json
from comity.model.case import ACTIONS, Case
from comity.model.shape import case_shape, each_fact
from comity.model.tree import TRUTH
from comity.simulate.engine_duckdb import Settings, rulings
from tests.simulate.engines import connected, law, nested_parquet, usable

CASES = 300


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    return nested_parquet(usable(CASES), tmp_path)


def by_closure(case: Case) -> tuple[Any, ...]:
    found = closure(law().version(case))(case)
    return tuple(x for one in found for x in (one.outcome, one.review, one.until))


def answers(path: Path, **options: Any) -> dict[str, tuple[Any, ...]]:
    with rulings(path, law(), **options) as found:
        return {row[1]: row[2:] for row in found.relation().fetchall()}


def expected() -> dict[str, tuple[Any, ...]]:
    found = {}
    for case in usable(CASES):
        try:
            found[case.id] = by_closure(case)
        except CoverageError:
            continue
    return found


def test_parquet_gives_the_rulings_of_the_closure(nested: Path) -> None:
    """Each case under the version in force for its agency on its day."""
    assert expected() == answers(nested)


def test_every_file_that_comity_reads_gives_the_same(tmp_path: Path) -> None:
    """JSON Lines go through `facts`, and Parquet with lists in texts too."""
    path = tmp_path / "cases.jsonl"
    path.write_text(
        "".join(json.dumps(to_json(one)) + "\n" for one in usable(CASES)), encoding="utf-8"
    )

    assert expected() == answers(path)


def test_columns_of_texts_give_the_same(tmp_path: Path) -> None:
    """A column for each fact, days and instants as texts, and lists as JSON."""
    path = tmp_path / "cases.csv"
    flat = [_flat(to_json(one)) for one in usable(CASES)[:40]]
    names = sorted({name for one in flat for name in one})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(flat)
    as_parquet = tmp_path / "texts.parquet"
    with connected() as connection:
        truths = ", ".join(
            f'CAST("{name}" AS BOOLEAN) AS "{name}"'
            for name, field in each_fact(case_shape())
            if field.type == TRUTH and name in names
        )
        connection.execute(
            f"COPY (SELECT * REPLACE ({truths}) FROM read_csv('{path}', all_varchar = true)) "
            f"TO '{as_parquet}'"
        )

    assert answers(path) == answers(as_parquet)


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        inner = value if isinstance(value, dict) else {"": value}
        for key, one in inner.items():
            path = f"{name}.{key}" if key else name
            flat[path] = json.dumps(one) if isinstance(one, list | bool) else one
    return flat


def test_some_actions_and_facts_are_chosen(nested: Path) -> None:
    """Only the actions asked for, with the row and whatever is carried along."""
    with rulings(nested, law(), ("hold",), carry=("id", "agency", "request.kind")) as found:
        relation = found.relation()
        row = relation.order('"row"').limit(1).fetchall()[0]

        names = ["row", "id", "agency", "request.kind", "hold_outcome", "hold_review", "hold_until"]
        assert names == relation.columns
    first = next(case for case in usable(CASES) if case.id in expected())
    assert (first.id, first.agency, first.request.kind) == row[1:4]


def test_the_rulings_are_written_as_parquet(nested: Path, tmp_path: Path) -> None:
    """So many rows as there are rulings, and the progress is told to its end."""
    heard: list[float] = []
    with rulings(nested, law()) as found:
        count = found.write(tmp_path / "out.parquet", heard.append)

    assert len(expected()) == count
    assert 1.0 == heard[-1]
    with connected() as connection:
        assert [(count,)] == connection.execute(
            f"SELECT count(*) FROM '{tmp_path / 'out.parquet'}'"
        ).fetchall()


def test_a_row_that_no_pack_covers_is_counted(tmp_path: Path) -> None:
    """An agency that nobody knows, and a day before its law, have no ruling and are told."""
    path = tmp_path / "cases.jsonl"
    facts = [("us-ny-nyc/nypd", 2019), ("us-xx/nobody", 2019), ("us-ny-nyc/nypd", 2001)]
    lines = [
        json.dumps({"id": str(n), "at": f"{year}-06-01T12:00:00Z", "agency": agency})
        for n, (agency, year) in enumerate(facts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    with rulings(path, law()) as found:
        assert [("us-ny-nyc/nypd", 1), ("us-xx/nobody", 1)] == [
            (one.agency, one.rows) for one in found.uncovered
        ]
        assert 1 == len(found.relation().fetchall())


def test_a_file_without_cases_has_no_rulings(tmp_path: Path) -> None:
    """Nothing is wrong with an empty table; the columns are there."""
    path = tmp_path / "none.parquet"
    with connected() as connection:
        connection.execute(
            f"COPY (SELECT '' AS id, now() AS \"at\", '' AS agency WHERE false) TO '{path}'"
        )

    with rulings(path, law(), ("hold",)) as found:
        assert [] == found.relation().fetchall()
        assert "hold_outcome" in found.relation().columns


def test_a_file_of_which_nothing_can_be_used_has_no_rulings(tmp_path: Path) -> None:
    """Every line of it stands in the file of refusals."""
    path, refused = tmp_path / "bad.jsonl", tmp_path / "refused.csv"
    path.write_text('{"id": "1"}\n\n{"id": "2", "at": "today"}\n', encoding="utf-8")

    with rulings(path, law(), ("hold",), refusals=refused) as found:
        assert [] == found.relation().fetchall()
        assert 2 == found.refused
    with refused.open(encoding="utf-8", newline="") as file:
        assert ["1", "3"] == [one["row"] for one in csv.DictReader(file)]


def test_little_memory_is_enough(nested: Path) -> None:
    """What does not fit goes to the folder for it, which is empty afterwards."""
    folder = nested.parent / "spilled"
    folder.mkdir()

    found = answers(nested, settings=Settings(memory="300MB", threads=1, folder=folder))

    assert expected() == found
    assert [] == [*folder.iterdir()]


def test_every_action_has_its_columns(nested: Path) -> None:
    """Outcome, review and end, in the order of the actions."""
    with rulings(nested, law(), carry=()) as found:
        columns = found.relation().columns

    assert 1 + 3 * len(ACTIONS) == len(columns)
