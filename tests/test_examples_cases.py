"""The script that runs cases A and B through everything does so, and shows what it should."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def shown() -> str:
    """What `python examples/cases.py` prints, with no desk and no key around."""
    ours = ("COMITY_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    run = subprocess.run(
        [sys.executable, "examples/cases.py"], cwd=ROOT, env=kept, capture_output=True,
        check=False, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "A detainer comes in on form I-247A, as a filled PDF.",
        "hold               must-not  [N.Y.C. Admin. Code § 14-154(b)(1)]",
        "says of hold: must-not; expected an act that the decision allows, or an override.",
        "at us/ice: R11: The detainer is not honoured.",
        "administrative-immigration-warrant of us/ice",
        "custody     that the person is in custody: silent (share_information)",
        "warrant: nobody but the preparer has signed verify_warrant",
        "The law of 2026 forbids it: verify_warrant is must-not.",
        "Asked, urgently: the answer is due in 0:10:00.",
        "It reads: YQ.XX0010000.RTY/WP.RNO/1.PRI/U.",
        "The county answers. The issuing agency does not confirm the warrant.",
        "court_date: nobody but the preparer has signed notify_court_date",
        "Outcome: came-and-left",
        "METHOD:REQUEST, DTSTART;TZID=America/New_York:20170612T093000, SEQUENCE:0",
        "METHOD:REQUEST, DTSTART;TZID=America/New_York:20170718T093000, SEQUENCE:1",
        "METHOD:CANCEL, SEQUENCE:2",
        "Outcome: did-not-come",
        "is destroyed: nothing of it can be read any more.",
        "decisions of sealed persons",
    ],
)
def test_the_story_is_told_step_by_step(shown: str, line: str) -> None:
    """Each step of the two cases is printed as the law of 2017 and the record have it."""
    assert line in shown


@pytest.mark.slow
def test_the_record_verifies_before_and_after_sealing(shown: str) -> None:
    """Two walks over everything, and no fault in either."""
    assert 2 == shown.count("; 0 faults.")
    assert "clock set back" not in shown


@pytest.mark.slow
def test_nothing_of_case_a_told_the_immigration_agency_its_court_date(shown: str) -> None:
    """The county learnt it beside the question about its warrant; nobody else did."""
    told = [line for line in shown.splitlines() if "The court date was told to:" in line]

    assert "us/ice" not in told[0]
    assert "us-xx/county" in told[0]
