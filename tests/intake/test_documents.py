"""A document is read by its suffix, or kept: nothing that is handed in gets lost."""

import json

import pytest

from comity.intake.documents import NO_READER, received_document
from comity.intake.received import Received, unread
from tests.intake.received import MESSAGE, SAID


@pytest.mark.parametrize(
    ("name", "content"), [("X.XML", MESSAGE), ("x.json", json.dumps(SAID).encode())]
)
def test_a_document_is_read_by_its_suffix(name: str, content: bytes) -> None:
    """The same request comes out of each kind of document."""
    assert SAID == received_document(content, name).said


@pytest.mark.parametrize(
    ("name", "how", "mark"),
    [
        ("x.pdf", "form-pdf", "this is not a PDF; expected a document that begins with %PDF-"),
        ("x.xml", "xml", "line 1: this is not XML (syntax error); expected well-formed XML"),
        ("x.json", "json", "line 1: this is not JSON (expecting value); expected valid JSON"),
        ("x.docx", "paper", NO_READER),
        ("x", "paper", NO_READER),
    ],
)
def test_a_document_that_is_refused_is_still_received(name: str, how: str, mark: str) -> None:
    """The refusal is the mark, and the bytes are kept."""
    assert unread(how, b"nothing", name, mark) == received_document(b"nothing", name)


def test_there_is_no_other_way_in() -> None:
    """What came in by no known way is no request."""
    with pytest.raises(ValueError, match="how"):
        Received("carrier-pigeon", b"", "x", None, None, (), ())


def test_what_came_in_is_not_printed() -> None:
    """A log line about a request names no person and shows no document."""
    assert "Example Person C" not in repr(received_document(MESSAGE, "x.xml"))
