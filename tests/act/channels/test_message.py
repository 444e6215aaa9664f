"""What a message and a receipt may hold, and their JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.channels import NAMES, channel
from comity.act.channels.message import Attachment, Message, Receipt, from_json, to_json
from comity.errors import InputError
from tests.act.channels.samples import CALENDAR, FACTS, INVITATION, LETTER, message

letters = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1)
files = st.builds(
    Attachment,
    letters.filter(lambda name: not {"/", "\\"} & set(name) and name[0] != ".").map(
        lambda n: n[:90]
    ),
    st.just("application/pdf"),
    st.binary(max_size=50),
)
messages = st.builds(
    Message,
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True),
    st.just("here"),
    letters,
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    st.lists(files, max_size=3).map(tuple),
)


@given(messages)
def test_a_message_comes_back_from_its_json(sent: Message) -> None:
    """What `to_json` wrote, `from_json` reads, whole and the same."""
    assert sent == from_json(to_json(sent), "here")


def test_the_json_of_a_message_is_the_same_each_time_and_has_no_address() -> None:
    """A second delivery is the same bytes; the address is the channel's affair."""
    first = to_json(message("a@agency.example", LETTER))

    assert first == to_json(message("b@agency.example", LETTER))
    assert b"agency.example" not in first


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "../up"),
        ("key", "a\n"),
        ("key", "-rf"),
        ("key", "a" * 65),
        ("key", ""),
        ("to", "a@agency.example\r\nBcc: other@agency.example"),
        ("to", ""),
        ("subject", "Request 1\nBcc: other@agency.example"),
        ("subject", "Request 1\x85next line"),
        ("body", "half a pair \ud800"),
    ],
)
def test_a_message_with_a_part_that_could_do_harm_is_refused(field: str, value: str) -> None:
    """Keys become file names, and lines become headers: neither may break out."""
    parts: dict[str, Any] = {"key": "k", "to": "here", "subject": "Request 1", "body": ""}

    with pytest.raises(InputError, match=f"{field}: cannot be sent"):
        Message(**parts | {field: value})


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("../a.pdf", "application/pdf", b""),
        (".profile", "application/pdf", b""),
        ("a.pdf", "application/pdf\r\nX: y", b""),
        ("a.ics", "text/calendar", CALENDAR.encode()),
        ("a.ics", "text/calendar; method=CANCEL", CALENDAR.encode()),
        ("a.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n"),
        ("a.ics", "text/calendar; method=REQUEST", b"METHOD:REQUEST\r\n\xff"),
    ],
)
def test_an_attachment_that_could_be_misread_is_refused(
    name: str, media_type: str, data: bytes
) -> None:
    """Also a calendar whose type does not name its METHOD (RFC 6047, section 2.4)."""
    with pytest.raises(InputError, match="cannot be sent"):
        Attachment(name, media_type, data)


def test_nothing_personal_is_in_what_python_prints_of_a_message() -> None:
    """A traceback or log line shows key and subject only."""
    printed = repr(message("desk@agency.example", INVITATION, FACTS))

    assert not [text for text in ("agency", "carta", "Docket", "declined") if text in printed]


def test_the_text_of_a_receipt_is_one_short_printable_line() -> None:
    """Whatever a server says ends up on a page that a person reads."""
    receipt = Receipt("temporary", "451", "busy\r\n\x1b[31m later\u202e " + "x" * 5000)

    assert "busy [31m later xxx" == receipt.text[:19]
    assert 200 == len(receipt.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_channel_has_the_same_shape(name: str) -> None:
    """The worker knows a channel by its name alone."""
    found = channel(name)

    assert callable(found.send)
    assert found.Settings.__name__ == "Settings"


def test_an_unknown_channel_is_named_with_those_that_there_are() -> None:
    """No module is loaded by a name that a record happens to hold."""
    with pytest.raises(InputError, match="expected smtp, webhook, sftp, paper"):
        channel("message")
