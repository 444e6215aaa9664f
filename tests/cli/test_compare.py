"""`comity compare` as people call it."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.cli.test_decide import ROOT, comity


def test_one_case_stands_under_several_laws() -> None:
    """A law that forbids beside laws that had not begun."""
    run = comity(
        "compare", "--case", "examples/case-a.json", "--agencies", "us-ny-nyc/nypd,us-tx/jail"
    )

    assert 0 == run.returncode
    assert "N.Y.C. Admin. Code § 14-154(b)(1)" in run.stdout
    assert "no law read for the day" in run.stdout


NIGHT = ("--at", "2014-12-13", "--at", "2014-12-14", "--agency", "us-ny-nyc/nypd")


@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")], ids=["rows", "duckdb"])
def test_the_rows_that_differ_are_written_whole(tmp_path: Path, engine: tuple[str, ...]) -> None:
    """The night of 14 December 2014: a made-up day of requests, and every answer that changed."""
    out = tmp_path / "out"
    run = comity("compare", "examples/day.jsonl", *NIGHT, "--out", out, *engine)

    assert 0 == run.returncode
    said = int(run.stdout.split(" answers differ")[0].split()[-1].replace(",", ""))
    assert said == len(duckdb.read_parquet(str(out / "flips.parquet")).fetchall()) > 0
    assert [out] == list(tmp_path.iterdir())
    assert {"flips.parquet", "changes.csv", "chart.svg", "chart.png", "question.json"} == {
        one.name for one in out.iterdir()
    }


def test_an_engine_compares_as_the_row_by_row_way_does(tmp_path: Path) -> None:
    """The same tables on the terminal, the same files."""
    plain = comity("compare", "examples/day.jsonl", *NIGHT, "--out", tmp_path / "a")
    engine = comity(
        "compare", "examples/day.jsonl", *NIGHT, "--out", tmp_path / "b", "--engine", "duckdb"
    )

    first, _, rest = engine.stdout.partition("\n")
    assert first.startswith("Engine: duckdb; 200 rows in ")
    assert plain.stdout == rest
    for name in ("changes.csv", "chart.svg", "question.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    rows = [duckdb.read_parquet(str(tmp_path / one / "flips.parquet")).fetchall() for one in "ab"]
    assert rows[0] == rows[1]


def test_a_changed_page_is_shown_by_the_smallest_case_of_the_first_row_that_differs(
    tmp_path: Path,
) -> None:
    """A council's lawyer makes the five years ten; she names no agency and no day."""
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "packs", mine)
    page = mine / "us-ny-nyc" / "14-154.md"
    five, ten = (f"years_before(custody.arrested, {years})" for years in (5, 10))
    page.write_text(page.read_text(encoding="utf-8").replace(five, ten), encoding="utf-8")
    run = comity("compare", "examples/day.jsonl", "--law", mine)
    _, _, rest = run.stdout.partition("hold: must-not and may\n")
    shown, _ = json.JSONDecoder().raw_decode(rest)
    path = tmp_path / "witness.json"
    path.write_text(json.dumps(shown), encoding="utf-8")

    assert "Before us-ny-nyc/nypd, laws of " in run.stdout
    held = json.loads(comity("decide", "--json", path).stdout)["actions"]["hold"]
    assert "must-not" == held["outcome"]
    assert "us-ny-nyc/nypd" == shown["agency"]


def test_without_a_row_that_differs_an_agency_must_be_named() -> None:
    """Which agency's law the smallest case is under is never guessed."""
    run = comity("compare", "--at", "2014-12-13", "--at", "2014-12-14")

    assert 0 == run.returncode
    assert "Name one agency (--agency)" in run.stdout


def test_what_is_proved_alike_is_said(tmp_path: Path) -> None:
    """Silence about an act would leave open whether anybody looked."""
    run = comity("compare", *NIGHT)

    assert "Proved alike, whatever the facts: notify_court_date, interview, enter" in run.stdout


def test_the_smallest_case_is_answered_as_it_is_shown(tmp_path: Path) -> None:
    """What a comparison shows can be put to `decide`, which gives the two outcomes."""
    run = comity("compare", "--at", "2014-12-13", "--at", "2014-12-14",
                 "--agency", "us-ny-nyc/nypd")  # fmt: skip
    _, _, rest = run.stdout.partition("hold: may and must-not\n")
    shown, _ = json.JSONDecoder().raw_decode(rest)
    path = tmp_path / "witness.json"
    path.write_text(json.dumps(shown), encoding="utf-8")

    outcomes = [
        json.loads(comity("decide", "--json", "--at", day, path).stdout)["actions"]["hold"]
        for day in ("2014-12-13", "2014-12-14")
    ]

    assert ["may", "must-not"] == [one["outcome"] for one in outcomes]


def test_a_changed_number_shows_what_it_changes(tmp_path: Path) -> None:
    """If the five years were ten: the council lawyer's question, on a copy of the packs."""
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "packs", mine)
    page = mine / "us-ny-nyc" / "14-154.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("years_before(custody.arrested, 5)", "years_before(custody.arrested, 10)"),
        encoding="utf-8",
    )
    run = comity("compare", "examples/day.jsonl", "--law", mine)

    assert 0 == run.returncode
    assert "must-not -> may (us-ny-nyc/nypd)" in run.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "there is nothing to compare"),
        (["--case", "examples/case-a.json"], "no agency is named"),
        (["--case", "examples/case-a.json", "--agencies", "us-zz/x"], "no pack covers"),
        (["examples/day.jsonl", "--at", "soon"], "not a day"),
        (["examples/day.jsonl", "--at", "2015-01-01", "--out", "docs"], "something there already"),
        (["examples/day.jsonl", "--at", "2015-01-01", "--master", "x"], "only Spark has a cluster"),
    ],
)
def test_what_cannot_be_compared_is_refused(args: list[str], message: str) -> None:
    """With status 2, and nothing written."""
    run = comity("compare", *args)

    assert 2 == run.returncode
    assert message in run.stderr
