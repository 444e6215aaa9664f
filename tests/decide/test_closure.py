"""The generated functions: every form of a condition, with its facts known and unknown."""

from pathlib import Path
from typing import Any

import pytest

from comity.decide.closure import closure
from comity.flow import Counsel
from comity.law.pack import Law
from comity.law.read import read_law
from tests.packs import case, decided, folder, law, rule

ALL = "person.convictions.all(c, c.sentenced)"
ONE = "person.convictions.exists_one(c, c.sentenced)"
TWO = "person.convictions.filter(c, c.sentenced).size() > 1"
ON_LIST = 'person.convictions.exists(c, listed("listed", c))'
SAME_SECTION = "person.convictions.exists(c, person.charges.exists(d, d.section == c.section))"


def outcome(made: Law, **facts: Any) -> str:
    """What the generated function answers about a hold, the one answer being the same."""
    asked = case(**facts)
    [found] = closure(Counsel(made).version(asked), ("hold",))(asked)

    assert found.outcome == decided(made, asked).actions["hold"].outcome
    return found.outcome


@pytest.mark.parametrize(
    ("sentenced", "every", "one", "two"),
    [
        ([True, True], "may", "silent", "may"),
        ([True, False], "silent", "may", "silent"),
        ([True, None], "undetermined", "undetermined", "undetermined"),
        ([True, True, None], "undetermined", "silent", "undetermined"),
        ([], "may", "silent", "silent"),
    ],
)
def test_the_entries_of_a_list_are_asked_one_by_one(
    tmp_path: Path, sentenced: list[bool | None], every: str, one: str, two: str
) -> None:
    """All of them, exactly one of them, and how many."""
    person = {"convictions": [{"sentenced": truth} for truth in sentenced]}

    for name, when, expected in (("all", ALL, every), ("one", ONE, one), ("two", TWO, two)):
        assert expected == outcome(law(tmp_path / name, rule("permit: hold", when)), person=person)


@pytest.mark.parametrize(
    ("when", "request_", "expected"),
    [
        ('request.form != "I-200"', {"form": "I-247A"}, "may"),
        ('request.form != "I-200"', {"form": "I-200"}, "silent"),
        ('request.form != "I-200"', {"form": None}, "undetermined"),
        ("request.form == request.from", {"form": "us/ice", "from": None}, "undetermined"),
        ("at <= end_of_day(request.received_at)", {"received_at": None}, "undetermined"),
        (
            "at <= end_of_day(request.received_at)",
            {"received_at": "2016-06-01T09:00:00-04:00"},
            "may",
        ),
        (
            "at <= end_of_day(request.received_at)",
            {"received_at": "2016-05-31T09:00:00-04:00"},
            "silent",
        ),
    ],
)
def test_an_unknown_on_either_side_leaves_a_comparison_open(
    tmp_path: Path, when: str, request_: dict[str, str | None], expected: str
) -> None:
    """Of a fact and a text, of two facts, and of a day's end."""
    assert expected == outcome(law(tmp_path, rule("permit: hold", when)), request=request_)


@pytest.mark.parametrize(
    ("arrested", "expected"),
    [("2016-06-01", "may"), ("2016-06-02", "silent"), (None, "undetermined")],
)
def test_years_are_counted_forward_as_well(
    tmp_path: Path, arrested: str | None, expected: str
) -> None:
    """A year after the first of June is the first of June."""
    when = 'custody.arrested <= years_after(date("2015-06-01"), 1)'
    made = law(tmp_path, rule("permit: hold", f"'{when}'"))

    assert expected == outcome(made, custody={"arrested": arrested})


@pytest.mark.parametrize(
    ("conviction", "expected"),
    [
        ({"code": "NY PL", "section": "160.10"}, "may"),
        ({"code": "NY PL", "section": "135.65", "subdivision": "2(b)"}, "may"),
        ({"code": "NY PL", "section": "135.65", "subdivision": "1"}, "silent"),
        ({"code": "NY PL", "section": "135.65"}, "undetermined"),
        ({"code": "NY PL", "section": "160.05"}, "silent"),
        ({"code": "NY PL"}, "undetermined"),
    ],
)
def test_a_conviction_is_looked_up_on_a_schedule(
    tmp_path: Path, conviction: dict[str, str], expected: str
) -> None:
    """By its whole section or by its subdivision; what is not recorded leaves it open."""
    made = law(tmp_path, rule("permit: hold", ON_LIST))

    assert expected == outcome(made, person={"convictions": [conviction]})


@pytest.mark.parametrize(
    ("form", "expected"), [("I-200", "may"), ("I-205", "silent"), (None, "undetermined")]
)
def test_a_text_is_looked_up_among_terms(tmp_path: Path, form: str | None, expected: str) -> None:
    """A schedule of terms holds texts as they are."""
    home = folder(tmp_path, rule("permit: hold", 'listed("terms", request.form)'))
    (home / "us-zz" / "schedules" / "terms.csv").write_text(
        "term,cite,from,to\nI-200,(a),2013-01-01,\n"
    )

    assert expected == outcome(read_law(home), request={"form": form})


@pytest.mark.parametrize(
    ("section", "expected"), [("160.10", "may"), ("160.05", "silent"), (None, "undetermined")]
)
def test_an_entry_of_one_list_is_held_against_those_of_another(
    tmp_path: Path, section: str | None, expected: str
) -> None:
    """The inner condition reads the outer entry."""
    made = law(tmp_path, rule("permit: hold", SAME_SECTION))
    person = {"convictions": [{"section": "160.10"}], "charges": [{"section": section}]}

    assert expected == outcome(made, person=person)
