"""The fact model seen as data: which facts a case has, under which paths, of which types.

Derived once from the attrs classes of `model.case`, so that the loader, the JSON Schema, the
reference page and the binder of law cannot disagree with them. A newcomer adds a fact to the class
and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Final, TypeAlias, get_args, get_origin

import attrs
from attrs import frozen

from comity.model.case import Case, Period, Source
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

_SCALARS: Final = {bool: TRUTH, str: TEXT, int: NUMBER, date: DAY, datetime: INSTANT}
_PAIRS: Final = (Period,)
_STEP: Final = re.compile(r"\[(?P<index>\d{1,9})\]|(?P<name>[^.\[]+)")


@frozen
class ListOf:
    """A list of facts of one type."""

    item: "Type"


@frozen
class Record:
    """A record with named facts. Two are the same record when they have the same name.

    `pair`: in JSON it is not an object but the list of its fields, in order.
    """

    name: str
    doc: str = attrs.field(eq=False, repr=False)
    fields: "dict[str, Field]" = attrs.field(eq=False, repr=False)
    python_class: type = attrs.field(eq=False, repr=False)
    pair: bool = attrs.field(default=False, eq=False, repr=False)


Type: TypeAlias = str | ListOf | Record
"""TRUTH, TEXT, NUMBER, DAY or INSTANT (of `model.tree`); a list; or a record."""


@frozen
class Field:
    """One fact: its `name` in JSON and in law, and the `attribute` that holds it in Python.

    `terms` closes the vocabulary (of each element, for a list), and `same_as` maps other spellings
    onto a term. `designation`: when its key is absent it has `default` and is not unknown. The
    default of every other fact is None, unknown.
    """

    name: str
    attribute: str
    type: Type
    doc: str = ""
    unit: str | None = None
    terms: tuple[str, ...] = ()
    same_as: dict[str, str] = attrs.field(factory=dict, hash=False)
    required: bool = False
    label: bool = False
    designation: bool = False
    default: object = None


@cache
def case_shape() -> Record:
    """The facts of a case, from the top. Its sources are no facts (see `document_shape`)."""
    return _record(Case, without=("sources",))


@cache
def document_shape() -> Record:
    """The case as a document: its facts, and its sources."""
    sources = Field(
        name="sources",
        attribute="sources",
        type=ListOf(_record(Source)),
        doc="Where facts come from.",
        default=(),
    )
    case = case_shape()
    return attrs.evolve(case, name="Document", fields=case.fields | {"sources": sources})


def each_fact(record: Record, above: str = "") -> Iterator[tuple[str, Field]]:
    """Every fact at or under a record, with its path; `[]` follows the path of a list.

    A record in a record has no line of its own, nor have the two days of a period.
    """
    for field in record.fields.values():
        path = above + field.name
        if isinstance(field.type, Record):
            yield from each_fact(field.type, f"{path}.")
            continue
        yield path, field
        item = field.type.item if isinstance(field.type, ListOf) else None
        if isinstance(item, Record) and not item.pair:
            yield from each_fact(item, f"{path}[].")


def steps(path: str) -> tuple[str | int, ...]:
    """A path taken apart: `person.convictions[0].grade` has four steps, the third a number from 0.

    Whether there is such a fact is not looked at.
    """
    found = _STEP.finditer(path)
    return tuple(int(one["index"]) if one["index"] else one["name"] for one in found)


def joined(parts: Iterable[str | int]) -> str:
    """The path made of these steps."""
    text = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in parts)
    return text.removeprefix(".")


def _record(python_class: type, without: tuple[str, ...] = ()) -> Record:
    fields = [_field(one) for one in attrs.fields(python_class) if one.name not in without]
    doc = (python_class.__doc__ or "").strip()
    return Record(
        name=python_class.__name__,
        doc=doc,
        fields={one.name: one for one in fields},
        python_class=python_class,
        pair=python_class in _PAIRS,
    )


def _field(declared: "attrs.Attribute[object]") -> Field:
    said = declared.metadata
    designation = said.get("designation", False)
    return Field(
        name=said.get("name") or declared.name,
        attribute=declared.name,
        type=_type(declared.type),
        doc=said.get("doc", ""),
        unit=said.get("unit"),
        terms=said.get("terms", ()),
        same_as=said.get("same_as", {}),
        required=said.get("required", declared.default is attrs.NOTHING),
        label=said.get("label", False),
        designation=designation,
        default=declared.default if designation else None,
    )


def _type(written: object) -> Type:
    """The type behind an annotation: `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(written, type) and get_origin(written) is None:
        return _SCALARS.get(written) or _record(written)
    inside = [one for one in get_args(written) if one not in (type(None), ...)]
    if len(inside) != 1:
        raise TypeError(f"no fact can have the type {written}")
    return ListOf(_type(inside[0])) if get_origin(written) is tuple else _type(inside[0])
