"""Bad input in bulk: every row that `facts` refuses is found, named and never decided."""

import csv
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
from comity.simulate.engine_checks import unusable
from comity.simulate.engine_duckdb import rulings
from comity.simulate.engine_input import case_types
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


@pytest.fixture(params=BAD)
def with_a_bad_row(request: Any, tmp_path: Path) -> tuple[Path, str]:
    """Parquet whose third row cannot be used, and the fact that cannot."""
    facts, field = BAD[request.param]
    good = {"id": "good", "at": "2019-06-01T12:00:00Z", "agency": "us-ny-nyc/nypd"}
    rows = [good, good, {**good, **facts}, good]
    return parquet_of_lines([json.dumps(one) for one in rows], tmp_path), field


def test_a_row_that_cannot_be_used_is_named(with_a_bad_row: tuple[Path, str]) -> None:
    """File, row and fact, as `facts` itself names them."""
    path, field = with_a_bad_row

    with pytest.raises(InputError) as refused, rulings(path, law()):
        pass

    assert (str(path), 3) == (refused.value.place.file, refused.value.place.line)  # type: ignore[union-attr]
    assert field == refused.value.field


def test_whoever_goes_on_finds_the_refused_rows(with_a_bad_row: tuple[Path, str]) -> None:
    """The other rows have their rulings, and the refused one stands in the file for it."""
    path, field = with_a_bad_row
    refused = path.with_name("refused.csv")

    with rulings(path, law(), ("hold",), refusals=refused) as found:
        rows = [row for row, *_ in found.relation().fetchall()]

    assert [1, 2, 4] == sorted(rows)
    assert 1 == found.refused
    with refused.open(encoding="utf-8", newline="") as file:
        assert [("3", field)] == [(one["row"], one["fact"]) for one in csv.DictReader(file)]


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

    with pytest.raises(InputError) as refused, rulings(path, law()):
        pass

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
    path = parquet_of_lines([json.dumps(one) for one in damaged(Random(3), 600)], tmp_path)
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
    assert 50 < sum(by_facts) < 550
