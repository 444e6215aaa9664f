"""The JSON Schema of a case (draft 2020-12), for those who make cases elsewhere.

    python -m comity.facts.schema > docs/reference/case.schema.json

It says all that can be said of one fact at a time. What facts must have to do with one another
(`facts.checks`) and whether a day exists, only loading a case tells.
"""

import json
import sys
from typing import Any

from comity.facts.checks import AGENCY_PATTERN
from comity.facts.values import DAY_PATTERN, INSTANT_PATTERN, LONGEST_TEXT
from comity.model.shape import Field, ListOf, Record, Type, document_shape
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

_SCALARS: dict[str, dict[str, Any]] = {
    TRUTH: {"type": "boolean"},
    NUMBER: {"type": "integer"},
    TEXT: {"type": "string", "maxLength": LONGEST_TEXT},
    DAY: {"type": "string", "format": "date", "pattern": f"^{DAY_PATTERN}$"},
    INSTANT: {"type": "string", "pattern": f"^{INSTANT_PATTERN}$"},
}
_PATTERNS = {"agency": f"^{AGENCY_PATTERN}$"}
_NOT_EMPTY = r"\S"


def schema() -> dict[str, Any]:
    """The schema of one case, generated from the classes of the model."""
    records: dict[str, Any] = {}
    case = _object(document_shape(), records)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Case",
        **case,
        "$defs": dict(sorted(records.items())),
    }


def _object(record: Record, records: dict[str, Any]) -> dict[str, Any]:
    required = [one.name for one in record.fields.values() if one.required]
    return {
        "description": record.doc,
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        "properties": {name: _fact(one, records) for name, one in record.fields.items()},
    }


def _fact(field: Field, records: dict[str, Any]) -> dict[str, Any]:
    """One fact: its type, or null, which means unknown."""
    written = _type(field, field.type, records)
    if field.required:
        if field.type == TEXT:
            written["pattern"] = _PATTERNS.get(field.name, _NOT_EMPTY)
    elif "$ref" in written:
        written = {"anyOf": [written, {"type": "null"}]}
    else:
        written["type"] = [written["type"], "null"]
        written |= {"enum": [*written["enum"], None]} if "enum" in written else {}
    default = {"default": _default(field)} if field.designation else {}
    return {**({"description": field.doc} if field.doc else {}), **written, **default}


def _type(field: Field, kind: Type, records: dict[str, Any]) -> dict[str, Any]:
    if isinstance(kind, ListOf):
        return {"type": "array", "items": _type(field, kind.item, records)}
    if isinstance(kind, Record):
        if kind.name not in records:
            records[kind.name] = _pair(kind) if kind.pair else _object(kind, records)
        return {"$ref": f"#/$defs/{kind.name}"}
    if field.terms:
        return {"type": "string", "enum": [*field.terms, *field.same_as]}
    return dict(_SCALARS[kind])


def _pair(record: Record) -> dict[str, Any]:
    first, second = (_fact(one, {}) for one in record.fields.values())
    return {
        "description": record.doc,
        "type": "array",
        "prefixItems": [first, second],
        "minItems": 2,
        "maxItems": 2,
    }


def _default(field: Field) -> Any:
    return list(field.default) if isinstance(field.default, tuple) else field.default


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
