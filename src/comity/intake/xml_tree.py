"""XML as a tree that is valid by one of our schemas: bounded, without a DTD, with lines for errors.

MUST: a document type declaration is refused where it begins, so that no entity is ever defined, and
nothing is fetched: schemas are the files in `schemas/`, whatever a message says of its schema.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from attrs import frozen

from comity.errors import InputError, Place
from comity.intake.file import opened
from comity.intake.shown import shown, shown_line

NIEM: Final = "https://docs.oasis-open.org/niemopen/ns/model/"
NC: Final = f"{{{NIEM}niem-core/6.0/}}"
J: Final = f"{{{NIEM}domains/justice/6.0/}}"
IM: Final = f"{{{NIEM}domains/immigration/6.0/}}"

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"

LARGEST: Final = 5 * 2**20
DEEPEST: Final = 30
MOST_ELEMENTS: Final = 100_000
SCHEMAS: Final = Path(__file__).parent / "schemas"


def bounded(source: Path | bytes, name: str) -> bytes:
    """The bytes of a message, read no further than its limit. Raises InputError beyond it."""
    if isinstance(source, bytes):
        content = source
    else:
        with opened(source) as file:
            content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(
            "the message is too large",
            place=Place(name),
            expected=f"at most {LARGEST // 2**20} MiB",
        )
    return content


@frozen
class Message:
    """A valid message: its root element, and where each element begins."""

    root: Element
    name: str
    lines: dict[int, int]

    def place_of(self, element: Element) -> Place:
        """Where an element of the message begins."""
        return Place(self.name, self.lines.get(id(element)))


def read_valid(content: bytes, name: str, schema: str, root: str) -> Message:
    """A message that is valid by a schema of ours.

    Raises InputError, with line and element, for the first fault.
    """
    message = _Reader(name).read(content)
    if message.root.tag != root:
        raise InputError(
            f"the message begins with {_in_full(message.root.tag)}",
            place=message.place_of(message.root),
            expected=_in_full(root),
        )
    _check(message, schema)
    return message


def _check(message: Message, schema: str) -> None:
    if find_spec("xmlschema") is None:
        raise InputError(
            "the library that checks XML is missing",
            place=Place(message.name),
            expected="pip install 'comity[desk]'",
        )
    for error in _schema(schema).iter_errors(message.root):
        element = error.elem if error.elem is not None else message.root
        raise InputError(
            shown_line(str(error.reason or error.message)),
            place=message.place_of(element),
            field=shown_tag(element.tag),
            expected=f"a message that is valid by {schema}",
        )


def texts(element: Element, path: str) -> list[str]:
    """The texts of the elements on a path, in order; empty ones left out."""
    return [one.text.strip() for one in element.iterfind(path) if one.text and one.text.strip()]


def shown_tag(tag: str) -> str:
    """An element's name in a message, without its namespace."""
    return shown_line(tag.rpartition("}")[2])


def _in_full(tag: str) -> str:
    namespace = tag.rpartition("}")[0].lstrip("{")
    return f"{shown_tag(tag)} in namespace {shown(namespace)}"


@cache
def _schema(file: str) -> Any:
    from xmlschema import XMLSchema

    return XMLSchema(SCHEMAS / file, defuse="always", allow="sandbox", base_url=str(SCHEMAS))


class _Reader:
    """Bytes to a tree, with the line of each element, and nothing that expands."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._builder = TreeBuilder()
        self._lines: dict[int, int] = {}
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.buffer_text = True

    def read(self, content: bytes) -> Message:
        """The message. Raises InputError for what is not well-formed or beyond the bounds."""
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            what = f"this is not XML ({expat.ErrorString(error.code)})"
            place = Place(self._name, error.lineno, error.offset + 1)
            raise InputError(what, place=place, expected="well-formed XML") from None
        except (LookupError, ValueError):
            what = "this is not XML in an encoding that is read here"
            raise InputError(what, place=Place(self._name, 1), expected="UTF-8") from None
        return Message(self._builder.close(), self._name, self._lines)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST or len(self._lines) >= MOST_ELEMENTS:
            what = "nested too deeply" if self._depth > DEEPEST else "too many elements"
            expected = f"at most {DEEPEST} levels and {MOST_ELEMENTS} elements"
            raise self._refusal(f"the message has {what}", expected)
        named = {_tag(key): value for key, value in attributes.items()}
        if substituted := named.keys() & {f"{_XSI}type", f"{_XSI}nil"}:
            what = f"{shown_tag(tag)} has an attribute {shown_tag(substituted.pop())}"
            raise self._refusal(what, "the type that the schema gives it")
        element = self._builder.start(_tag(tag), named)
        self._lines[id(element)] = self._parser.CurrentLineNumber

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(_tag(tag))

    def _doctype(self, *_: object) -> None:
        raise self._refusal(
            "the message has a document type declaration", "XML without a DTD and entities"
        )

    def _refusal(self, what: str, expected: str) -> InputError:
        place = Place(self._name, self._parser.CurrentLineNumber)
        return InputError(what, place=place, expected=expected)


def _tag(name: str) -> str:
    return f"{{{name}" if "}" in name else name
