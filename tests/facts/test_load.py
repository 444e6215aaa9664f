"""Cases from JSON data and from files: what is there, what is missing, and where the error is."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from comity.errors import InputError, Place
from comity.facts import case_from, cases
from comity.model.case import (
    Case,
    Charge,
    Conviction,
    Information,
    Instrument,
    Period,
    Person,
    Request,
)

BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}
NEW_YORK = timezone(timedelta(hours=-4))


def message_of(data: Any) -> str:
    with pytest.raises(InputError) as caught:
        case_from(data, Place("x.jsonl", 7))
    return str(caught.value).removeprefix("x.jsonl:7: ")


@pytest.mark.parametrize(
    ("data", "what"),
    [(None, "null"), ([], "a list of 0"), ("x", "'x'"), (1, "1"), (True, "true")],
)
def test_what_is_no_object_is_no_case(data: Any, what: str) -> None:
    """A case is an object."""
    assert f"this is {what}; expected an object with facts by their names" == message_of(data)


@pytest.mark.parametrize("name", ["id", "at", "agency"])
def test_a_required_fact_may_not_be_left_out(name: str) -> None:
    """Without number, instant or agency there is no case."""
    data = {key: value for key, value in BARE.items() if key != name}

    assert message_of(data).startswith(f"{name}: it is missing; expected the ")


def test_what_is_not_said_is_unknown() -> None:
    """Of a case with nothing but its number, instant and agency, everything else is unknown."""
    expected = Case(id="1", at=datetime(2017, 6, 1, 10, tzinfo=NEW_YORK), agency="us-ny-nyc/nypd")

    assert expected == case_from(BARE)


def test_null_is_unknown_and_an_empty_list_is_not() -> None:
    """`null` says nothing; `[]` says that somebody looked and found none."""
    case = case_from(BARE | {"person": {"charges": None, "convictions": [], "consents": None}})

    assert Person(charges=None, convictions=(), consents=None) == case.person


def test_a_designation_that_is_absent_was_not_entered() -> None:
    """An absent key has the default, an explicit null is unknown."""
    person = {
        "convictions": [{}, {"hate_crime": None}, {"hate_crime": True}],
        "charges": [{}, {"disposition": None}],
        "known_gang_member": None,
    }
    case = case_from(BARE | {"person": person, "request": {"grounds": None}})

    assert Request(offences=(), grounds=None) == case.request
    expected = Person(
        convictions=(Conviction(), Conviction(hate_crime=None), Conviction(hate_crime=True)),
        charges=(Charge(disposition="pending"), Charge(disposition=None)),
        known_gang_member=None,
        outstanding_criminal_warrant=False,
    )
    assert expected == case.person


def test_a_part_that_is_null_is_unknown_altogether() -> None:
    """Its designations are unknown too; of a part that is absent they were not entered."""
    case = case_from(BARE | {"request": None, "information": None})

    assert Request(offences=None, grounds=None) == case.request
    assert Information() == case.information
    assert case.person.known_gang_member is False


def test_sources_that_are_null_are_none() -> None:
    """Sources are no fact that could be unknown."""
    assert () == case_from(BARE | {"sources": None}).sources


def test_every_kind_of_fact_is_read() -> None:
    """Keys of JSON become attributes, pairs periods, lists tuples."""
    data = BARE | {
        "custody": {"arrested": "2017-05-30"},
        "request": {"from": "us/ice", "instruments": [{"form": "I-205"}], "asks": ["hold"]},
        "person": {
            "convictions": [
                {
                    "incarcerated": [["2003-05-01", "2005-01-15"], ["2006-01-01", None]],
                    "qualifies": None,
                }
            ]
        },
    }
    case = case_from(data)

    assert date(2017, 5, 30) == case.custody.arrested
    papers = (Instrument(form="I-205"),)
    assert Request(from_="us/ice", instruments=papers, asks=("hold",)) == case.request
    served = (Period(date(2003, 5, 1), date(2005, 1, 15)), Period(date(2006, 1, 1)))
    assert Person(convictions=(Conviction(incarcerated=served),)) == case.person


def test_the_cases_of_a_file_come_one_by_one(tmp_path: Path) -> None:
    """A case before a bad one is handed out; the error names file and line of the bad one."""
    path = tmp_path / "x.json"
    first = '{"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}'
    second = first.replace("}", ',\n"person": {\n"consents": 1}}')
    path.write_text(f"[{first},\n{second}]", encoding="utf-8")

    found = cases(path)

    assert "1" == next(found).id
    with pytest.raises(InputError) as caught:
        next(found)
    assert f"{path}:4: person.consents: this is 1; expected true or false" == str(caught.value)


def test_a_table_gives_the_same_case_as_json(tmp_path: Path) -> None:
    """CSV is another way to write the same facts."""
    path = tmp_path / "x.csv"
    path.write_text(
        "id,at,agency,custody.arrested,request.asks,person.consents,person.convictions\n"
        '1,2017-06-01T10:00:00-04:00,us-ny-nyc/nypd,2017-05-30,"[""hold""]",false,'
        '"[{""grade"":""felony""}]"\n',
        encoding="utf-8",
    )

    data = BARE | {
        "custody": {"arrested": "2017-05-30"},
        "request": {"asks": ["hold"]},
        "person": {"consents": False, "convictions": [{"grade": "felony"}]},
    }
    assert [case_from(data)] == list(cases(path))


def test_an_error_in_a_table_names_row_and_column(tmp_path: Path) -> None:
    """The path in the message is the column's name, and goes on inside its list."""
    path = tmp_path / "x.csv"
    path.write_text(
        "id,at,agency,person.convictions\n"
        '1,2017-06-01T10:00:00-04:00,us-ny-nyc/nypd,"[{""sentenced"":1}]"\n',
        encoding="utf-8",
    )

    with pytest.raises(InputError) as caught:
        list(cases(path))

    where = f"{path}:2: person.convictions[0].sentenced"
    assert f"{where}: this is 1; expected true or false" == str(caught.value)
