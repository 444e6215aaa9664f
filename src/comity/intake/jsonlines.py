"""JSON Lines: one case a line."""

from collections.abc import Iterator
from pathlib import Path

from comity.errors import InputError, Place
from comity.intake.file import LONGEST_LINE, lines, shown_path
from comity.intake.raw import Raw
from comity.intake.strict import parse, refusal


def records(path: Path, limit: int = LONGEST_LINE) -> Iterator[Raw]:
    """The objects of a file, one a line; blank lines are passed over."""
    name = shown_path(path)
    empty = True
    for number, text in lines(path, limit):
        if text.isspace():
            continue
        empty = False
        place = Place(name, number)
        value = parse(text, place)
        if type(value) is not dict:
            raise refusal("this is not an object", text, 0, place, "one case a line: {…}")
        yield Raw(value, place)
    if empty:
        raise InputError("the file is empty", place=Place(name), expected="one case a line")
