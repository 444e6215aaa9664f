"""The readings of one name over time: no day with two, no day with none."""

from pathlib import Path

import pytest

from comity.errors import LawError
from comity.law.read import read_law
from tests.packs import FRONT, folder, law

ONE = "id: one\nin_force: {}\nforbid: hold"
TERM = "define: d\nin_force: {}\nis: person.consents"


@pytest.mark.parametrize("rule", [ONE, TERM])
def test_readings_that_follow_each_other_are_as_it_should_be(tmp_path: Path, rule: str) -> None:
    """The old one ends the day before the new one begins."""
    made = law(tmp_path, rule.format("2013-01-01..2014-12-31"), rule.format("2015-01-01.."))

    assert ["us-zz"] == list(made.packs)


@pytest.mark.parametrize(("rule", "what"), [(ONE, "provision `one`"), (TERM, "definition `d`")])
def test_two_readings_on_one_day_are_refused(tmp_path: Path, rule: str, what: str) -> None:
    """Nobody could say which of them is the law."""
    with pytest.raises(LawError, match=f"one.md:26.* two readings of the {what} on 2015-01-01"):
        law(tmp_path, rule.format("2013-01-01.."), rule.format("2015-01-01.."))


def test_a_day_without_a_reading_is_refused(tmp_path: Path) -> None:
    """No day may fall between an old reading and a new one."""
    front = FRONT.replace(
        "  - {name: Second Act, from: 2015-01-01}",
        "  - {name: Second Act, from: 2015-01-01}\n      - {name: Third, from: 2016-01-01}",
    )
    root = folder(
        tmp_path, ONE.format("2013-01-01..2014-12-31"), ONE.format("2016-01-01.."), front=front
    )

    with pytest.raises(LawError, match="no reading of the provision `one` from 2015-01-01 to "):
        read_law(root)
