"""Positions in JSON text, for messages only: which line a fact stands on, which fact a line holds.

The text is walked again when something is wrong with it; a good text is never walked.
"""

import json
import re
from collections.abc import Iterator

from attrs import frozen

from comity.intake.shown import shown_key
from comity.model.shape import joined, steps

_DECODER = json.JSONDecoder(parse_int=str)  # which no length of a number stops
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"{}\[\]:,]+')
# Deeper than any case, and a bound on the time: each level is read again from its beginning.
_DEEPEST = 12


@frozen
class _Member:
    """One member of an object or array: its key or number, where it and its value begin and end."""

    key: str | int
    begin: int
    value: int
    end: int


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The line and column, both from 1, of a character of the text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def index_of(text: str, start: int, path: str) -> int:
    """Where the value with this path stands, in the value that begins at `start`.

    Where there is no such value, the nearest one above it.
    """
    index = start
    for step in steps(path):
        found = next((one for one in _members(text, index) if one.key == step), None)
        if found is None:
            break
        index = found.value
    return index


def path_at(text: str, start: int, index: int) -> str | None:
    """The path of the innermost value that has the character at `index`."""
    path: list[str | int] = []
    within = start
    for _ in range(_DEEPEST):
        inner = next((one for one in _members(text, within) if one.begin <= index < one.end), None)
        if inner is None:
            break
        path.append(shown_key(inner.key) if isinstance(inner.key, str) else inner.key)
        within = inner.value
    return joined(path) or None


def index_of_token(text: str, start: int, token: str) -> int:
    """Where a token stands for the first time outside a string."""
    found = (one.start() for one in _TOKEN.finditer(text, start) if one[0] == token)
    return next(found, start)


def index_of_repeated_key(text: str, start: int, levels: int = _DEEPEST) -> int:
    """Where a key stands for the second time in one object, at any depth of a case."""
    seen: set[str | int] = set()
    for member in _members(text, start):
        if member.key in seen:
            return member.begin
        seen.add(member.key)
        deeper = index_of_repeated_key(text, member.value, levels - 1) if levels else member.value
        if deeper != member.value:
            return deeper
    return start


def _members(text: str, index: int) -> Iterator[_Member]:
    """The members of the object or array at `index`, until its end or the first syntax error."""
    close = {"{": "}", "[": "]"}.get(text[index : index + 1])
    number = 0
    index = _skip(text, index + 1)
    while close and text[index : index + 1] not in (close, ""):
        try:
            key, begin, value = number, index, index
            if close == "}":
                key, end = _DECODER.raw_decode(text, index)
                value = _skip(text, _skip(text, end) + 1)
            _, end = _DECODER.raw_decode(text, value)
        except (ValueError, RecursionError):
            return
        yield _Member(key, begin, value, end)
        number += 1
        index = _skip(text, end)
        index = _skip(text, index + 1) if text[index : index + 1] == "," else index


def _skip(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return found.end() if found else index
