"""The fields of a message of the police network, checked one by one before it is a contact.

MUST: a field that is blank is left out with its prefix, and one that the message does not have is
refused; neither is ever sent as it stands, since the far side reads by position and prefix.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from attrs import field, frozen

from comity.errors import InputError

_CHARACTERS: Final = "[A-Z0-9 ,'&#()-]"


@frozen
class FieldRule:
    """What a field may hold: a pattern that its whole value matches, and the same in words."""

    name: str
    expected: str
    pattern: re.Pattern[str] = field(repr=False)
    required: bool = False
    day: bool = False


def words(name: str, longest: int, *, required: bool = False) -> FieldRule:
    """A field of free text up to so many characters; `.` and `/` separate fields and stay out."""
    pattern = re.compile(f"{_CHARACTERS}{{1,{longest}}}")
    expected = f"1 to {longest} letters A to Z, digits or spaces, without '.' or '/'"
    return FieldRule(name, expected, pattern, required)


def code(name: str, *codes: str, required: bool = False) -> FieldRule:
    """A field with a closed list of codes."""
    pattern = re.compile("|".join(re.escape(one) for one in codes))
    return FieldRule(name, f"one of {', '.join(codes)}", pattern, required)


def shaped(name: str, pattern: str, expected: str, *, required: bool = False) -> FieldRule:
    """A field whose form is given by a pattern."""
    return FieldRule(name, expected, re.compile(pattern), required)


def day(name: str, *, required: bool = False) -> FieldRule:
    """A day that the calendar has, written YYYYMMDD."""
    pattern = re.compile("[0-9]{8}")
    return FieldRule(name, "a day as YYYYMMDD", pattern, required, day=True)


def checked(
    message: str, rules: Iterable[FieldRule], given: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The fields that are sent, in the order of the rules, in capitals, blank ones left out.

    Raises InputError that names the field (`YQ.OCA`) and what was expected of it.
    """
    known = {rule.name: rule for rule in rules}
    for name in given:
        if name not in known:
            what, expected = "no field of this message", f"one of {', '.join(known)}"
            raise InputError(what, field=f"{message}.{name}", expected=expected)
    values = {name: given.get(name, "").strip().upper() for name in known}
    for name, value in values.items():
        _check(message, known[name], value)
    return tuple((name, value) for name, value in values.items() if value)


def _check(message: str, rule: FieldRule, value: str) -> None:
    if not value and not rule.required:
        return
    if not rule.pattern.fullmatch(value) or (rule.day and not _is_day(value)):
        what = f"{value!r} cannot be sent" if value else "is missing"
        raise InputError(what, field=f"{message}.{rule.name}", expected=rule.expected)


def _is_day(value: str) -> bool:
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return False
    return True


def text(message: str, addresses: Iterable[str], fields: Iterable[tuple[str, str]]) -> str:
    """The message as text: its key, whom it is to, and `PREFIX/value` parted by full stops.

    The header that a state's own switch wants in front is the channel's business.
    """
    return ".".join([message, *addresses, *(f"{name}/{value}" for name, value in fields)])
