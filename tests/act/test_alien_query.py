"""The alien query IAQ: its fields as Nlets describes them (21003097354), and what they tell."""

import pytest

from comity.act.alien_query import TELLS, TO, alien_query, told_by
from comity.errors import InputError
from comity.model.contact import ITEMS

FIELDS = {
    "PUR": "C",
    "ATN": "Officer Roe",
    "PHN": "(212) 555-0100",
    "NAM": "DOE,JOHN",
    "DOB": "19800101",
    "SEX": "M",
    "POB": "MX",
    "CUS": "Y",
    "OFF": "1316",
}


def test_the_query_goes_to_the_support_center_with_every_field() -> None:
    """Required fields in order, in capitals."""
    expected = (
        "IAQ.VTICE0900.PUR/C.ATN/OFFICER ROE.PHN/(212) 555-0100.NAM/DOE,JOHN.DOB/19800101"
        ".SEX/M.POB/MX.CUS/Y.OFF/1316"
    )

    assert "VTICE0900" == TO
    assert expected == alien_query(FIELDS).text


@pytest.mark.parametrize("field", FIELDS)
def test_a_required_field_that_is_missing_is_named(field: str) -> None:
    """Every one of the nine."""
    left = {name: value for name, value in FIELDS.items() if name != field}

    with pytest.raises(InputError, match=rf"IAQ\.{field}: is missing; expected"):
        alien_query(left)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("PUR", "X"),
        ("ATN", "A" * 31),
        ("PHN", "1" * 21),
        ("NAM", "A" * 31),
        ("DOB", "19801301"),
        ("SEX", "MF"),
        ("POB", "MEX"),
        ("CUS", "U"),
        ("OFF", "131"),
        ("ARN", "1234567"),
        ("FBI", "1" * 10),
        ("SID", "1" * 11),
        ("REASON", "INQUIRY"),
    ],
)
def test_a_field_that_cannot_be_sent_is_named_with_what_was_expected(
    field: str, value: str
) -> None:
    """Too long, no such code, or no such field."""
    with pytest.raises(InputError) as refused:
        alien_query({**FIELDS, field: value})
    assert f"IAQ.{field}" == refused.value.field
    assert refused.value.expected


def test_the_query_tells_what_its_fields_carry() -> None:
    """Name, birth, custody and charges, and that the person is looked up at all."""
    told = told_by(alien_query(FIELDS))

    assert {"identity", "birth", "custody", "charges", "warrant", "court_date"} == set(told)
    assert set(TELLS.values()) <= set(ITEMS)


def test_saying_not_in_custody_or_not_charged_is_telling_too() -> None:
    """An N and a 0399 are answers to questions that nobody was asked."""
    told = told_by(alien_query({**FIELDS, "CUS": "N", "OFF": "0399"}))

    assert {"custody", "charges"} <= set(told)
