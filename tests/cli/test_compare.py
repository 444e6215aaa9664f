"""`comity compare` as people call it."""

import csv
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


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_rows_that_differ_are_written_whole(tmp_path: Path, suffix: str) -> None:
    """The night of 14 December 2014: a made-up day of requests, and every answer that changed."""
    out = tmp_path / f"flips{suffix}"
    run = comity("compare", "examples/day.jsonl", "--at", "2014-12-13", "--at", "2014-12-14",
                 "--agency", "us-ny-nyc/nypd", "--out", out)  # fmt: skip

    assert 0 == run.returncode
    said = int(run.stdout.split(" answers differ")[0].split()[-1].replace(",", ""))
    if suffix == ".csv":
        rows = len(list(csv.DictReader(out.read_text(encoding="utf-8").splitlines())))
    else:
        rows = len(duckdb.read_parquet(str(out)).fetchall())
    assert said == rows > 0
    assert [out] == list(tmp_path.iterdir())


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
        (["examples/day.jsonl", "--at", "2015-01-01", "--out", "x.txt"], "cannot write '.txt'"),
    ],
)
def test_what_cannot_be_compared_is_refused(args: list[str], message: str) -> None:
    """With status 2, and nothing written."""
    run = comity("compare", *args)

    assert 2 == run.returncode
    assert message in run.stderr
