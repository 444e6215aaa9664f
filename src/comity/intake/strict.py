"""JSON read strictly, as RFC 8259 has it, and each key once.

Python's reader takes more than JSON (NaN, Infinity) and of two equal keys silently keeps the last;
a record of law must not depend on which reader reads it.
"""

import json
from collections.abc import Callable
from typing import Any

from comity.errors import InputError, Place
from comity.intake.position import index_of_repeated_key, index_of_token, line_and_column, path_at

_LONGEST_NUMBER = 400


def first(text: str, index: int) -> int:
    """Where the first character stands, from `index` on, that is no space between JSON's values."""
    while index < len(text) and text[index] in " \t\r\n":
        index += 1
    return index


class _NotStrictError(Exception):
    """What a hook of the decoder refuses; `find` gives its place in the text."""

    def __init__(self, what: str, expected: str, find: Callable[[str, int], int]) -> None:
        super().__init__(what)
        self.what, self.expected, self.find = what, expected, find


def parse(text: str, place: Place) -> Any:
    """The one JSON value that a text holds. `place` is that of its first character."""
    value, end = parse_one(text, first(text, 0), place)
    rest = first(text, end)
    if rest < len(text):
        raise refusal("more text after the end of the value", text, rest, place)
    return value


def parse_one(text: str, start: int, place: Place) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends. Raises InputError."""
    try:
        return _DECODER.raw_decode(text, start)
    except _NotStrictError as error:
        index = error.find(text, start)
        field = path_at(text, start, index)
        raise refusal(error.what, text, index, place, error.expected, field) from None
    except json.JSONDecodeError as error:
        what = f"this is not JSON ({error.msg[0].lower()}{error.msg[1:].removesuffix(' at')})"
        raise refusal(what, text, error.pos, place) from None
    except RecursionError:
        what, expected = "the JSON is nested too deeply", "the nesting of a case"
        raise refusal(what, text, start, place, expected) from None


def refusal(
    what: str,
    text: str,
    index: int,
    place: Place,
    expected: str = "valid JSON",
    field: str | None = None,
) -> InputError:
    """The error about the character at `index` of a text that begins at `place`."""
    line, column = line_and_column(text, index)
    at = Place(place.file, (place.line or 1) + line - 1, column)
    return InputError(what, place=at, field=field, expected=expected)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotStrictError("the key is there twice", "each key once", index_of_repeated_key)
    return found


def _number(token: str) -> int | float:
    """A number that every reader of JSON reads alike."""
    if len(token) <= _LONGEST_NUMBER:
        value = float(token) if set(token) & set(".eE") else int(token)
        if abs(value) < float("inf"):
            return value
    raise _not_a_number(token)


def _not_a_number(token: str) -> _NotStrictError:
    shown = token if len(token) <= 20 else f"{token[:20]}…"
    return _NotStrictError(
        f"{shown} is no number in JSON",
        "a number of ordinary size",
        lambda text, start: index_of_token(text, start, token),
    )


def _constant(token: str) -> Any:
    raise _not_a_number(token)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_constant, parse_float=_number, parse_int=_number
)
