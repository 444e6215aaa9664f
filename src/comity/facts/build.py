"""Raw records to the frozen classes of the case, by converters that are built once.

MUST: a key that is no fact is refused; otherwise a misspelt fact would silently be unknown.
"""

from functools import cache
from typing import Any

from comity.facts.values import Converter, UnfitError, nearest, scalar
from comity.intake.shown import shown, shown_key
from comity.model.shape import Field, ListOf, Record, Type, case_shape, each_fact
from comity.model.tree import TEXT

_EXPECTED_PAIR = "a pair of days, [from, to]; while it still runs, [from, null]"


@cache
def builder(record: Record) -> Converter:
    """What makes the record's class from raw data. Raises UnfitError with the path inside."""
    return _pair(record) if record.pair else _object(record)


def _object(record: Record) -> Converter:
    facts = {name: (one.attribute, *_readings(one)) for name, one in record.fields.items()}
    required = [one for one in record.fields.values() if one.required]
    make = record.python_class

    def build(data: Any) -> Any:
        if type(data) is not dict:
            raise UnfitError(f"this is {shown(data)}", "an object with facts by their names")
        values = {}
        for key, value in data.items():
            fact = facts.get(key)
            if fact is None:
                raise _unknown_key(key, record)
            attribute, convert, unknown = fact
            try:
                values[attribute] = unknown if value is None else convert(value)
            except UnfitError as refusal:
                raise refusal.under(key) from None
        for one in required:
            if values.get(one.attribute) is None:
                raise UnfitError("it is missing", _told(one), (one.name,))
        return make(**values)

    return build


def _pair(record: Record) -> Converter:
    """A record that is written as the list of its two facts; only the second may be null."""
    facts = [(one.attribute, _convert(one, one.type)) for one in record.fields.values()]
    make = record.python_class

    def build(data: Any) -> Any:
        if type(data) is not list or len(data) != len(facts):
            raise UnfitError(f"this is {shown(data)}", _EXPECTED_PAIR)
        if data[0] is None:
            raise UnfitError("the first day is null", _EXPECTED_PAIR)
        values = {}
        for step, ((attribute, convert), value) in enumerate(zip(facts, data, strict=True)):
            try:
                values[attribute] = None if value is None else convert(value)
            except UnfitError as refusal:
                raise refusal.under(step) from None
        return make(**values)

    return build


def _list(item: Converter) -> Converter:
    def build(data: Any) -> Any:
        if type(data) is not list:
            raise UnfitError(f"this is {shown(data)}", "a list")
        built: list[Any] = []
        try:
            for one in data:
                built.append(item(one))
        except UnfitError as refusal:
            raise refusal.under(len(built)) from None
        return tuple(built)

    return build


def _readings(field: Field) -> tuple[Converter, Any]:
    """How a fact's value is converted, and what it is when it is null."""
    unknown = None if field.designation else field.default
    if isinstance(field.type, Record):
        unknown = _unknown_part(field.type)
    return _convert(field, field.type), unknown


def _unknown_part(record: Record) -> Any:
    """The part that is null as a whole: each of its facts is, designations too."""
    values = {
        one.attribute: _unknown_part(one.type) if isinstance(one.type, Record) else None
        for one in record.fields.values()
    }
    return record.python_class(**values)


def _convert(field: Field, kind: Type) -> Converter:
    if isinstance(kind, ListOf):
        return _list(_convert(field, kind.item))
    if isinstance(kind, Record):
        return builder(kind)
    convert = scalar(field, kind)
    return _not_empty(convert, field) if field.required and kind == TEXT else convert


def _not_empty(convert: Converter, field: Field) -> Converter:
    def build(value: Any) -> Any:
        text = convert(value)
        if not text.strip():
            raise UnfitError("it is empty", _told(field))
        return text

    return build


def _told(field: Field) -> str:
    """What a required fact says, as the end of a message."""
    return field.doc[0].lower() + field.doc[1:].rstrip(".") if field.doc else "a text"


def _unknown_key(key: object, record: Record) -> UnfitError:
    name = key if isinstance(key, str) else ""
    elsewhere = [path for path, _ in each_fact(case_shape()) if path.endswith(f".{name}")]
    near = f"; the nearest is {elsewhere[0]}" if elsewhere else nearest(name, record.fields)
    return UnfitError(
        f"there is no such fact{near}", f"one of {', '.join(record.fields)}", (shown_key(key),)
    )
