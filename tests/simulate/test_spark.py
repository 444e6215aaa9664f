"""Spark's rulings are DuckDB's, row for row, on a cluster of two workers."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date
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
from comity.facts import case_from, to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.provision import Version
from comity.simulate import Question, engine_compare, engine_spark
from comity.simulate.compare import Flip, Side, compare
from comity.simulate.engine_input import ROW
from tests.cli.test_decide import comity
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
    """What the command makes with either engine: a folder each, the refused rows in it."""
    folders = cases.parent / "duckdb", cases.parent / "spark"
    for folder, engine in zip(folders, ("duckdb", "spark"), strict=True):
        master = ("--master", CLUSTER) if engine == "spark" else ()
        run = comity("simulate", cases, "--engine", engine, *master, "--keep-going",
                     "--out", folder, "--assume", "person.watchlist_match=false")  # fmt: skip
        assert (0, "Engine: ") == (run.returncode, run.stdout[:8]), run.stderr
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


def test_spark_counts_what_duckdb_counts(by_both: tuple[Path, Path]) -> None:
    """Every table, and with them the charts and what was asked."""
    for name in ("answers.csv", "rows.csv", "without-agency.csv", "chart.svg", "question.json"):
        duckdb, spark = ((folder / name).read_text(encoding="utf-8") for folder in by_both)
        assert duckdb == spark


def test_spark_refuses_what_duckdb_refuses(by_both: tuple[Path, Path]) -> None:
    """The same rows, for the same reasons, in the same words."""
    told = []
    for folder in by_both:
        lines = (folder / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
        told.append([{**json.loads(one), "case": None} for one in lines])

    assert told[0] == told[1]
    assert ["request.kind", "custody.released_otherwise_at"] == [one["fact"] for one in told[1]]


def test_spark_names_the_first_row_that_it_refuses(cases: Path, tmp_path: Path) -> None:
    """File, row and fact, with status 2 and no output."""
    run = comity("simulate", cases, "--engine", "spark", "--master", "local[1]",
                 "--out", tmp_path / "out")  # fmt: skip

    assert (2, "") == (run.returncode, run.stdout)
    assert f"comity: {cases}:1: request.kind: " in run.stderr
    assert [] == [*tmp_path.iterdir()]


def test_spark_compares_as_the_row_by_row_way_does(tmp_path: Path) -> None:
    """The counts, and every row that differs, on two days of the law."""
    path = nested_parquet(usable(200), tmp_path)
    sides = Side(law(), date(2014, 12, 13)), Side(law(), date(2014, 12, 14))
    kept: list[Flip] = []
    expected = compare(Question(path), *sides, kept.append)

    with engine_spark.opened("local[2]", HERE) as engine:
        found = engine_compare.compare(engine, Question(path), *sides, 10_000)

    assert (expected, kept) == found


def of_one_agency(folder: Path) -> Path:
    """A few cases under short queries: what is killed is what takes time."""
    return nested_parquet([one for one in usable(CASES) if one.agency == "us-tx/jail"], folder)


def test_a_killed_worker_leaves_a_whole_output_or_none(tmp_path: Path) -> None:
    """Spark begins its part of the work again, or the run ends with one message."""
    cases, out = of_one_agency(tmp_path), tmp_path / "results" / "out"
    run = subprocess.Popen(
        [sys.executable, "-c", "from comity.cli import main; main()", "simulate", str(cases),
         "--engine", "spark", "--master", CLUSTER, "--keep-going", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while run.poll() is None and not (workers := executors(run.pid)):
        time.sleep(0.1)
    assert workers, run.communicate()[1]
    os.kill(workers[0], signal.SIGKILL)
    _, said = run.communicate(timeout=600)

    if run.returncode == 0:
        assert {"rulings.parquet", "answers.csv", "question.json"} <= {
            one.name for one in out.iterdir()
        }
        assert (out / "rulings.parquet" / "_SUCCESS").exists()
    else:
        assert (2, []) == (run.returncode, [*out.parent.iterdir()])
        assert "comity: Spark stopped: " in said


def test_a_killed_driver_ends_the_run_with_a_message(tmp_path: Path) -> None:
    """The Java process is gone: status 2, one message, no output."""
    cases, out = of_one_agency(tmp_path), tmp_path / "results" / "out"
    run = subprocess.Popen(
        [sys.executable, "-c", "from comity.cli import main; main()", "simulate", str(cases),
         "--engine", "spark", "--master", CLUSTER, "--keep-going", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while run.poll() is None and not executors(run.pid):
        time.sleep(0.1)
    for driver in children(run.pid, "SparkSubmit"):
        os.kill(driver, signal.SIGKILL)
    _, said = run.communicate(timeout=600)

    assert (2, []) == (run.returncode, [*out.parent.iterdir()])
    assert said.splitlines()[-1].startswith("comity: ")
    assert "Traceback" not in said


def executors(parent: int) -> list[int]:
    return children(parent, "CoarseGrainedExecutorBackend")


def children(parent: int, word: str) -> list[int]:
    """The processes under a process whose command has a word."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split(None, 2) for line in listed.splitlines()]
    under, found = {parent}, list[int]()
    for _ in range(5):
        under |= {int(pid) for pid, above, *_ in lines if int(above) in under}
    for pid, _, *args in lines:
        if int(pid) in under and args and word in args[0] and "java" in args[0].split()[0]:
            found.append(int(pid))
    return found


def test_spark_agrees_on_random_pages_of_law(tmp_path: Path) -> None:
    """Every form of the language in Spark's dialect, over cases with random unknowns."""
    random_cases = islice(RandomCases(law().law, 99), 250)
    pool = [evolve(case, id=str(n), agency=AGENCY) for n, (case, _) in enumerate(random_cases)]
    path = nested_parquet(pool, tmp_path)
    with engine_spark.opened("local[2]", HERE) as opened:
        spark = opened.session
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
    with engine_spark.opened("local[1]", HERE) as opened:
        spark = opened.session
        spark.read.parquet(str(nested_parquet(cases, tmp_path))).createOrReplaceTempView("cases")
        for n, literals in enumerate((texts, texts[:3], texts[2:3])):
            rule = evolve(made.provisions[0], when=tree.Among(asked, tree.Const(literals)))
            version = evolve(made, provisions=(rule,), hash=f"texts on Spark {n}")
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
