"""YAML with places: every value knows the file, line and column where it stands.

Dates and instants stay text here; whoever reads a field says what it must be. Only `true`,
`false`, `null` and whole numbers are more than text, so that `on`, `no` and `2014-12-14` are
what they look like.
"""

import difflib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from comity.errors import LawError, Place


@frozen
class Item:
    """A value of a YAML text: a scalar, a list of items or a mapping to items.

    `raw` is a scalar as written and `raw_place` its first character: what a condition's own
    reader needs to name a line and column.
    """

    value: Any
    place: Place
    raw: str = attrs.field(default="", repr=False)
    raw_place: Place | None = attrs.field(default=None, repr=False)

    def fail(self, message: str, expected: str | None = None, field: str | None = None) -> LawError:
        """The error to raise about this value."""
        return LawError(message, place=self.place, field=field, expected=expected)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def get(self, key: str) -> "Item | None":
        """The item under a key; None where it is missing or null."""
        found = self.value.get(key)
        return None if found is None or found.value is None else found

    def need(self, key: str, expected: str) -> "Item":
        """The item under a key. Raises LawError where it is missing."""
        found = self.get(key)
        if found is None:
            raise self.fail(f"`{key}` is missing", expected=expected)
        return found

    def known(self, keys: Iterable[str]) -> None:
        """Raises LawError for a key that is none of `keys`, with the nearest that is."""
        self.mapping()
        for key, item in self.value.items():
            if key not in keys:
                near = difflib.get_close_matches(key, list(keys), 1)
                expected = f"`{near[0]}`" if near else "one of " + ", ".join(sorted(keys))
                raise item.fail(f"unknown key `{key}`", expected=expected)

    def mapping(self) -> dict[str, "Item"]:
        """The mapping that this must be."""
        if not isinstance(self.value, dict):
            raise self.fail("not a mapping", expected="`key: value` lines")
        return self.value

    def items(self) -> list["Item"]:
        """A list, or one value standing for a list of one."""
        return self.value if isinstance(self.value, list) else [self]

    def text(self) -> str:
        """The text that this must be, without surrounding or doubled white space."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fail(f"not a text: {self.value!r}", expected="a text")
        return " ".join(self.value.split())

    def number(self) -> int:
        """The whole number that this must be."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.fail(f"not a whole number: {self.value!r}", expected="a whole number")
        return self.value

    def day(self) -> date:
        """The day that this must be."""
        try:
            if len(self.text()) != len("2014-12-14"):
                raise ValueError
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.fail(f"not a day: {self.value!r}", expected="YYYY-MM-DD") from None


def read_yaml(text: str, place: Place) -> Item:
    """The items of one YAML text whose first line is `place`. Raises LawError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = Place(place.file, (place.line or 1) + mark.line, mark.column + 1) if mark else place
        raise LawError(f"not YAML: {error.problem}", place=at, expected="YAML") from None
    except yaml.YAMLError as error:
        raise LawError(f"not YAML: {error}", place=place, expected="YAML") from None
    if node is None:
        return Item({}, place)
    return _Composer(text, place).item(node)


class _Composer:
    """Turns the library's nodes into items."""

    def __init__(self, text: str, origin: Place) -> None:
        self.text = text
        self.origin = origin

    def place(self, mark: Any) -> Place:
        return Place(self.origin.file, (self.origin.line or 1) + mark.line, mark.column + 1)

    def item(self, node: Any) -> Item:
        place = self.place(node.start_mark)
        if node.id == "mapping":
            found: dict[str, Item] = {}
            for key, value in node.value:
                if key.value in found:
                    raise LawError(
                        f"`{key.value}` stands twice",
                        place=self.place(key.start_mark),
                        expected="each key once",
                    )
                found[key.value] = self.item(value)
            return Item(found, place)
        if node.id == "sequence":
            return Item([self.item(value) for value in node.value], place)
        raw, raw_place = self._raw(node, place)
        return Item(_scalar(node), place, raw, raw_place)

    def _raw(self, node: Any, place: Place) -> tuple[str, Place]:
        written = self.text[node.start_mark.index : node.end_mark.index]
        if node.style in ("|", ">"):
            body = written.partition("\n")[2]
            return body, Place(place.file, (place.line or 1) + 1, 1)
        if node.style in ("'", '"'):
            return node.value, Place(place.file, place.line, (place.column or 1) + 1)
        return written, place


def _scalar(node: Any) -> Any:
    value = node.value
    if node.style in ("'", '"', "|", ">"):
        return value
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else value
