"""Whatever was sent, the message about it is short and can be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.intake.shown import shown, shown_key, shown_line


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("felony", "'felony'"),
        ("x" * 100, f"'{'x' * 60}'…"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (1, "1"),
        (1.5, "1.5"),
        pytest.param(10**5000, "a number", id="long"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "an object"),
        (b"", "a bytes"),
    ],
)
def test_a_value_is_shown_by_what_it_is(value: object, expected: str) -> None:
    """A text stands in quotes, a list and an object are never repeated."""
    assert expected == shown(value)


def test_a_key_that_could_be_a_name_is_shown_bare() -> None:
    """Only a strange one stands in quotes."""
    keys = ("watchlist_match", "person.convictions[0]", "a b", "")
    assert [shown_key(key) for key in keys] == [
        "watchlist_match",
        "person.convictions[0]",
        "'a b'",
        "''",
    ]


@given(st.text(st.characters()))
def test_whatever_is_shown_can_be_printed(text: str) -> None:
    """No line break, control character or half of a surrogate gets into a message."""
    for message in (shown(text), shown_key(text), shown_line(text)):
        assert message.isprintable()
        assert len(message.encode("utf-8")) < 1000
