"""What is known of a request, fact by fact, in the words in which the law's facts are declared.

MUST: what is not known is shown as not known; a list that was searched and found empty is not that.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen
from django.utils.translation import gettext as _

from comity.decide.say import entry
from comity.desk.pages import words
from comity.desk.pages.proof import source_in_words
from comity.model.case import Case
from comity.model.shape import Field, ListOf, Record, case_shape
from comity.model.tree import INSTANT

PARTS: Final = ("custody", "request", "person", "information", "court")

_WORDS: Final[Mapping[str, words.Words]] = {
    "request.asks": words.ACTS,
    "request.kind": words.KINDS,
}


@frozen
class Row:
    """One fact: its path, what it says, its value in words (None: not known), its source."""

    path: str
    says: str
    value: str | None
    items: tuple[str, ...]
    source: str


@frozen
class Group:
    """The facts of one part of the case, known and unknown ones apart."""

    title: str
    rows: tuple[Row, ...]
    unknown: tuple[Row, ...]


def titles() -> dict[str, str]:
    """What each part of a case is called."""
    return {
        "custody": _("Custody"),
        "request": _("What was asked"),
        "person": _("The person"),
        "information": _("Information asked for"),
        "court": _("Court"),
    }


def says(field: Field) -> str:
    """What a fact says, in the words of its declaration."""
    return _(field.doc).rstrip(".")


def groups(case: Case, data: dict[str, Any], zone: ZoneInfo, unsaid: str = "") -> list[Group]:
    """The facts of a case by part. `unsaid`: where one comes from for which nobody said it."""
    named = titles()
    found = []
    for part in PARTS:
        record = case_shape().fields[part].type
        assert isinstance(record, Record)
        rows = [*_rows(part, record, data.get(part) or {}, case, zone, unsaid)]
        known = tuple(row for row in rows if row.value is not None)
        unknown = tuple(row for row in rows if row.value is None)
        found.append(Group(named[part], known, unknown))
    return found


def _rows(
    part: str, record: Record, data: dict[str, Any], case: Case, zone: ZoneInfo, unsaid: str
) -> Iterator[Row]:
    for field in record.fields.values():
        path = f"{part}.{field.name}"
        if field.designation and field.name not in data:
            continue  # nobody entered it, and it holds its default
        value = data.get(field.name)
        told = None if value is None else tell(field, path, value, zone)
        items: tuple[str, ...] = ()
        if isinstance(field.type, ListOf) and isinstance(field.type.item, Record):
            items = tuple(entry(one) for one in value or ())
        source = source_in_words(case, path, lambda at: told_at(at, zone)) or unsaid
        yield Row(path, says(field), told, items, source)


def tell(field: Field, path: str, value: Any, zone: ZoneInfo) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if not value:
            return _("none: it was looked for, and nothing was found")
        if isinstance(field.type, ListOf) and isinstance(field.type.item, Record):
            return ""
        return ", ".join(str(_word(path, one)) for one in value)
    if field.type == INSTANT:
        return told_at(datetime.fromisoformat(value), zone)
    return str(_word(path, value))


def told_at(at: Any, zone: ZoneInfo) -> str:
    """An instant by the agency's own clock."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}" if isinstance(at, datetime) else str(at)


def _word(path: str, value: Any) -> Any:
    return _WORDS[path].get(value, value) if path in _WORDS else value
