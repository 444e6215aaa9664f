"""Spark's rulings are DuckDB's, row for row, on a cluster of two workers."""

import importlib.util
import json
import os
import shutil
from datetime import UTC
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

from bench import plain
from bench.random_cases import RandomCases
from bench.random_rules import AGENCY, page, page_of, version_of
from comity.decide.sql import SPARK, select
from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.provision import Version
from comity.simulate import engine_duckdb, engine_spark
from comity.simulate.engine_input import ROW
from tests.simulate.engines import connected, law, nested_parquet, parquet_of_lines, usable

CLUSTER = "local-cluster[2,1,1024]"
CASES, PAGES = 1_000, 20
HERE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}

_JAVA = shutil.which("java") or os.environ.get("JAVA_HOME")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or _JAVA is None,
        reason="Spark is not here: `make spark`, and Java 17",
    ),
]


@cache
def bad() -> list[str]:
    """Two lines that cannot be used, one with a term that is none, one that contradicts itself."""
    good = {"id": "bad", "at": "2019-06-01T12:00:00Z", "agency": "us-ny-nyc/nypd"}
    late = {"arrested": "2017-05-01", "released_otherwise_at": "2017-04-01T12:00:00+00:00"}
    return [json.dumps({**good, "request": {"kind": "letter"}}),
            json.dumps({**good, "custody": late})]  # fmt: skip


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random cases of every agency and version, two bad rows among them."""
    folder = tmp_path_factory.mktemp("cases")
    lines = [json.dumps(to_json(one)) for one in usable(CASES)]
    whole = nested_parquet(usable(CASES), folder)
    wrong = parquet_of_lines([*bad(), lines[0]], folder)
    both = folder / "both.parquet"
    with connected() as connection:
        connection.execute(
            f"COPY (SELECT * FROM '{wrong}' UNION ALL BY NAME FROM '{whole}') TO '{both}'"
        )
    return both


@pytest.fixture(scope="module")
def by_both(cases: Path) -> tuple[Path, Path]:
    """The rulings of both engines in a folder each, with their refusals."""
    folders = cases.parent / "duckdb", cases.parent / "spark"
    for folder in folders:
        folder.mkdir()
    with engine_duckdb.rulings(cases, law(), refusals=folders[0] / "refused.csv") as found:
        found.write(folders[0] / "rulings.parquet")
    with engine_spark.rulings(
        cases, law(), master=CLUSTER, refusals=folders[1] / "refused.csv", config=HERE
    ) as on_spark:
        on_spark.write(folders[1] / "rulings.parquet")
        assert found.versions == on_spark.versions
        assert found.uncovered == on_spark.uncovered
        assert 2 == found.refused == on_spark.refused
    return folders


def test_spark_gives_every_row_that_duckdb_gives(by_both: tuple[Path, Path]) -> None:
    """Row by row and column by column, instants included."""
    duckdb, spark = (
        f"FROM '{folder}/rulings.parquet{'/*.parquet' if n else ''}'"
        for n, folder in enumerate(by_both)
    )
    with connected() as connection:
        rows = connection.execute(f'{duckdb} ORDER BY "{ROW}"').fetchall()

        assert rows == connection.execute(f'{spark} ORDER BY "{ROW}"').fetchall()
    assert CASES / 2 < len(rows)


def test_spark_refuses_what_duckdb_refuses(by_both: tuple[Path, Path]) -> None:
    """The same rows, for the same reasons, in the same words."""
    duckdb, spark = ((folder / "refused.csv").read_text(encoding="utf-8") for folder in by_both)

    assert duckdb == spark
    assert "request.kind" in spark and "released_otherwise_at" in spark


def test_spark_names_the_first_row_that_it_refuses(cases: Path) -> None:
    """File, row and fact."""
    with (
        pytest.raises(InputError) as refused,
        engine_spark.rulings(cases, law(), master="local[1]", config=HERE),
    ):
        pass

    assert str(refused.value).startswith(f"{cases}:1: request.kind: ")


def test_spark_agrees_on_random_pages_of_law(tmp_path: Path) -> None:
    """Every form of the language in Spark's dialect, over cases with random unknowns."""
    random_cases = islice(RandomCases(law().law, 99), 250)
    pool = [evolve(case, id=str(n), agency=AGENCY) for n, (case, _) in enumerate(random_cases)]
    path = nested_parquet(pool, tmp_path)
    with engine_spark.session("local[2]", HERE) as spark:
        frame = spark.read.parquet(str(path))
        frame.createOrReplaceTempView("cases")
        types = dict(frame.dtypes)
        for seed in range(PAGES):
            text = page(Random(seed))
            version = version_of(text)
            query = select(version, types, dialect=SPARK, in_force=False)

            found = {row[0]: [*row[1:]] for row in spark.sql(query).collect()}
            assert {one.id: answers(one, version) for one in pool} == found, text


def test_a_text_of_a_law_never_becomes_sql_of_spark(tmp_path: Path) -> None:
    """Quotes, backslashes and line ends in a literal stay what they are."""
    texts = ("it's", 'a "b"', "back\\slash\\", "a\nb", "--", "/* */", "é", "`", "${x}", "")
    facts = {"at": "2016-06-01T10:00:00-04:00", "agency": AGENCY}
    cases = [
        case_from({**facts, "id": str(n), "request": {"from": text}})
        for n, text in enumerate((*texts, "back"))
    ]
    made = version_of(page_of([["id: rule", "permit: hold"]]))
    asked = tree.Fact(("request", "from"), ("request", "from_"), tree.TEXT)
    with engine_spark.session("local[1]", HERE) as spark:
        spark.read.parquet(str(nested_parquet(cases, tmp_path))).createOrReplaceTempView("cases")
        for n, literals in enumerate((texts, texts[:3], texts[2:3])):
            rule = evolve(made.provisions[0], when=tree.Among(asked, tree.Const(literals)))
            version = evolve(made, provisions=(rule,), hash=str(n))
            types = {"id": "string", "at": "timestamp", "request": "struct<from:string>"}
            query = select(version, types, dialect=SPARK, in_force=False)

            found = {row[0]: [*row[1:]] for row in spark.sql(query).collect()}
            assert {one.id: answers(one, version) for one in cases} == found


def answers(case: Case, version: Version) -> list[Any]:
    """What the page says, instants as Python gets them from Spark: in UTC, without a zone."""
    found: list[Any] = []
    for one in plain.rulings(case, version):
        until = one.until.astimezone(UTC).replace(tzinfo=None) if one.until else None
        found += [one.outcome, one.review, until]
    return found
