"""Scenarios hold outcome, reasons, needs and review; the right answer for a wrong reason fails."""

from pathlib import Path
from textwrap import dedent

import pytest

from comity.errors import LawError
from comity.flow import Counsel, counsel
from comity.law.check import faults
from comity.law.read import shipped
from comity.prove.scenarios import Scenario, merged, read_scenarios, run, uncovered
from tests.packs import law, rule

COUNSEL = counsel()
SHIPPED = [
    scenario
    for path in sorted(shipped().glob("*/scenarios.yaml"))
    for scenario in read_scenarios(path)
]

TOP = """\
base:
  id: test
  agency: us-zz/police
  at: 2016-06-01T10:00:00-04:00
scenarios:
"""


def one(tmp_path: Path, text: str) -> Scenario:
    path = tmp_path / "scenarios.yaml"
    path.write_text(TOP + dedent(text), encoding="utf-8")
    return read_scenarios(path)[0]


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda one: one.says)
def test_the_shipped_law_answers_as_its_scenarios_say(scenario: Scenario) -> None:
    """Every row of the research, and the day before and of each change."""
    assert () == run(scenario, COUNSEL).faults


def test_the_shipped_law_has_no_faults_and_a_scenario_for_each_change() -> None:
    """No gap, overlap, dead rule or unknown name, for any agency on any day."""
    assert [] == list(faults(COUNSEL.law))
    assert [] == list(uncovered(COUNSEL, SHIPPED))


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ("{hold: must-not}", None),
        ("{hold: may}", "outcome is must-not"),
        ("{hold: {outcome: must-not, because: [one/one]}}", None),
        ("{hold: {outcome: must-not, because: [one/two]}}", "because is us-zz/one/one"),
        ("{hold: {needs: [person.consents]}}", "needs is nothing"),
        ("{hold: {review: true}}", "review is False"),
        ("{hold: {duties: [record]}}", "duties is nothing"),
        ("{hold: {until: 2016-06-03T10:00:00-04:00}}", "until is None"),
    ],
)
def test_an_expectation_checks_what_it_names(
    tmp_path: Path, expect: str, fault: str | None
) -> None:
    """And nothing else."""
    made = law(tmp_path, rule("forbid: hold"))
    text = f"- {{says: No hold., confidence: sure, expect: {expect}}}"
    found = run(one(tmp_path, text), Counsel(made)).faults

    assert (1 if fault else 0) == len(found)
    if fault:
        assert fault in str(found[0])
        assert "scenarios.yaml:6" in str(found[0])


def test_a_sure_scenario_goes_to_nobody_and_an_arguable_one_to_somebody(tmp_path: Path) -> None:
    """Confidence is checked, not decoration."""
    made = law(tmp_path, rule("forbid: hold", more="contested: {why: doubtful}"))
    clear = law(tmp_path / "clear", rule("forbid: hold"))
    text = "- {says: No hold., confidence: CONFIDENCE, expect: {hold: must-not}}"
    sure = one(tmp_path, text.replace("CONFIDENCE", "sure"))
    arguable = one(tmp_path, text.replace("CONFIDENCE", "arguable"))

    assert ["review is Code § 1(1): doubtful"] == [
        fault.message.partition(" (")[0] for fault in run(sure, Counsel(made)).faults
    ]
    assert () == run(arguable, Counsel(made)).faults
    assert 1 == len(run(arguable, Counsel(clear)).faults)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {says: x, confidence: certain, expect: {hold: may}}", "not a confidence"),
        ("- {says: x, confidence: sure, expect: {holding: may}}", "unknown action `holding`"),
        ("- {says: x, confidence: sure, expects: {hold: may}}", "unknown key `expects`"),
        ("- {says: x, confidence: sure, from: y, expect: {hold: may}}", "no such starting point"),
        (
            "- {says: x, confidence: sure, given: {person: {consent: true}}, expect: {hold: may}}",
            "person.consent",
        ),
    ],
)
def test_a_faulty_scenario_names_its_line(tmp_path: Path, text: str, message: str) -> None:
    """A slip in a scenario must not let it pass unseen."""
    with pytest.raises(LawError) as refused:
        one(tmp_path, text)

    assert message in str(refused.value)
    assert "scenarios.yaml:6" in str(refused.value)


def test_what_is_given_is_merged_over_the_base() -> None:
    """Mappings are merged, lists replaced, null makes a fact unknown."""
    assert {"a": {"b": 1, "c": None}, "d": [2]} == merged(
        {"a": {"b": 1, "c": 3}, "d": [1, 1]}, {"a": {"c": None}, "d": [2]}
    )


def test_a_change_without_its_two_scenarios_is_found(tmp_path: Path) -> None:
    """One for the day before, one for the day itself."""
    made = Counsel(law(tmp_path, rule("forbid: hold")))
    only = one(
        tmp_path,
        "- {says: x, confidence: sure, given: {at: 2013-01-01T09:00:00-05:00}, "
        "expect: {hold: must-not}}",
    )

    assert ["2012-12-31", "2014-12-31", "2015-01-01"] == [
        fault.message.split()[3].rstrip(",") for fault in uncovered(made, [only])
    ]
