"""The one way to write a value as bytes, so that whoever hashes it gets the same hash.

RFC 8785, the JSON Canonicalization Scheme, through the library `rfc8785`, or through Python's own
writer where both make the same bytes. MUST: what is hashed goes through `canonical`; the text that
`json.dumps` makes by itself hashes to something else.
"""

import json
import math
from collections.abc import Iterator
from typing import Any, Final

import rfc8785

from comity.errors import InputError

DEEPEST: Final = 64
"""How deeply lists and objects may nest: a fixed bound, since Python's own one depends on the
caller, and an entry that can be written must verify everywhere."""

LARGEST: Final = 2**53 - 1
"""The largest whole number that every reader of JSON holds exactly (RFC 7493 § 2.2)."""

_PLAIN: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)
"""Python's own writer, which is written in C and many times as fast as the library."""

_SIMPLE: Final = frozenset({str, bool, type(None)})


def canonical(value: Any) -> bytes:
    """A value as canonical JSON in UTF-8. A tuple is a list; a float without fraction is whole.

    Raises InputError that names the path in the value of what JSON cannot hold: NaN and infinities,
    whole numbers beyond 2^53 - 1, keys that are no text, half of a surrogate pair, instants and
    other objects, and nesting deeper than 64. The message never shows the value itself.
    """
    if _is_plain(value, DEEPEST):
        try:
            return _PLAIN.encode(value).encode()
        except UnicodeEncodeError:
            pass  # half of a surrogate pair: what follows finds where it stands
    _check(value, ())
    return rfc8785.dumps(value)


def _is_plain(value: Any, levels: int) -> bool:
    """Whether Python's own writer makes the bytes of RFC 8785: no float, and every key in ASCII.

    Both escape texts alike (§ 3.2.2.2). Keys sort by UTF-16 code units there (§ 3.2.3) and by code
    points here, which differ beyond ASCII; and the two write floats in different ways.
    """
    kind = type(value)
    if kind in _SIMPLE:
        return True
    if kind is int:
        return -LARGEST <= value <= LARGEST
    if not levels or kind not in (dict, list, tuple):
        return False
    if kind is dict:
        for key in value:
            if type(key) is not str or not key.isascii():
                return False
        value = value.values()
    # A loop, and texts looked at in place: this walk is most of what a value costs.
    for part in value:
        if type(part) not in _SIMPLE and not _is_plain(part, levels - 1):
            return False
    return True


def _check(value: Any, path: tuple[str | int, ...]) -> None:
    problem = _problem(value)
    if problem is None and len(path) > DEEPEST:
        problem = f"stands deeper than {DEEPEST} lists and objects"
    if problem:
        raise InputError(problem, field=_shown(path) or None, expected="what JSON can hold")
    for key, part in _parts(value):
        _check(part, (*path, key))


def _problem(value: Any) -> str | None:
    """What keeps a value itself, its parts aside, out of JSON."""
    match value:
        case None | bool() | list() | tuple():
            return None
        case str():
            return None if _is_unicode(value) else "holds half of a surrogate pair"
        case int():
            return None if abs(value) <= LARGEST else "is a whole number beyond 2^53 - 1"
        case float():
            return None if math.isfinite(value) else "is no finite number"
        case dict():
            return _problem_of_keys(value)
        case _:
            return f"is of the type {type(value).__name__}"


def _problem_of_keys(value: dict[Any, Any]) -> str | None:
    for key in value:
        if not isinstance(key, str):
            return f"has a key of the type {type(key).__name__}"
        if not _is_unicode(key):
            return "has a key with half of a surrogate pair"
    return None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parts(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


def _shown(path: tuple[str | int, ...]) -> str:
    """The path as the facts are named: `person.charges[0].section`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")
