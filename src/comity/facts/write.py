"""Cases as JSON data, so that `case_from` gives the same case again.

An unknown fact is left out. A designation is left out where it has its default, and is null where
it is unknown: leaving it out would state the default.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from comity.model.case import Case
from comity.model.shape import ListOf, Record, Type, document_shape
from comity.model.tree import DAY, INSTANT


def to_json(case: Case) -> dict[str, Any]:
    """The case as the JSON of the reference page "The case", without the facts that are unknown."""
    data: dict[str, Any] = _writer(document_shape())(case)
    return data


@cache
def _writer(kind: Type) -> Callable[[Any], Any]:
    if isinstance(kind, ListOf):
        write = _writer(kind.item)
        return lambda value: [write(one) for one in value]
    if isinstance(kind, Record):
        return _pair(kind) if kind.pair else _object(kind)
    if kind in (DAY, INSTANT):
        return lambda value: value.isoformat()
    return lambda value: value


def _object(record: Record) -> Callable[[Any], Any]:
    facts = [(one, one.attribute, _writer(one.type)) for one in record.fields.values()]

    def write(value: Any) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for field, attribute, write_one in facts:
            fact = getattr(value, attribute)
            if fact == field.default:
                continue
            one = None if fact is None else write_one(fact)
            if one or not isinstance(field.type, Record):
                written[field.name] = one
        return written

    return write


def _pair(record: Record) -> Callable[[Any], Any]:
    facts = [(one.attribute, _writer(one.type)) for one in record.fields.values()]

    def write(value: Any) -> list[Any]:
        found = [(getattr(value, attribute), write_one) for attribute, write_one in facts]
        return [None if fact is None else write_one(fact) for fact, write_one in found]

    return write
