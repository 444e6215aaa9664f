"""Two laws over one history: both get the same case, and every difference is counted and kept."""

import json
from datetime import date
from pathlib import Path

from comity.flow import Counsel
from comity.simulate.compare import NOT_COVERED, Flip, Side, compare
from comity.simulate.question import Question
from tests.packs import AGENCY, law, rule

CASES = [
    {"consents": True},
    {"consents": False},
    {"consents": None},
]


def history(tmp_path: Path, at: str = "2016-06-01T10:00:00-04:00") -> Question:
    path = tmp_path / "cases.jsonl"
    lines = [
        {"id": str(n), "at": at, "agency": AGENCY, "request": {"asks": ["hold"]}, "person": person}
        for n, person in enumerate(CASES)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return Question(path)


def test_every_difference_is_counted_and_kept(tmp_path: Path) -> None:
    """One law forbids what the other leaves to consent."""
    never = Counsel(law(tmp_path / "a", rule("forbid: hold")))
    consent = Counsel(
        law(
            tmp_path / "b",
            rule("forbid: hold", name="never"),
            rule("permit: hold", "person.consents", "unless", "exception_to: never"),
        )
    )
    kept: list[Flip] = []

    found = compare(history(tmp_path), Side(never), Side(consent), kept.append)

    assert (3, 3) == (found.rows, found.answered)
    assert {
        (AGENCY, "hold", "must-not", "may"): 1,
        (AGENCY, "hold", "must-not", "must-not"): 1,
        (AGENCY, "hold", "must-not", "undetermined"): 1,
    } == dict(found.counts)
    assert ["0", "2"] == [flip.row for flip in kept]


def test_two_days_of_one_law_are_compared_at_the_hour_of_each_row(tmp_path: Path) -> None:
    """The rows stay the same; only the day is another."""
    asked = Counsel(law(tmp_path / "a", rule("forbid: hold").replace("2013", "2015")))
    kept: list[Flip] = []

    found = compare(
        history(tmp_path),
        Side(asked, date(2014, 12, 31)),
        Side(asked, date(2015, 1, 1)),
        kept.append,
    )

    assert {(AGENCY, "hold"): 3} == dict(found.flips)
    assert {("silent", "must-not")} == {(flip.before, flip.after) for flip in kept}


def test_a_day_before_any_law_is_said_to_be_one(tmp_path: Path) -> None:
    """No answer is made up for it."""
    asked = Counsel(law(tmp_path / "a", rule("forbid: hold")))
    kept: list[Flip] = []

    compare(history(tmp_path), Side(asked, date(2011, 1, 1)), Side(asked), kept.append)

    assert {(NOT_COVERED, "must-not")} == {(flip.before, flip.after) for flip in kept}


def test_a_change_of_review_alone_is_a_difference(tmp_path: Path) -> None:
    """A person is asked under one law and not under the other."""
    clear = Counsel(law(tmp_path / "a", rule("forbid: hold")))
    contested = Counsel(law(tmp_path / "b", rule("forbid: hold", more="contested: {why: x}")))
    kept: list[Flip] = []

    compare(history(tmp_path), Side(clear), Side(contested), kept.append)

    assert [(False, True)] * 3 == [(one.before_reviewed, one.after_reviewed) for one in kept]
