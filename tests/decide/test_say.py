"""Conditions in words: the expected texts say what a lawyer would say."""

from pathlib import Path

import pytest

from comity.decide.say import entry, say, told
from comity.flow import Counsel
from comity.model import tree
from tests.packs import AGENCY, date, law, rule

JUDGE = """\
define: judicial_warrant(i)
in_force: 2013-01-01..
is: i.kind == "judicial-warrant"
"""
RECENT = """\
define: recent(c)
in_force: 2013-01-01..
is: >
  c.judgment >= years_before(custody.arrested, 5)
    - days_served(c.incarcerated, c.offence_date, custody.arrested)
"""


def condition(tmp_path: Path, when: str, *definitions: str, more: str = "") -> tree.Node:
    """The typed tree of a condition, as the binder makes it."""
    made = law(tmp_path, *definitions, rule("permit: hold", when, more=more))
    version = Counsel(made).version_on(AGENCY, date(2016, 6, 1))
    return version.provisions[0].when


def part(node: tree.Node) -> tree.Node:
    """What an `exists` says of its element."""
    assert isinstance(node, tree.Quantified)
    return node.body


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("true", "true"),
        ("person.watchlist_match", "person.watchlist_match"),
        ("!person.watchlist_match", "not person.watchlist_match"),
        ("person.watchlist_match == true", "person.watchlist_match"),
        ("person.watchlist_match != true", "not person.watchlist_match"),
        ('request.kind == "detainer"', 'request.kind is "detainer"'),
        ('request.kind != "detainer"', 'request.kind is not "detainer"'),
        ('!(request.kind == "detainer")', 'request.kind is not "detainer"'),
        ('request.kind in ["detainer"]', 'request.kind is "detainer"'),
        ('request.kind in ["access", "interview"]',
         'request.kind is one of "access", "interview"'),
        ('!(request.kind in ["access", "interview"])',
         'request.kind is none of "access", "interview"'),
        ('"hold" in request.asks', 'request.asks includes "hold"'),
        ('!("hold" in request.asks)', 'request.asks does not include "hold"'),
        ('request.from.startsWith("us/")', 'request.from begins with "us/"'),
        ('!request.from.startsWith("us/")', 'request.from does not begin with "us/"'),
    ],
)  # fmt: skip
def test_a_comparison_is_said_near_the_rule(tmp_path: Path, when: str, expected: str) -> None:
    """The facts keep their paths; the operators become words."""
    assert expected == say(condition(tmp_path, when))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("person.consents && person.watchlist_match",
         "person.consents and person.watchlist_match"),
        ("person.consents && (person.watchlist_match || information.public)",
         "person.consents and (person.watchlist_match or information.public)"),
        ("!(person.consents || information.public)",
         "not (person.consents or information.public)"),
        ('person.convictions.exists(c, c.sentenced) && person.consents',
         "(person.convictions has an entry c where c.sentenced) and person.consents"),
        ('!person.convictions.exists(c, c.grade == "felony" && c.sentenced)',
         'person.convictions has no entry c where c.grade is "felony" and c.sentenced'),
        ("person.convictions.exists_one(c, c.sentenced)",
         "person.convictions has exactly one entry c where c.sentenced"),
        ("!person.convictions.exists_one(c, c.sentenced)",
         "person.convictions does not have exactly one entry c where c.sentenced"),
        ("person.convictions.all(c, c.sentenced)",
         "for every entry c of person.convictions, c.sentenced"),
        ("person.convictions.size() >= 2",
         "the number of entries in person.convictions is at least 2"),
        ('person.convictions.filter(c, c.sentenced).size() < 2',
         "the number of entries c where c.sentenced in person.convictions is less than 2"),
        ('request.instruments.exists(i, i.offences.exists(o, o == "8 USC 1326"))',
         'request.instruments has an entry i where i.offences has an entry o where '
         'o is "8 USC 1326"'),
    ],
)  # fmt: skip
def test_parts_and_entries_are_said_so_that_none_runs_into_the_next(
    tmp_path: Path, when: str, expected: str
) -> None:
    """Brackets stand where a reader could take two parts for one; a variable keeps its name."""
    assert expected == say(condition(tmp_path, when))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('custody.arrested >= date("2014-12-14")', "custody.arrested is on or after 2014-12-14"),
        ("custody.arrested < day(at)", "custody.arrested is before the day of the case"),
        ("custody.arrested > day(at) - 30",
         "custody.arrested is after 30 days before the day of the case"),
        ("custody.arrested <= years_after(day(at), 1)",
         "custody.arrested is on or before one year after the day of the case"),
        ("request.received_at <= end_of_day(at)",
         "request.received_at is at or before the end of the day of the case"),
        ('at >= hours_after(custody.released_otherwise_at, 48, ["saturday", "sunday", "holiday"])',
         "the time of the case is at or after 48 hours after custody.released_otherwise_at, "
         "Saturdays, Sundays and holidays (us) not counted"),
        ("at < hours_after(request.received_at, 1)",
         "the time of the case is before one hour after request.received_at"),
        ('at < hours_after(request.received_at, 2, ["sunday"])',
         "the time of the case is before two hours after request.received_at, "
         "Sundays not counted"),
    ],
)  # fmt: skip
def test_days_and_hours_are_said_in_words(tmp_path: Path, when: str, expected: str) -> None:
    """Before and after, not less and more; which days are left out, and by whose list."""
    assert expected == say(condition(tmp_path, when))


def test_time_served_moves_a_day_back(tmp_path: Path) -> None:
    """The look-back of a statute: five years, reaching back further by the time served."""
    found = condition(tmp_path, "person.convictions.exists(c, recent(c))", RECENT)
    body = part(found)

    assert isinstance(body, tree.Term)
    assert (
        "c.judgment is on or after five years before custody.arrested, moved back by the days of "
        "c.incarcerated between c.offence_date and custody.arrested"
    ) == say(body.body)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("request.instruments.exists(i, judicial_warrant(i))",
         "request.instruments has an entry that meets “Rule 1: judicial warrant” (Code § 1(1))"),
        ("request.instruments.exists(i, !judicial_warrant(i))",
         "request.instruments has an entry i where i does not meet "
         "“Rule 1: judicial warrant” (Code § 1(1))"),
        ("!request.instruments.exists(i, judicial_warrant(i))",
         "request.instruments has no entry that meets "
         "“Rule 1: judicial warrant” (Code § 1(1))"),
    ],
)  # fmt: skip
def test_a_term_of_art_is_named_by_title_and_citation(
    tmp_path: Path, when: str, expected: str
) -> None:
    """Two definitions may stand under one heading; then the name is said too."""
    assert expected == say(condition(tmp_path, when, JUDGE))


def test_a_title_that_has_the_name_in_it_is_enough() -> None:
    """Nobody reads the same words twice."""
    term = tree.Term(
        "civil_detainer", "Civil immigration detainer", "§ 14-154(a)(1)", (), tree.Const(True)
    )

    assert "“Civil immigration detainer” (§ 14-154(a)(1)) applies" == say(term)
    assert "“Civil immigration detainer” (§ 14-154(a)(1)) does not apply" == say(tree.Not(term))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('person.convictions.exists(c, listed("listed", c))', "c is on the schedule “listed”"),
        ('person.convictions.exists(c, !listed("listed", c))',
         "c is not on the schedule “listed”"),
        ('person.convictions.exists(c, '
         'listed("listed", "NY PL", c.target_section, c.target_subdivision))',
         "NY PL, c.target_section, c.target_subdivision is on the schedule “listed”"),
    ],
)  # fmt: skip
def test_what_is_looked_up_in_a_schedule_is_named(tmp_path: Path, when: str, expected: str) -> None:
    """The entry itself, or the parts that stand for one."""
    assert expected == say(part(condition(tmp_path, when)))


def test_what_only_the_plan_writes_is_said_too() -> None:
    """The nodes that carry review points have words of their own."""
    fact = tree.Fact(("person", "consents"), ("person", "consents"), tree.TRUTH)

    assert "person.consents is unknown" == say(tree.Unknown(fact))
    assert "person.consents, surely" == say(tree.Surely(fact))
    assert "person.consents, perhaps" == say(tree.Perhaps(fact))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "unknown"),
        (True, "true"),
        (False, "false"),
        ("felony", "felony"),
        (date(2017, 5, 30), "2017-05-30"),
        ((), "none"),
        (("hold", "enter"), "hold, enter"),
        (({}, {}), "2 entries"),
        ([{}], "1 entry"),
    ],
)
def test_a_value_is_told_plainly(value: object, expected: str) -> None:
    """A list that was searched and found empty is not an unknown one."""
    assert expected == told(value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {
                "code": "NY PL",
                "section": "265.02",
                "subdivision": "2",
                "grade": "felony",
                "judgment": "2015-05-30",
                "sentenced": True,
                "youthful_offender": False,
                "incarcerated": [["2015-05-30", "2016-01-01"], ["2016-05-01", None]],
            },
            "NY PL 265.02 2, felony, judgment 2015-05-30, sentenced, not youthful offender, "
            "incarcerated 2015-05-30 to 2016-01-01 and since 2016-05-01",
        ),
        (
            {"kind": "judicial-warrant", "issuer": "us-magistrate-judge", "form": None},
            "judicial-warrant, issuer us-magistrate-judge",
        ),
        ({"offences": ["8 USC 1325"]}, "offences 8 USC 1325"),
        ("exigent", "exigent"),
    ],
)
def test_an_entry_is_one_line(data: object, expected: str) -> None:
    """As on a rap sheet: the crime first, and nothing of what is unknown."""
    assert expected == entry(data)
