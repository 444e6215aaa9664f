"""Columns of a table as facts of a case: `custody.arrested` is the fact of that path.

MUST: a column that is no fact is refused, never passed over; a misspelt column would otherwise make
the fact unknown in every row.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from attrs import frozen

from comity.errors import ComityError, InputError, Place
from comity.intake.shown import shown_key
from comity.intake.strict import parse
from comity.model.shape import Field, ListOf, document_shape, each_fact
from comity.model.tree import NUMBER, TRUTH

REQUIRED = ("id", "at", "agency")


@frozen
class Column:
    """One column: the parts that lead to its fact, the fact's name, and how its text is read."""

    name: str
    parts: tuple[str, ...]
    key: str
    holds_list: bool
    from_text: Callable[[str], Any]


@cache
def known_columns() -> dict[str, Field]:
    """The facts that a column may hold, by path; what lies in a list has no column of its own."""
    return {path: field for path, field in each_fact(document_shape()) if "[" not in path}


def columns(
    names: Iterable[str], place: Place, required: tuple[str, ...] = REQUIRED
) -> tuple[Column, ...]:
    """The columns of a header. Raises InputError for an unknown, repeated or missing one."""
    found: dict[str, Column] = {}
    for name in names:
        if name not in known_columns():
            raise _unknown(name, place)
        if name in found:
            raise InputError(
                "the column is there twice", place=place, field=name, expected="each column once"
            )
        found[name] = _column(name)
    for name in required:
        if name not in found:
            raise InputError(
                "the column is missing",
                place=place,
                field=name,
                expected=f"at least the columns {', '.join(required)}",
            )
    return tuple(found.values())


def value_from(column: Column, text: str, place: Place) -> Any:
    """The value that a cell holds; an empty cell is unknown."""
    if text == "":
        return None
    try:
        return column.from_text(text)
    except ComityError as error:
        field = column.name + (error.field or "")  # the cell holds a list: the field begins with [
        expected = 'a JSON list such as ["…"] in the cell'
        raise InputError(error.message, place=place, field=field, expected=expected) from None


def put(data: dict[str, Any], column: Column, value: Any) -> None:
    """Writes a value at the column's place in the case."""
    for part in column.parts:
        data = data.setdefault(part, {})
    data[column.key] = value


def _column(name: str) -> Column:
    *parts, key = name.split(".")
    kind = known_columns()[name].type
    return Column(name, tuple(parts), key, isinstance(kind, ListOf), _reader_of(kind))


def _reader_of(kind: object) -> Callable[[str], Any]:
    if isinstance(kind, ListOf):
        return lambda text: parse(text, Place("cell"))
    if kind == TRUTH:
        return lambda text: {"true": True, "false": False}.get(text, text)
    if kind == NUMBER:
        return lambda text: int(text) if text.isdecimal() and len(text) < 19 else text
    return str


def _unknown(name: str, place: Place) -> InputError:
    from difflib import get_close_matches  # slow to import, and only here needed

    near = get_close_matches(name[:100], known_columns(), n=1)
    return InputError(
        "there is no fact for this column" + (f"; the nearest is {near[0]}" if near else ""),
        place=place,
        field=shown_key(name),
        expected="the path of a fact, such as custody.arrested",
    )
