"""Raw values to typed values, one converter for each type of fact.

MUST: a converter either returns a value of its type or raises `UnfitError`; it never guesses.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from comity.intake.shown import shown
from comity.model.shape import Field
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

Converter: TypeAlias = Callable[[Any], Any]

LONGEST_TEXT: Final = 10_000

# INVARIANT: every day and instant of a case lies in these years, so that no later arithmetic on
# them (a zone, five years before) can leave the calendar. Also, "9999" is not an open end.
FIRST_YEAR, LAST_YEAR = 1900, 2199

DAY_PATTERN: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
INSTANT_PATTERN: Final = (
    DAY_PATTERN + "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
    "(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)

EXPECTED: Final = {
    TRUTH: "true or false",
    TEXT: "a text",
    NUMBER: "a whole number",
    DAY: "a day such as 2017-05-30",
    INSTANT: "an instant with its zone such as 2017-06-01T10:00:00-04:00",
}

_DAY: Final = re.compile(DAY_PATTERN)
_INSTANT: Final = re.compile(INSTANT_PATTERN)
_NO_ZONE: Final = re.compile(f"{DAY_PATTERN}[T ][0-9:.]{{1,20}}")


class UnfitError(Exception):
    """A value that cannot be used. Whoever passes it upwards puts its own step into `steps`."""

    def __init__(
        self, message: str, expected: str | None = None, steps: tuple[str | int, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message, self.expected = message, expected
        self.steps = list(steps)

    def under(self, step: str | int) -> "UnfitError":
        """The same, seen from one level higher."""
        self.steps.insert(0, step)
        return self


def scalar(field: Field, kind: str) -> Converter:
    """The converter of a value that is neither a list nor a record."""
    if field.terms:
        return _term(field)
    return {TRUTH: _truth, TEXT: _text, NUMBER: _number, DAY: _day, INSTANT: _instant}[kind]


def _truth(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise UnfitError(f"this is {shown(value)}", EXPECTED[TRUTH])


def _number(value: Any) -> int:
    if type(value) is int:
        return value
    raise UnfitError(f"this is {shown(value)}", EXPECTED[NUMBER])


def _text(value: Any) -> str:
    if type(value) is not str:
        raise UnfitError(f"this is {shown(value)}", EXPECTED[TEXT])
    if len(value) > LONGEST_TEXT:
        expected = f"at most {LONGEST_TEXT} characters"
        raise UnfitError(f"the text has {len(value)} characters", expected)
    if not value.isascii() or "\0" in value:
        _check_characters(value)
    return value


def _check_characters(text: str) -> None:
    # Half a character in UTF-16, or NUL: no file and no database can hold the text.
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise UnfitError(
            f"{shown(text)} has a character that is none", "text in Unicode without NUL"
        )


def _term(field: Field) -> Converter:
    spellings = {term: term for term in field.terms} | field.same_as
    expected = f"one of {', '.join(field.terms)}"

    def convert(value: Any) -> str:
        if type(value) is not str:
            raise UnfitError(f"this is {shown(value)}", expected)
        term = spellings.get(value)
        if term is None:
            raise UnfitError(
                f"there is no term {shown(value)}{nearest(value, spellings)}", expected
            )
        return term

    return convert


def _day(value: Any) -> date:
    if type(value) is not str or not _DAY.fullmatch(value):
        raise UnfitError(f"this is {shown(value)}", EXPECTED[DAY])
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UnfitError(f"there is no day {value}", EXPECTED[DAY]) from None
    _check_year(day)
    return day


def _instant(value: Any) -> datetime:
    if type(value) is not str or not _INSTANT.fullmatch(value):
        local = type(value) is str and _NO_ZONE.fullmatch(value)
        what = f"{shown(value)} has no zone" if local else f"this is {shown(value)}"
        raise UnfitError(what, EXPECTED[INSTANT])
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise UnfitError(f"there is no instant {value}", EXPECTED[INSTANT]) from None
    _check_year(instant)
    return instant


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        expected = f"a year from {FIRST_YEAR} to {LAST_YEAR}; an open end is null"
        raise UnfitError(f"the year is {day.year}", expected)


def nearest(text: str, known: Iterable[str]) -> str:
    """The known spelling that is nearest to a text, as the end of a message; empty if none is."""
    from difflib import get_close_matches  # slow to import, and only here needed

    near = get_close_matches(text[:100], list(known), n=1)
    return f"; the nearest is {near[0]}" if near else ""
