"""A JSON document: one case, or a list of cases."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from comity.errors import InputError, Place
from comity.intake.file import LARGEST_DOCUMENT, shown_path, whole
from comity.intake.position import index_of, line_and_column
from comity.intake.raw import Raw
from comity.intake.strict import first, parse_one, refusal


def records(path: Path, limit: int = LARGEST_DOCUMENT) -> Iterator[Raw]:
    """The objects of a file that holds one object, or one list of objects, and nothing more."""
    text, origin = whole(path, limit), Place(shown_path(path))
    start = first(text, 0)
    if start == len(text):
        raise InputError("the file is empty", place=origin, expected="a case or a list of cases")
    if text[start] != "[":
        place = Place(origin.file, line_and_column(text, start)[0])
        record, end = _record(text, start, place, origin)
        _nothing_more(text, end, origin)
        yield record
        return
    yield from _elements(text, start, origin)


def _elements(text: str, start: int, origin: Place) -> Iterator[Raw]:
    """The objects of the list that begins at `start`, one after the other."""
    index, line, counted = first(text, start + 1), 1, 0
    while text[index : index + 1] != "]":
        line, counted = line + text.count("\n", counted, index), index
        record, index = _record(text, index, Place(origin.file, line), origin)
        yield record
        index = first(text, index)
        if text[index : index + 1] == ",":
            comma, index = index, first(text, index + 1)
            if text[index : index + 1] == "]":
                raise refusal("there is no case after this comma", text, comma, origin)
        elif text[index : index + 1] != "]":
            raise refusal("the list of cases does not end", text, index, origin, "a comma or ]")
    _nothing_more(text, index + 1, origin)


def _record(text: str, start: int, place: Place, origin: Place) -> tuple[Raw, int]:
    value, end = parse_one(text, start, origin)
    if type(value) is not dict:
        raise refusal("this is not an object", text, start, origin, "a case: {…}")
    return Raw(value, place, partial(_place, text, start, place.file)), end


def _place(text: str, start: int, file: str, path: str) -> Place:
    return Place(file, line_and_column(text, index_of(text, start, path))[0])


def _nothing_more(text: str, end: int, origin: Place) -> None:
    rest = first(text, end)
    if rest < len(text):
        expected = "one case or one list of cases (one case a line: a file that ends in .jsonl)"
        raise refusal("there is more text after the end", text, rest, origin, expected)
