"""Canonical JSON: RFC 8785's own examples, stability, and what JSON cannot hold."""

import json
import struct
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.record.canonical import DEEPEST, LARGEST, canonical
from tests.record.entries import values

# RFC 8785 § 3.2.2: the sample, as any parser of JSON reads it.
SAMPLE = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""

# RFC 8785 § 3.2.3: keys in the order of their UTF-16 code units, which is not that of code points.
KEYS = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\U0001f600": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
}
IN_ORDER = [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
]

# RFC 8785, appendix B: the bits of a double and how it is written.
NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""

ascii_keys = st.text(st.characters(max_codepoint=127), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(max_size=12),
    lambda some: st.lists(some, max_size=4) | st.dictionaries(ascii_keys, some, max_size=4),
    max_leaves=12,
)
"""What Python's own writer is taken for."""


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def endless() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def backwards(value: Any) -> Any:
    """The same value with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(part) for part in value] if isinstance(value, list) else value


def test_the_sample_of_rfc_8785_is_written_as_published() -> None:
    """RFC 8785 § 3.2.3 and § 3.2.4 give the result."""
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )

    assert expected.encode() == canonical(json.loads(SAMPLE))


def test_keys_stand_in_the_published_order() -> None:
    """RFC 8785 § 3.2.3 gives the order of these seven keys."""
    assert IN_ORDER == list(json.loads(canonical(KEYS)).values())


@pytest.mark.parametrize(
    ("bits", "expected"), [line.split() for line in NUMBERS.strip().splitlines()]
)
def test_numbers_are_written_as_published(bits: str, expected: str) -> None:
    """RFC 8785, appendix B."""
    number = struct.unpack(">d", bytes.fromhex(bits))[0]

    assert expected.encode() == canonical(number)


@given(plain | values())
def test_whichever_writer_is_chosen_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    """Python's own writer is taken for what it writes alike; the library says what is right."""
    assert rfc8785.dumps(value) == canonical(value)


def test_every_character_is_written_as_by_the_library() -> None:
    """Each code point that is no surrogate, controls and U+2028 among them, alone and as a key."""
    for first in range(0, 0x110000, 0x800):
        if first == 0xD800:
            continue
        text = "".join(map(chr, range(first, first + 0x800)))
        assert rfc8785.dumps([text, {"k": text}]) == canonical([text, {"k": text}])
        keys = dict.fromkeys(text, 1)
        assert rfc8785.dumps(keys) == canonical(keys)


@given(values())
def test_the_order_of_keys_does_not_count(value: Any) -> None:
    """Whoever builds the same object in another order gets the same bytes."""
    assert canonical(value) == canonical(backwards(value))


@given(values())
def test_what_was_written_is_read_back(value: Any) -> None:
    """Read with JSON's own numbers, which are doubles, the value and its bytes are the same."""
    written = canonical(value)
    read = json.loads(written, parse_int=float)

    assert value == read
    assert written == canonical(read)


@given(st.text())
def test_text_keeps_every_character(text: str) -> None:
    """No character is normalized, dropped or replaced."""
    assert text == json.loads(canonical(text))


@pytest.mark.parametrize(
    ("value", "path", "why"),
    [
        (float("nan"), None, "finite"),
        ({"a": [0.5, float("inf")]}, "a[1]", "finite"),
        ({"a": -float("inf")}, "a", "finite"),
        ({"person": {"id": 2**53}}, "person.id", "beyond"),
        ([[-(2**53)]], "[0][0]", "beyond"),
        ({"facts": [{"at": datetime(2026, 11, 25, tzinfo=UTC)}]}, "facts[0].at", "datetime"),
        ({"a": Decimal("1.5")}, "a", "Decimal"),
        ({"a": {1, 2}}, "a", "set"),
        ({"a": b"bytes"}, "a", "bytes"),
        ({"a": {1: "x"}}, "a", "key of the type int"),
        ({"a": {None: "x"}}, "a", "key of the type NoneType"),
        ({"a": {"b": 1, True: 2}}, "a", "key of the type bool"),
        ({"a": "\ud800"}, "a", "surrogate"),
        ({"a": {"\udfff": 1}}, "a", "surrogate"),
        (nested(DEEPEST + 1), "[0]" * (DEEPEST + 1), "deeper"),
        (endless(), "[0]" * (DEEPEST + 1), "deeper"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_path(
    value: Any, path: str | None, why: str
) -> None:
    """The error names the place in the value and what is wrong, and says nothing of the content."""
    with pytest.raises(InputError, match=why) as caught:
        canonical(value)

    assert path == caught.value.field


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, nested(DEEPEST)])
def test_the_last_that_json_can_hold_is_written(value: Any) -> None:
    """The bounds themselves are inside."""
    assert value == json.loads(canonical(value))
