"""What each kind of fact may be, and the message about what it may not be.

The whole message is compared: it is all that the clerk sees.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from comity.errors import InputError, Place
from comity.facts import case_from

BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}
NEW_YORK = timezone(timedelta(hours=-4))
DAY = "expected a day such as 2017-05-30"
INSTANT = "expected an instant with its zone such as 2017-06-01T10:00:00-04:00"
PAIR = "expected a pair of days, [from, to]; while it still runs, [from, null]"
GRADES = "expected one of felony, misdemeanor, violation, infraction"


def message_of(data: Any) -> str:
    with pytest.raises(InputError) as caught:
        case_from(data, Place("x.jsonl", 7))
    return str(caught.value).removeprefix("x.jsonl:7: ")


def conviction(**facts: Any) -> dict[str, Any]:
    return {"person": {"convictions": [{}, facts]}}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"id": None}, "id: it is missing; expected the case's own number"),
    ({"id": " "}, "id: it is empty; expected the case's own number"),
    ({"id": 7}, "id: this is 7; expected a text"),
    ({"at": None}, "at: it is missing; expected the instant at which the question is put"),
    (
        {"agency": "NYPD"},
        "agency: 'NYPD' is not an agency's name; "
        "expected a jurisdiction and an agency, such as us-ny-nyc/nypd",
    ),
    # Instants
    ({"at": "2017-06-01T10:00:00"}, f"at: '2017-06-01T10:00:00' has no zone; {INSTANT}"),
    ({"at": "2017-06-01 10:00:00"}, f"at: '2017-06-01 10:00:00' has no zone; {INSTANT}"),
    ({"at": "2017-06-01"}, f"at: this is '2017-06-01'; {INSTANT}"),
    ({"at": "20170601T100000Z"}, f"at: this is '20170601T100000Z'; {INSTANT}"),
    ({"at": "2017-06-01T10:00:00EST"}, f"at: this is '2017-06-01T10:00:00EST'; {INSTANT}"),
    ({"at": "2017-06-01T24:00:00Z"}, f"at: this is '2017-06-01T24:00:00Z'; {INSTANT}"),
    ({"at": "2017-06-01T10:00:00Z\n"}, f"at: this is '2017-06-01T10:00:00Z\\n'; {INSTANT}"),
    ({"at": "2017-06-01T10:00:00+25:00"}, f"at: this is '2017-06-01T10:00:00+25:00'; {INSTANT}"),
    ({"at": "2017-02-29T10:00:00Z"}, f"at: there is no instant 2017-02-29T10:00:00Z; {INSTANT}"),
    ({"at": 1496325600}, f"at: this is 1496325600; {INSTANT}"),
    (
        {"custody": {"released_otherwise_at": "9999-12-31T00:00:00Z"}},
        "custody.released_otherwise_at: the year is 9999; "
        "expected a year from 1900 to 2199; an open end is null",
    ),
    # Days
    (
        {"custody": {"arrested": "2017-02-29"}},
        f"custody.arrested: there is no day 2017-02-29; {DAY}",
    ),
    ({"custody": {"arrested": "5/30/2017"}}, f"custody.arrested: this is '5/30/2017'; {DAY}"),
    ({"custody": {"arrested": "20170530"}}, f"custody.arrested: this is '20170530'; {DAY}"),
    (
        {"custody": {"arrested": "٢٠١٧-05-30"}},
        f"custody.arrested: this is '٢٠١٧-05-30'; {DAY}",
    ),
    (
        {"custody": {"arrested": "0217-05-30"}},
        "custody.arrested: the year is 217; expected a year from 1900 to 2199; an open end is null",
    ),
    # True or false
    ({"person": {"consents": 1}}, "person.consents: this is 1; expected true or false"),
    ({"person": {"consents": 0}}, "person.consents: this is 0; expected true or false"),
    ({"person": {"consents": "true"}}, "person.consents: this is 'true'; expected true or false"),
    ({"person": {"consents": []}}, "person.consents: this is a list of 0; expected true or false"),
    # Texts
    ({"person": {"name": True}}, "person.name: this is true; expected a text"),
    (
        {"person": {"name": "x" * 10_001}},
        "person.name: the text has 10001 characters; expected at most 10000 characters",
    ),
    (
        {"person": {"name": "\ud800"}},
        "person.name: '\\ud800' has a character that is none; expected text in Unicode without NUL",
    ),
    (
        {"person": {"name": "a\0"}},
        "person.name: 'a\\x00' has a character that is none; expected text in Unicode without NUL",
    ),
    # Terms
    (
        conviction(grade="fellony"),
        "person.convictions[1].grade: there is no term 'fellony'; the nearest is felony; " + GRADES,
    ),
    (
        conviction(grade="Felony"),
        "person.convictions[1].grade: there is no term 'Felony'; the nearest is felony; " + GRADES,
    ),
    (conviction(grade=""), f"person.convictions[1].grade: there is no term ''; {GRADES}"),
    (conviction(grade=1), f"person.convictions[1].grade: this is 1; {GRADES}"),
    (
        {"request": {"grounds": ["agreement", "exigency"]}},
        "request.grounds[1]: there is no term 'exigency'; the nearest is exigent; "
        "expected one of agreement, cooperative-arrangement, agency-mission, exigent, "
        "required-by-law, person-authorised, privacy-officer-approval, crime-investigation, "
        "executive-order, mayoral-proxy-determination",
    ),
    # Lists and records
    ({"request": {"asks": "hold"}}, "request.asks: this is 'hold'; expected a list"),
    ({"request": {"asks": {"0": "hold"}}}, "request.asks: this is an object; expected a list"),
    ({"request": {"asks": [None]}}, "request.asks[0]: this is null; expected a text"),
    ({"request": {"asks": ["hold", 1]}}, "request.asks[1]: this is 1; expected a text"),
    (
        {"person": {"convictions": [None]}},
        "person.convictions[0]: this is null; expected an object with facts by their names",
    ),
    ({"custody": []}, "custody: this is a list of 0; expected an object with facts by their names"),
    (
        conviction(incarcerated=["2003-05-01", "2005-01-15"]),
        f"person.convictions[1].incarcerated[0]: this is '2003-05-01'; {PAIR}",
    ),
    (
        conviction(incarcerated=[["2003-05-01"]]),
        f"person.convictions[1].incarcerated[0]: this is a list of 1; {PAIR}",
    ),
    (
        conviction(incarcerated=[[None, "2005-01-15"]]),
        f"person.convictions[1].incarcerated[0]: the first day is null; {PAIR}",
    ),
    (
        conviction(incarcerated=[["2003-05-01", "2005-01-32"]]),
        f"person.convictions[1].incarcerated[0][1]: there is no day 2005-01-32; {DAY}",
    ),
    # Keys
    (
        {"persn": {}},
        "persn: there is no such fact; the nearest is person; expected one of id, at, agency, "
        "custody, request, person, information, court, sources",
    ),
    (
        {"watchlist_match": True},
        "watchlist_match: there is no such fact; the nearest is person.watchlist_match; "
        "expected one of id, at, agency, custody, request, person, information, court, sources",
    ),
    (
        {"custody": {"arested": None}},
        "custody.arested: there is no such fact; the nearest is arrested; "
        "expected one of arrested, released_otherwise_at",
    ),
    (
        {"custody": {"from_": 1}},
        "custody.from_: there is no such fact; expected one of arrested, released_otherwise_at",
    ),
    (
        {"custody": {"\x1b[31m": 1}},
        "custody.'\\x1b[31m': there is no such fact; "
        "expected one of arrested, released_otherwise_at",
    ),
    # Sources
    ({"sources": {}}, "sources: this is an object; expected a list"),
    ({"sources": [{}]}, "sources[0].path: it is missing; expected a text"),
    (
        {"sources": [{"path": "person", "on": "x"}]},
        "sources[0].on: there is no such fact; expected one of path, document, by, at",
    ),
    (
        {"sources": [{"path": "person.convictons"}]},
        "sources[0].path: there is no such fact; the nearest is person.convictions; "
        "expected the path of a fact, such as person.convictions[0].grade",
    ),
    (
        {"sources": [{"path": "person", "at": "today"}]},
        f"sources[0].at: this is 'today'; {INSTANT}",
    ),
]


@pytest.mark.parametrize(("facts", "message"), BAD)
def test_a_wrong_fact_is_refused(facts: dict[str, Any], message: str) -> None:
    """The message names the path of the fact, what it is and what was expected."""
    assert message == message_of(BARE | facts)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2017-06-01T10:00:00-04:00", datetime(2017, 6, 1, 10, tzinfo=NEW_YORK)),
        ("2017-06-01T14:00:00Z", datetime(2017, 6, 1, 10, tzinfo=NEW_YORK)),
        ("2017-06-01T14:00-00:00", datetime(2017, 6, 1, 10, tzinfo=NEW_YORK)),
        ("2016-02-29T23:59:59.999999-04:00", datetime(2016, 2, 29, 23, 59, 59, 999999, NEW_YORK)),
        ("2016-02-29T23:59:59.5-04:00", datetime(2016, 2, 29, 23, 59, 59, 500000, NEW_YORK)),
    ],
)
def test_an_instant_has_a_zone(text: str, instant: datetime) -> None:
    """RFC 3339, with the seconds left out or with decimals."""
    assert instant == case_from(BARE | {"at": text}).at


def test_the_zone_of_an_instant_is_kept() -> None:
    """The day of an instant is the day in its own zone."""
    case = case_from(BARE | {"at": "2017-06-01T23:00:00-04:00"})

    assert date(2017, 6, 1) == case.at.date()


@pytest.mark.parametrize(
    ("spelt", "term"),
    [("standing", "outstanding"), ("unexecuted", "outstanding"), ("executed", "executed")],
)
def test_another_spelling_is_the_term(spelt: str, term: str) -> None:
    """The case holds the term, however the record spells it."""
    assert term == case_from(BARE | {"person": {"removal_order": spelt}}).person.removal_order
