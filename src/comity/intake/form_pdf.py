"""Form I-247A as a filled PDF: what its fields state, or that a person must type it in.

MUST: only fields that the table of `form_table` names are read, and only when the form has all of
them and no other. Whatever else a PDF is (flattened, scanned, encrypted, damaged, hostile), it is
kept and marked, and nothing is guessed from its text.
"""

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any, Final

from comity.errors import InputError, Place
from comity.intake import form_child
from comity.intake.form_table import (
    BOXES,
    FORM,
    TEXTS,
    Filled,
    marks_of,
    numbers_of,
    said_by,
)
from comity.intake.received import Received, one_line, unread
from comity.intake.shown import shown

LARGEST: Final = 10 * 2**20
LONGEST_SECONDS: Final = 20
"""How long reading one form may take, by the clock; its own process has less of the processor."""

_MAGIC: Final = b"%PDF-"
_BY_HAND: Final = "type it in by hand"


class _NotOursError(Exception):
    """Why a form is not read by the table."""


def form_pdf(content: bytes, name: str) -> Received:
    """The form in a PDF. One that cannot be read comes back with `said` None and the reason.

    Raises InputError, with the document's name, for more than 10 MiB, for bytes that are no PDF,
    and where the library pypdf is missing.
    """
    _check(content, name)
    try:
        form = _filled(_fields_of(content))
    except _NotOursError as why:
        return unread("form-pdf", content, name, f"{why}: {_BY_HAND}")
    said, numbers = said_by(form), numbers_of(form)
    return Received("form-pdf", content, name, None, said, numbers, marks_of(form))


def _check(content: bytes, name: str) -> None:
    place = Place(name)
    if len(content) > LARGEST:
        expected = f"a form of at most {LARGEST // 2**20} MiB"
        raise InputError("the document is too large", place=place, expected=expected)
    if not content.startswith(_MAGIC):
        expected = "a document that begins with %PDF-"
        raise InputError("this is not a PDF", place=place, expected=expected)
    if find_spec("pypdf") is None:
        expected = "pip install 'comity[desk]'"
        raise InputError("the library that reads PDF is missing", place=place, expected=expected)


def _fields_of(content: bytes) -> dict[str, dict[str, Any]]:
    """What the child process says about the document. Raises _NotOursError with its reason."""
    command = [sys.executable, "-I", form_child.__file__]
    try:
        child = subprocess.run(
            command, input=content, capture_output=True, timeout=LONGEST_SECONDS, check=True
        )
        answer: dict[str, Any] = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        raise _NotOursError(f"reading it takes more than {LONGEST_SECONDS} seconds") from None
    except (subprocess.CalledProcessError, BrokenPipeError, ValueError):
        raise _NotOursError("it is built to exhaust its reader, or badly damaged") from None
    if "problem" in answer:
        raise _NotOursError(answer["problem"])
    fields: dict[str, dict[str, Any]] = answer["fields"]
    return fields


def _filled(fields: dict[str, dict[str, Any]]) -> Filled:
    known = {*TEXTS, *BOXES}
    if foreign := sorted(fields.keys() - known):
        raise _NotOursError(f"its field {shown(foreign[0])} is not in the table of form {FORM}")
    if missing := sorted(known - fields.keys()):
        raise _NotOursError(f"it lacks the field {missing[0]} of form {FORM}")
    return Filled(
        {name: _text(name, fields[name]) for name in TEXTS},
        frozenset(name for name in BOXES if _is_ticked(name, fields[name])),
    )


def _text(name: str, field: dict[str, Any]) -> str | None:
    if field["kind"] != "/Tx":
        raise _NotOursError(f"its field {name} is not a text field")
    text = one_line(field["value"] or "")
    if text and not text.isprintable():
        raise _NotOursError(f"its field {name} has characters that cannot be printed")
    return text


def _is_ticked(name: str, field: dict[str, Any]) -> bool:
    """Whether a box is ticked, in what the form holds and in what it shows alike."""
    if field["kind"] != "/Btn":
        raise _NotOursError(f"its field {name} is not a check box")
    value, drawn = field["value"] or "/Off", field["shown"] or field["value"] or "/Off"
    if value not in {"/Off", *field["states"]}:
        raise _NotOursError(f"its check box {name} holds a state that it does not have")
    if value != drawn:
        raise _NotOursError(f"its check box {name} shows another state than it holds")
    return bool(value != "/Off")
