"""The inquiry YQ, field by field as Nlets describes it (articles 21003096774 and 21003096777)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from comity.act.warrant_inquiry import Inquiry, due, inquiry
from comity.errors import InputError

AT = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)
ORI = "NJ0070000"
FIELDS = {"RTY": "WP", "OCA": "17-004521", "NIC": "W123456789", "NAM": "doe,john"}


def made(priority: str = "U", number: int = 1, **more: Any) -> Inquiry:
    return inquiry("us-nj/essex", priority, number, [ORI], {**FIELDS, **more}, AT)


def test_the_message_has_its_fields_in_order_with_their_prefixes() -> None:
    """In capitals, the addresses first."""
    expected = "YQ.NJ0070000.RTY/WP.RNO/1.PRI/U.OCA/17-004521.NIC/W123456789.NAM/DOE,JOHN"

    assert expected == made().text


def test_a_blank_field_is_dropped_with_its_prefix() -> None:
    """No blank fields: drop field and prefix."""
    assert "SEX" not in made(SEX="  ").text
    assert "SEX/M" in made(SEX="m").text


@pytest.mark.parametrize("priority", ["", "u", "E", "urgent"])
def test_nobody_chooses_the_priority_but_the_asker(priority: str) -> None:
    """There is no default and no guess."""
    with pytest.raises(InputError, match=r"YQ\.PRI.*10 minutes"):
        made(priority)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("RTY", "XX"),
        ("RTY", ""),
        ("OCA", "1" * 21),
        ("OCA", ""),
        ("NIC", "W1234567890"),
        ("NIC", "W-1"),
        ("DOB", "20170230"),
        ("DOB", "1980-01-01"),
        ("DOB", "١٩٨٠٠١٠١"),
        ("SEX", "MALE"),
        ("NAM", "DOE/JOHN"),
        ("NAM", "DOE.JOHN"),
        ("NAM", "DOE\nPRI/U"),
    ],
)
def test_a_field_that_cannot_be_sent_is_named(field: str, value: Any) -> None:
    """The error says which, and what was expected; no value can smuggle in another field."""
    with pytest.raises(InputError) as refused:
        made(**{field: value})
    assert f"YQ.{field}" == refused.value.field
    assert refused.value.expected


@pytest.mark.parametrize("oris", [[], ["NJ007000"], ["NJ00700000"], [ORI] * 4])
def test_one_to_three_addresses_of_nine_characters(oris: list[str]) -> None:
    """The originating agency's identifier has nine."""
    with pytest.raises(InputError, match=r"YQ\.ORI"):
        inquiry("us-nj/essex", "R", 1, oris, FIELDS, AT)


def test_a_field_foreign_to_the_type_is_refused() -> None:
    """A boat has no date of birth; and no message has a place of birth."""
    with pytest.raises(InputError, match=r"YQ\.NAM"):
        made(RTY="SB")
    with pytest.raises(InputError, match=r"YQ\.POB"):
        made(POB="MX")


@pytest.mark.parametrize("number", [0, 4])
def test_there_are_three_requests(number: int) -> None:
    """RNO is 1, 2 or 3."""
    with pytest.raises(InputError, match=r"YQ\.RNO"):
        made(number=number)


def test_number_and_priority_are_not_given_twice() -> None:
    """They come from the inquiry itself."""
    with pytest.raises(InputError, match=r"YQ\.PRI"):
        made(PRI="R")


def test_an_urgent_answer_is_due_in_ten_minutes_and_a_routine_one_in_an_hour() -> None:
    """The hit confirmation policy's own times."""
    assert AT + timedelta(minutes=10) == due(made("U"))
    assert AT + timedelta(hours=1) == due(made("R"))


def test_the_hour_passes_though_the_clock_shows_it_twice() -> None:
    """In the night in which New York's clocks go back, an hour is an hour."""
    before = datetime(2017, 11, 5, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    asked = inquiry("us-nj/essex", "R", 1, [ORI], FIELDS, before)

    assert datetime(2017, 11, 5, 6, 30, tzinfo=UTC) == due(asked)


def test_a_time_without_zone_is_refused() -> None:
    """Nobody could say when ten minutes are over."""
    with pytest.raises(InputError, match="sent_at"):
        inquiry("us-nj/essex", "U", 1, [ORI], FIELDS, datetime(2017, 6, 1))
