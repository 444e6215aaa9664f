"""What came in, as a message may show it: short, printable, and never a whole document.

MUST: whatever bytes somebody sends, the message about them can be printed on any terminal.
"""

import re
from typing import Final

_LONGEST: Final = 60
_LONGEST_LINE: Final = 200
_LARGEST: Final = 10**18  # Python refuses to print the longest numbers
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_.\[\]-]{1,60}")


def shown(value: object) -> str:
    """A value in a message: a text in quotes, anything else by what it is."""
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value) if abs(value) < _LARGEST else "a number"
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return f"a {type(value).__name__}"


def shown_key(key: object) -> str:
    """A key in the path of a message: as it is if it could be the name of a fact."""
    if isinstance(key, str):
        return key if _PLAIN_KEY.fullmatch(key) else _cut(key)
    return shown(key)


def shown_line(text: str) -> str:
    """What a library says, as one printable line."""
    line = text.partition("\n")[0][:_LONGEST_LINE]
    return "".join(one if one.isprintable() else "?" for one in line)


def _cut(text: str) -> str:
    return repr(text) if len(text) <= _LONGEST else f"{text[:_LONGEST]!r}…"
