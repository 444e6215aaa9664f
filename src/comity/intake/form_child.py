"""The fields of a PDF form, read in a process of its own: `python -I form_child.py < FORM.pdf`.

A PDF comes from outside and its reader is large. MUST: nothing but this process opens one; it has
bounds on memory and time that a hostile file cannot talk it out of, and it dies alone. It imports
nothing of Comity, so that the process starts from this file.

In: the document. Out: JSON, either {"problem": why it cannot be read as a form} or {"fields":
{name: {"kind", "value", "states", "shown"}}}.
"""

import json
import logging
import sys
from io import BytesIO
from typing import Any, Final

MOST_MEMORY: Final = 768 * 2**20
MOST_SECONDS: Final = 10
MOST_INFLATED: Final = 32 * 2**20
MOST_PAGES: Final = 30
MOST_FIELDS: Final = 200
LONGEST_VALUE: Final = 2_000

# What a file may make the library do; beyond it the library gives up on the file.
LIMITS: Final[dict[str, Any]] = {
    "maximum_declared_stream_length": MOST_INFLATED,
    "array_based_stream_maximum_output_length": MOST_INFLATED,
    "array_maximum_element_count": 20_000,
    "dictionary_maximum_element_count": 20_000,
    "lzw_maximum_output_length": MOST_INFLATED,
    "run_length_maximum_output_length": MOST_INFLATED,
    "zlib_maximum_output_length": MOST_INFLATED,
    "brotli_maximum_output_length": MOST_INFLATED,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 2 * MOST_INFLATED,
    "page_tree_maximum_entries": 10 * MOST_PAGES,
    "page_tree_maximum_depth": 10,
    "form_fields_maximum_entries": MOST_FIELDS,
    "form_fields_maximum_depth": 5,
}


class _ProblemError(Exception):
    """Why the document cannot be read as a form, in words for a clerk."""


def answer(content: bytes) -> dict[str, Any]:
    """What is said on standard output about a document, whatever the document is."""
    from pypdf import apply_configuration

    try:
        with apply_configuration(**LIMITS):
            return {"fields": _fields(content)}
    except _ProblemError as problem:
        return {"problem": str(problem)}
    except (RecursionError, MemoryError):
        return {"problem": "it is built to exhaust its reader: nested or inflated beyond reason"}
    except Exception as error:
        # The library raises what its parts raise, and every failure means the same: no facts.
        bounded = type(error).__name__ == "LimitReachedError"
        what = "it is larger inside than any form" if bounded else "it is damaged"
        return {"problem": what}


def _fields(content: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise _ProblemError("it is encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise _ProblemError(f"it has more than {MOST_PAGES} pages")
    _check_pages(reader)
    acro_form = reader.root_object.get("/AcroForm")
    if acro_form is None or not (found := reader.get_fields()):
        raise _ProblemError("it has no form fields (a flattened or scanned form)")
    if "/XFA" in acro_form.get_object():
        raise _ProblemError("it is an XFA form, which may show other values than it holds")
    return {name: _field(field) for name, field in found.items()}


def _check_pages(reader: Any) -> None:
    """Whoever prints the form inflates its pages: together they must stay within bounds."""
    left = MOST_INFLATED
    for page in reader.pages:
        contents = page.get_contents()
        left -= len(contents.get_data()) if contents is not None else 0
        if left < 0:
            raise _ProblemError("it is larger inside than any form")


def _field(field: Any) -> dict[str, Any]:
    value = field.value
    text = None if value is None else str(value)
    if text is not None and len(text) > LONGEST_VALUE:
        raise _ProblemError(f"a field holds more than {LONGEST_VALUE} characters")
    return {
        "kind": str(field.field_type),
        "value": text,
        "states": [str(one) for one in field.get("/_States_", ())],
        "shown": _shown(field),
    }


def _shown(field: Any) -> str | None:
    """The state in which a check box is drawn; a word that is no state for one drawn in parts."""
    drawn = field.indirect_reference.get_object() if field.indirect_reference else {}
    if "/Kids" in drawn:
        return "in several places"
    return str(drawn["/AS"]) if "/AS" in drawn else None


def _bound_this_process() -> None:
    import resource

    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (soft, hard))
        except (ValueError, OSError):  # macOS takes no bound on memory; that on time holds
            continue


def main() -> None:
    """Reads a document from standard input, answers on standard output."""
    _bound_this_process()
    logging.disable(logging.CRITICAL)
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
