"""`comity law` as people call it."""

from pathlib import Path

from tests.cli.test_decide import comity
from tests.packs import folder, rule


def test_the_list_names_agencies_sections_and_open_questions() -> None:
    """The law of 2026 whose text was not found is printed, not hidden."""
    run = comity("law", "list")

    assert 0 == run.returncode
    assert "agency   us-ny-nyc/nypd" in run.stdout
    assert "N.Y.C. Admin. Code § 14-154" in run.stdout
    assert "open     state-budget-law-2026 (decisions from 2026-05-21)" in run.stdout


def test_a_section_is_shown_as_it_stood() -> None:
    """The words, then the rule, of that day's reading."""
    run = comity("law", "show", "14-154(b)(2)", "--at", "2017-06-01")

    assert "Forty-eight hours to bring a warrant" in run.stdout
    assert "id: forty-eight-hours" in run.stdout
    assert 2 == comity("law", "show", "14-154(b)(2)", "--at", "2012-06-01").returncode


def test_two_days_are_compared_rule_by_rule() -> None:
    """The charge lost its place and the judge's warrant found one on 14 December 2014."""
    run = comity(
        "law", "compare", "--at", "2014-12-13", "--at", "2014-12-14", "--agency", "us-ny-nyc/nypd"
    )

    assert "- us-ny-nyc/14-154/pending-covered-case" in run.stdout
    assert "+ us-ny-nyc/14-154/warrant-and-conviction" in run.stdout


def test_faulty_law_ends_with_status_2_and_every_fault(tmp_path: Path) -> None:
    """Overlapping readings are named with file and line."""
    one = "id: one\nin_force: 2013-01-01..\nforbid: hold"
    run = comity("law", "check", folder(tmp_path, one, one.replace("2013", "2015")))

    assert 2 == run.returncode
    assert "one.md:26" in run.stderr
    assert "two readings of the provision `one` on 2015-01-01" in run.stderr


def test_sound_law_is_counted(tmp_path: Path) -> None:
    """A pack of one rule and no scenario is small, and sound."""
    run = comity("law", "check", folder(tmp_path, rule("forbid: hold")))

    assert (0, "") == (run.returncode, run.stderr)
    assert "1 packs, 1 sections, 1 rules" in run.stdout
