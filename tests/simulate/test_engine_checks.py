"""Bad input in bulk: every row that `facts` refuses is found, named and never decided."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.random_cases import RandomCases
from comity.decide.sql import DUCKDB
from comity.decide.sql.columns import Columns
from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.intake import read
from comity.simulate import Question, Simulation, engine_counts, engine_duckdb
from comity.simulate.engine_checks import unusable
from comity.simulate.engine_input import case_types
from comity.simulate.refusals import Refusals
from tests.simulate.engines import connected, law, parquet_of_lines

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"request": {"kind": "letter"}}, "request.kind"),
    "grade": ({"person": {"convictions": [{"grade": "felony"}, {"grade": "petty"}]}},
              "person.convictions[1].grade"),
    "year": ({"custody": {"arrested": "2250-01-01"}}, "custody.arrested"),
    "agency": ({"agency": "NYPD"}, "agency"),
    "blank": ({"id": "  "}, "id"),
    "issuer": ({"request": {"instruments": [{"kind": "none-shown", "issuer": "state-judge"}]}},
               "request.instruments[0].issuer"),
    "release": ({"custody": {"arrested": "2017-05-01",
                             "released_otherwise_at": "2017-04-01T12:00:00+00:00"}},
                "custody.released_otherwise_at"),
    "judgment": ({"person": {"convictions": [
        {"judgment": "2001-01-01", "offence_date": "2001-01-02"}]}},
        "person.convictions[0].judgment"),
    "periods": ({"person": {"convictions": [{"incarcerated": [["2001-01-02", "2001-01-01"]]}]}},
                "person.convictions[0].incarcerated[0]"),
}  # fmt: skip


def run(path: Path, rejected: Path | None = None) -> Simulation:
    with Refusals(rejected) as refusals, engine_duckdb.opened() as engine:
        return engine_counts.simulate(engine, Question(path), law(), refusals)


GOOD = {"id": "good", "at": "2019-06-01T12:00:00Z", "agency": "us-ny-nyc/nypd"}


@pytest.mark.parametrize(("facts", "field"), BAD.values(), ids=BAD)
def test_a_row_that_cannot_be_used_is_named(
    facts: dict[str, Any], field: str, tmp_path: Path
) -> None:
    """File, row and fact, as `facts` itself names them."""
    rows = [GOOD, GOOD, {**GOOD, **facts}, GOOD]
    path = parquet_of_lines([json.dumps(one) for one in rows], tmp_path)

    with pytest.raises(InputError) as refused:
        run(path)

    assert (str(path), 3) == (refused.value.place.file, refused.value.place.line)  # type: ignore[union-attr]
    assert field == refused.value.field


def test_whoever_goes_on_finds_the_refused_rows(tmp_path: Path) -> None:
    """The other rows are counted, and each refused one stands in the file with what it holds."""
    rows = [one for facts, _ in BAD.values() for one in (GOOD, {**GOOD, **facts})]
    path = parquet_of_lines([json.dumps(one) for one in rows], tmp_path)
    rejected = path.with_name("rejected.jsonl")

    found = run(path, rejected)

    assert (len(BAD), len(BAD)) == (found.rows, found.refused)
    lines = [json.loads(one) for one in rejected.read_text(encoding="utf-8").splitlines()]
    expected = [(2 * n, field) for n, (_, field) in enumerate(BAD.values(), start=1)]
    assert expected == [(line["row"], line["fact"]) for line in lines]
    for line in lines:
        with pytest.raises(InputError) as refused:
            case_from(line["case"])
        assert (refused.value.field, refused.value.message) == (line["fact"], line["what"])


def test_the_refused_rows_of_a_text_file_are_found_too(tmp_path: Path) -> None:
    """Blank lines count, as in messages; where nothing can be used nothing is counted."""
    path, rejected = tmp_path / "bad.jsonl", tmp_path / "rejected.jsonl"
    path.write_text('{"id": "1"}\n\n{"id": "2", "at": "today"}\n', encoding="utf-8")

    found = run(path, rejected)

    assert (0, 2) == (found.rows, found.refused)
    lines = [json.loads(one) for one in rejected.read_text(encoding="utf-8").splitlines()]
    assert [1, 3] == [one["row"] for one in lines]


@pytest.mark.parametrize("missing", ["id", "at", "agency"])
def test_a_column_that_is_missing_is_named(missing: str, tmp_path: Path) -> None:
    """Before any row is looked at."""
    path = tmp_path / "cases.parquet"
    with connected() as connection:
        connection.execute(
            'COPY (SELECT * EXCLUDE ("' + missing + "\") FROM (SELECT 'one' AS id, "
            "TIMESTAMPTZ '2019-06-01 12:00:00+00' AS \"at\", 'us-ny-nyc/nypd' AS agency)) "
            f"TO '{path}'"
        )

    with pytest.raises(InputError) as refused:
        run(path)

    assert f"{path}: {missing}: the column is missing" in str(refused.value)


def test_a_fact_out_of_its_range_in_a_far_row_is_named(tmp_path: Path) -> None:
    """File, row and fact, however many rows come before it."""
    path = tmp_path / "far.parquet"
    with connected() as connection:
        connection.execute(
            "COPY (SELECT CAST(n AS VARCHAR) AS id, "
            "TIMESTAMPTZ '2019-06-01 12:00:00+00' AS \"at\", 'us-ny-nyc/nypd' AS agency, "
            "CASE WHEN n = 299998 THEN DATE '2250-01-01' "
            "ELSE DATE '2019-05-30' END AS \"custody.arrested\" FROM range(300000) AS r(n)) "
            f"TO '{path}'"
        )

    with pytest.raises(InputError) as refused:
        run(path)

    assert str(refused.value).startswith(f"{path}:299999: custody.arrested: ")


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        (', 1 AS "custody.arested"', "custody.arested"),
        (", {'arested': 1} AS custody", "custody.arested"),
        (", {'convictions': [{'gerade': 'felony'}]} AS person", "person.convictions.gerade"),
        (', 7 AS "request.kind"', "request.kind"),
        (", TIMESTAMP '2017-01-01 00:00:00' AS \"request.received_at\"", "request.received_at"),
    ],
)
def test_a_column_that_is_none_or_of_a_wrong_type_is_named(
    columns: str, field: str, tmp_path: Path
) -> None:
    """A misspelt fact would otherwise be unknown in every row."""
    path = tmp_path / "wrong.parquet"
    with connected() as connection:
        connection.execute(
            "COPY (SELECT 'one' AS id, TIMESTAMPTZ '2019-06-01 12:00:00+00' AS \"at\", "
            f"'us-ny-nyc/nypd' AS agency{columns}) TO '{path}'"
        )

    with pytest.raises(InputError) as refused:
        run(path)

    assert field == refused.value.field
    assert str(path) in str(refused.value)


def damaged(random: Random, count: int) -> Iterator[dict[str, Any]]:
    """Cases in which some days, terms and texts were changed without regard for the rest."""
    for case, _ in islice(RandomCases(law().law, 8), count):
        data = to_json(case)
        for part in _parts(data):
            for key, value in part.items():
                if isinstance(value, str) and random.random() < 0.02:
                    part[key] = random.choice((_worse(value, random), value))
        yield data


def _parts(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for one in data.values():
            yield from _parts(one)
    elif isinstance(data, list):
        for one in data:
            yield from _parts(one)


def _worse(value: str, random: Random) -> str:
    if value[:2] in ("19", "20") and value[4:5] == "-":
        year = random.choice(("1899", "2200", "2005", "1950", value[:4]))
        return f"{year}-02-28{value[10:]}"
    return random.choice(("", " ", "other", "x" * 10_001, value.upper()))


def test_the_checks_in_sql_refuse_what_facts_refuses(tmp_path: Path) -> None:
    """Row by row, on cases that were damaged at random."""
    path = parquet_of_lines([json.dumps(one) for one in damaged(Random(3), 400)], tmp_path)
    test = unusable(Columns(case_types(), DUCKDB), DUCKDB).sql(DUCKDB)
    with connected() as connection:
        in_sql = [bad for (bad,) in connection.execute(f"SELECT {test} FROM '{path}'").fetchall()]

    by_facts = []
    for raw in read(path):
        try:
            case_from(raw.data)
        except InputError:
            by_facts.append(True)
        else:
            by_facts.append(False)
    assert by_facts == in_sql
    assert 50 < sum(by_facts) < 350
