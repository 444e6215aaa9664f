"""Counts and rulings by DuckDB: those of the row-by-row way, from every kind of file."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from comity.decide.closure import closure
from comity.errors import CoverageError, InputError
from comity.facts import to_json
from comity.flow import Counsel
from comity.model.case import ACTIONS, Case
from comity.model.shape import case_shape, each_fact
from comity.model.tree import TRUTH
from comity.simulate import Question, Simulation, engine_counts, engine_duckdb, simulate
from comity.simulate.engine_duckdb import Settings
from tests.packs import AGENCY, rule
from tests.packs import law as law_of
from tests.published import REAL_CSV, needs_real_records, row, table
from tests.simulate.engines import (
    AUTUMN,
    CASES,
    SPRING,
    connected,
    law,
    nested_parquet,
    of_each_pack,
    usable,
)

ASSUMED = (
    "request.instruments=[]",
    "person.watchlist_match=false",
    'court={"attending": "witness"}',
    'person.convictions=[{"code": "NY PL", "section": "160.10", "judgment": "2010-01-01"}]',
    "person.convictions[0].grade=felony",
    "request.received_at=2017-01-01T10:00:00-05:00",
)


def row_by_row(question: Question, asked: Counsel | None = None) -> Simulation:
    asked = asked or law()
    return evolve(simulate(question, asked.law, asked.version), missing=())


def in_sql(question: Question, asked: Counsel | None = None, **options: Any) -> Simulation:
    with engine_duckdb.opened() as engine:
        return engine_counts.simulate(engine, question, asked or law(), **options)


def test_an_entry_of_a_list_is_assumed_where_the_reader_reads(tmp_path: Path) -> None:
    """In a file that passes through `facts` an assumption may be about one entry."""
    path = tmp_path / "one.jsonl"
    conviction = {"code": "NY PL", "section": "160.10", "judgment": "2016-01-01"}
    path.write_text(json.dumps({
        "id": "example", "at": "2016-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd",
        "person": {"convictions": [conviction]},
    }) + "\n")  # fmt: skip
    question = Question(path, assume=("person.convictions[0].grade=felony",))

    assert row_by_row(question) == in_sql(question)


def rulings(path: Path, settings: Settings | None = None) -> dict[str, tuple[Any, ...]]:
    """The answers in the file of rulings, by the case's name."""
    out = path.parent / "rulings.parquet"
    with engine_duckdb.opened(settings) as engine:
        engine_counts.simulate(engine, Question(path), law(), out=out)
    names = [f"{action}_{name}" for action in ACTIONS for name in ("outcome", "review", "until")]
    with connected() as connection:
        found = connection.execute(f"SELECT id, {', '.join(names)} FROM '{out}'").fetchall()
    return {name: tuple(answers) for name, *answers in found}


def by_closure(case: Case) -> tuple[Any, ...]:
    found = closure(law().version(case))(case)
    return tuple(x for one in found for x in (one.outcome, one.review, one.until))


def expected() -> dict[str, tuple[Any, ...]]:
    found = {}
    for case in of_each_pack(CASES):
        try:
            found[case.id] = by_closure(case)
        except CoverageError:
            continue
    return found


def test_parquet_gives_the_rulings_of_the_closure(nested: Path) -> None:
    """Each case under the version in force for its agency on its day."""
    assert expected() == rulings(nested)


def test_every_file_that_comity_reads_gives_the_same(lines: Path) -> None:
    """JSON Lines go through `facts`, and Parquet with lists in texts too."""
    assert expected() == rulings(lines)


def test_columns_of_texts_give_the_same(tmp_path: Path) -> None:
    """A column for each fact, days and instants as texts, and lists as JSON."""
    path = tmp_path / "cases.csv"
    flat = [_flat(to_json(one)) for one in of_each_pack(CASES)[:12]]
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

    assert rulings(path) == rulings(as_parquet)


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        inner = value if isinstance(value, dict) else {"": value}
        for key, one in inner.items():
            path = f"{name}.{key}" if key else name
            flat[path] = json.dumps(one) if isinstance(one, list | bool) else one
    return flat


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (("nested", "lines"), {}),
        # Another day is asked about in SQL, whatever the rows came from.
        (("nested",), {"at": SPRING}),
        (("lines",), {"at": AUTUMN}),
        (("nested", "lines"), {"at": date(2010, 1, 1)}),
        (("nested", "lines"), {"assume": ASSUMED}),
        (("nested", "lines"), {"assume": ASSUMED, "agency": "us-ca/jail", "at": AUTUMN}),
    ],
    ids=str,
)
def test_the_counts_are_those_of_the_row_by_row_way(
    request: pytest.FixtureRequest, kinds: tuple[str, ...], asked: dict[str, Any]
) -> None:
    """Under every option, on typed columns and on JSON Lines, and where the clocks change."""
    for kind in kinds:
        question = Question(request.getfixturevalue(kind), **asked)

        assert row_by_row(question) == in_sql(question)


def test_an_hour_that_the_clocks_show_twice_stays_the_one_that_it_was(tmp_path: Path) -> None:
    """01:30 before and after the change of one autumn, on the day of the change of another."""
    cases = [
        evolve(usable(1)[0], id=str(n), agency=AGENCY, at=usable(1)[0].at.fromisoformat(at))
        for n, at in enumerate(("2022-11-06T05:30:00+00:00", "2022-11-06T06:30:00+00:00",
                                "2022-03-13T07:30:00+00:00", "2022-03-13T06:30:00+00:00"))
    ]  # fmt: skip
    asked = Counsel(law_of(tmp_path, rule("forbid: hold")))
    path = nested_parquet(cases, tmp_path)
    with engine_duckdb.opened() as engine:
        engine_counts.simulate(engine, Question(path, at=AUTUMN), asked)
        found = engine.rows('SELECT CAST("at" AS VARCHAR) FROM cases ORDER BY "row"')

    assert [
        "2021-11-07 05:30:00+00", "2021-11-07 06:30:00+00",
        "2021-11-07 08:30:00+00", "2021-11-07 05:30:00+00",
    ] == [text for (text,) in found]  # fmt: skip


def test_rows_without_an_agency_or_a_law_are_counted(tmp_path: Path) -> None:
    """An agency that nobody knows, and a day before its law, have no ruling and are told."""
    path = tmp_path / "cases.jsonl"
    facts = [("us-ny-nyc/nypd", 2019), ("us-xx/nobody", 2019), ("us-ny-nyc/nypd", 2001)]
    path.write_text(
        "\n".join(
            json.dumps({"id": str(n), "at": f"{year}-06-01T12:00:00Z", "agency": agency})
            for n, (agency, year) in enumerate(facts)
        ),
        encoding="utf-8",
    )

    found = in_sql(Question(path))

    assert row_by_row(Question(path)) == found
    assert ["not covered", "not placed", "placed"] == [one.status for one in found.placements]
    assert 1 == len(rulings(path))


@pytest.mark.parametrize("agency_by", [None, "facility", "form"])
def test_published_records_are_counted_alike(tmp_path: Path, agency_by: str | None) -> None:
    """Placed by the tables of facilities, or by a column that holds an agency's name."""
    path = table(tmp_path, row(1, facility='"RIKERS ISLAND, QUEENS, NY"'), row(2), row(3),
                 row(4, form="us-ny-nyc/nypd"), row(5, facility="ELSEWHERE"))  # fmt: skip
    question = Question(path, agency_by=agency_by)

    assert row_by_row(question) == in_sql(question)


@needs_real_records
def test_the_real_records_give_the_same_counts() -> None:
    """All 79,053 of them, to the last row."""
    question = Question(REAL_CSV, ("request.instruments=[]", "person.watchlist_match=false"))

    assert row_by_row(question) == in_sql(question)


@pytest.mark.parametrize(
    ("assume", "message"),
    [
        ("person.charges[0].grade=felony", "--assume: person.charges[0].grade is one entry"),
        ("request.kind=letter", "request.kind: there is no term 'letter'"),
    ],
)
def test_what_an_engine_cannot_assume_is_refused(nested: Path, assume: str, message: str) -> None:
    """By the name of the option or of the fact, and not by an error of the engine."""
    with pytest.raises(InputError) as refused:
        in_sql(Question(nested, (assume,)))

    assert message in str(refused.value)


def test_an_assumption_that_contradicts_a_row_is_refused(nested: Path) -> None:
    """As the row-by-row way refuses it, in the same words."""
    question = Question(nested, ("custody.released_otherwise_at=1950-01-01T00:00:00Z",))
    with pytest.raises(InputError) as by_row:
        row_by_row(question)

    with pytest.raises(InputError) as by_engine:
        in_sql(question)

    assert str(by_row.value) == str(by_engine.value)


def test_the_law_that_answers_everything_alike_is_answered_too(nested: Path) -> None:
    """On a day when no rule binds, several versions have nothing to tell them apart."""
    question = Question(nested, at=date(2012, 1, 1))

    assert row_by_row(question) == in_sql(question)


def test_a_file_without_cases_has_no_rulings(tmp_path: Path) -> None:
    """Nothing is wrong with an empty table; the columns are there."""
    path = tmp_path / "none.parquet"
    with connected() as connection:
        connection.execute(
            f"COPY (SELECT '' AS id, now() AS \"at\", '' AS agency WHERE false) TO '{path}'"
        )

    assert {} == rulings(path)
    assert row_by_row(Question(path)) == in_sql(Question(path))


def test_little_memory_is_enough(nested: Path) -> None:
    """What does not fit goes to the folder for it, which is empty afterwards."""
    folder = nested.parent / "spilled"
    folder.mkdir()

    found = rulings(nested, Settings(memory="300MB", threads=1, folder=folder))

    assert expected() == found
    assert [] == [*folder.iterdir()]
