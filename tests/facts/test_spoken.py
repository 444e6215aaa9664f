"""A request by telephone or in person: what is typed in is facts, or refused."""

import pytest

from comity.errors import InputError
from comity.facts.spoken import spoken

PAIRS = ["request.kind=detainer", 'request.asks=["hold"]', "person.name=Example Person C"]


def refused(how: str = "telephone", pairs: list[str] = PAIRS, by: str = "Clerk 1") -> str:
    with pytest.raises(InputError) as caught:
        spoken(how, pairs, by, "note")
    return str(caught.value)


def test_what_was_said_is_what_was_typed() -> None:
    """Every pair is a fact of the request, and the original is the text as typed."""
    received = spoken(
        "telephone", PAIRS, "Clerk 1", "Asked by phone.", "Example Officer", [("event", "EXA1")]
    )

    assert {
        "request": {"kind": "detainer", "asks": ["hold"]},
        "person": {"name": "Example Person C"},
    } == received.said
    assert ("telephone", "Example Officer", (("event", "EXA1"),), "Asked by phone.", ()) == (
        received.how,
        received.sender,
        received.numbers,
        received.text,
        received.marks,
    )
    assert received.original.decode() == (
        "how: telephone\nby: Clerk 1\nsender: Example Officer\nnumber event: EXA1\n"
        'request.kind=detainer\nrequest.asks=["hold"]\nperson.name=Example Person C\n'
        "\nAsked by phone.\n"
    )


def test_a_call_that_says_nothing_is_received() -> None:
    """A call is a request even before anybody types what it asked."""
    assert {} == spoken("in-person", [], "Clerk 1", "").said


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["agency=us-ny-nyc/nypd"], "agency: a requester does not say this; expected a fact of"),
        (["at=2017-06-01T10:00:00-04:00"], "at: a requester does not say this"),
        (["request.knd=detainer"], "request.knd: there is no such fact"),
        (["request.kind"], "'request.kind' sets no value"),
        (["request.kind=detainr"], "request.kind: there is no term 'detainr'"),
        (
            ["request.received_at=2017-06-01T10:00"],
            "request.received_at: '2017-06-01T10:00' has no",
        ),
        (["request.form=a", "request.form=b"], "request.form: it is said twice"),
    ],
)
def test_what_is_no_fact_of_a_request_is_refused(pairs: list[str], message: str) -> None:
    """The error names the path and what was expected."""
    assert refused(pairs=pairs).startswith(message)


def test_who_took_it_and_how_must_be_said() -> None:
    """A request without a way in or without a taker is no record."""
    assert refused(how="mail").startswith("how: this is 'mail'; expected one of telephone")
    assert refused(by=" ") == "by: nobody is named; expected who took the request"


def test_another_kind_of_number_is_refused() -> None:
    """The requester's numbers are event, subject and file."""
    with pytest.raises(InputError, match="badge: this is '7'"):
        spoken("telephone", [], "Clerk 1", "", numbers=[("badge", "7")])
