"""A request as JSON: the requester's parts of a case, and its own numbers."""

import json
from typing import Any

import pytest

from comity.errors import InputError
from comity.intake.request_json import json_request
from tests.intake.received import SAID


def read(**more: Any) -> Any:
    return json_request(json.dumps(SAID | more).encode(), "x.json")


def refused(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        json_request(content, "x.json")
    return str(caught.value)


def test_the_parts_and_the_numbers_are_stated() -> None:
    """What the requester may say is taken as it stands; null is not said."""
    received = read(numbers={"event": " EXA 1 "}, custody=None)

    assert (SAID, (("event", "EXA 1"),), ()) == (received.said, received.numbers, received.marks)


def test_what_the_receiver_says_is_marked_and_not_taken_over() -> None:
    """A requester does not set the receiver's case number, hour or agency."""
    received = read(id="1", agency="us-ny-nyc/nypd")

    assert SAID == received.said
    assert ("it also states id, agency, which the receiver says: not taken over",) == received.marks


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "x.json:1: this is a list of 0; expected one request: {…}"),
        (
            b'{"persn": {}}',
            "x.json: persn: there is no such part of a request; "
            "expected request, person, custody, information and numbers",
        ),
        (b'{"person": 7}', "x.json: person: this is 7; expected an object with facts"),
        (b'{"numbers": 7}', "x.json: numbers: this is 7; expected an object"),
        (
            b'{"numbers": {"case": "7"}}',
            "x.json: numbers.case: '7'; "
            "expected a text of at most 100 characters for one of event, subject, file",
        ),
        (b'{"a": 1,\n"a": 2}', "x.json:2:1: a: the key is there twice; expected each key once"),
        (b"\xff", "x.json: byte 0 is not UTF-8; expected text in UTF-8"),
        (b" " * (2**20 + 1), "x.json: the document is too large; expected at most 1 MiB"),
    ],
)
def test_a_bad_document_is_refused(content: bytes, message: str) -> None:
    """The error names line and field, and what was expected."""
    assert message == refused(content)
