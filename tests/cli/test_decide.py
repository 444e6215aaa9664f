"""`comity decide` as people call it: files in, answers out, and status 2 for what is unusable."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from comity.model.case import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
COMITY = Path(sys.executable).with_name("comity")


def comity(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMITY, *args], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )


def test_a_case_is_decided_in_short() -> None:
    """A clerk reads the outcome and the citation on one line."""
    run = comity("decide", "examples/case-a.json")

    assert 0 == run.returncode
    assert "hold               must-not  [N.Y.C. Admin. Code § 14-154(b)(1)]" in run.stdout


def test_json_has_one_decision_a_line() -> None:
    """Every case of every file, in order, every action answered."""
    run = comity("decide", "--json", "examples/case-a.json", "examples/case-b.json")
    found = [json.loads(line) for line in run.stdout.splitlines()]

    assert ["case-a", "case-b"] == [one["case"] for one in found]
    assert all(list(ACTIONS) == list(one["actions"]) for one in found)


def test_the_law_of_another_day_or_agency_is_asked_for() -> None:
    """The day before the law of 2014 a past order of removal lifted the prohibition."""
    run = comity("decide", "--json", "--at", "2017-06-02", "--agency", "us-ny-nyc/doc",
                 "examples/case-a.json")  # fmt: skip
    found = json.loads(run.stdout)

    assert ("us-ny-nyc/doc", "2017-06-02T10:00:00-04:00") == (found["agency"], found["at"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"agency": "us-ny-nyc/nypdd"}, "no pack covers the agency 'us-ny-nyc/nypdd'"),
        ({"at": "2011-12-31T10:00:00-05:00"}, "before any law"),
        ({"at": "2017-06-01T10:00:00"}, "at"),
        ({"requests": {}}, "requests"),
    ],
)
def test_an_unusable_case_ends_with_status_2_and_no_output(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    """The good case before the bad one is not printed either: nothing is half-done."""
    good = json.loads((ROOT / "examples/case-a.json").read_text(encoding="utf-8"))
    bare = {key: good[key] for key in ("id", "at", "agency")}
    file = tmp_path / "cases.jsonl"
    lines = [json.dumps(good), json.dumps({**bare, **change})]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = comity("decide", "--json", file)

    assert (2, "") == (run.returncode, run.stdout)
    assert message in run.stderr


@pytest.mark.parametrize("at", ["yesterday", "2017-06-01T10:00:00", "2017-02-30"])
def test_a_day_that_is_none_is_refused(at: str) -> None:
    """`--at` takes a day, or an instant with its offset."""
    run = comity("decide", "--at", at, "examples/case-a.json")

    assert 2 == run.returncode
    assert "--at" in run.stderr
