"""A request as JSON: the parts of the case that the requester may state, and its own numbers.

MUST: what a requester says of the receiver's part of a case (its id, its hour, its agency) is not
taken over; it is marked.
"""

from typing import Any, Final

from comity.errors import InputError, Place
from comity.intake.received import NUMBERS, PARTS, Received, one_line
from comity.intake.shown import shown, shown_key
from comity.intake.strict import parse
from comity.model.shape import document_shape

LARGEST: Final = 2**20


def json_request(content: bytes, name: str) -> Received:
    """The request in a JSON document of at most 1 MiB: one object with PARTS and `numbers`.

    Raises InputError with line and field. Whether the facts are facts is checked by `facts`.
    """
    data = _object(content, name)
    known = {*PARTS, "numbers", *document_shape().fields}
    if foreign := [key for key in data if key not in known]:
        expected = f"{', '.join(PARTS)} and numbers"
        raise _refusal(name, foreign[0], "there is no such part of a request", expected)
    said = {part: data[part] for part in PARTS if data.get(part) is not None}
    for part, value in said.items():
        if type(value) is not dict:
            raise _refusal(name, part, f"this is {shown(value)}", "an object with facts")
    numbers = numbers_from(data.get("numbers") or {}, name)
    return Received("json", content, name, None, said, numbers, marks_of(data))


def numbers_from(data: Any, name: str, place: Place | None = None) -> tuple[tuple[str, str], ...]:
    """The requester's own numbers in an object. Raises InputError for another kind of number."""
    if type(data) is not dict:
        raise _refusal(name, "numbers", f"this is {shown(data)}", "an object", place)
    found = []
    for kind, value in data.items():
        text = one_line(value) if isinstance(value, str) else None
        if kind not in NUMBERS or text is None or len(text) > 100 or not text.isprintable():
            expected = f"a text of at most 100 characters for one of {', '.join(NUMBERS)}"
            raise _refusal(name, f"numbers.{shown_key(kind)}", shown(value), expected, place)
        found.append((kind, text))
    return tuple(found)


def marks_of(data: dict[str, Any]) -> tuple[str, ...]:
    """The mark about parts of a case that are not the requester's to say."""
    others = [key for key in data if key not in (*PARTS, "numbers") and data[key] is not None]
    what = f"it also states {', '.join(others)}, which the receiver says: not taken over"
    return (what,) if others else ()


def _object(content: bytes, name: str) -> dict[str, Any]:
    place = Place(name, 1)
    if len(content) > LARGEST:
        raise InputError("the document is too large", place=Place(name), expected="at most 1 MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8"
        raise InputError(what, place=Place(name), expected="text in UTF-8") from None
    data = parse(text, place)
    if type(data) is not dict:
        raise InputError(f"this is {shown(data)}", place=place, expected="one request: {…}")
    return data


def _refusal(
    name: str, field: str, what: str, expected: str, place: Place | None = None
) -> InputError:
    return InputError(what, place=place or Place(name), field=shown_key(field), expected=expected)
