"""A mail is always received; what it states comes from its attachments alone."""

import json
import mailbox
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import InputError
from comity.intake.documents import NO_READER
from comity.intake.mail import DISAGREES, LARGEST, NOTHING_READ, SEVERAL, mail, mails
from comity.intake.received import Received
from comity.intake.sender import UNPROVEN
from tests.intake.received import MESSAGE, NUMBERS, SAID, SERVER, TRUSTED, mail_with

XML = ("request.xml", MESSAGE)
OPEN = "open the original"


def read(content: bytes) -> Received:
    return mail(content, "x.eml", SERVER, TRUSTED)


def test_a_proven_sender_and_one_document_state_a_request() -> None:
    """The agency is proven, and the request is what the attachment states."""
    content = mail_with(XML)
    received = read(content)

    assert ("mail", content, "desk@ice.example.gov", "us/ice", SAID, NUMBERS, ()) == (
        received.how,
        received.original,
        received.sender,
        received.agency,
        received.said,
        received.numbers,
        received.marks,
    )
    assert (MESSAGE,) == tuple(one.original for one in received.attachments)


def test_a_forged_sender_is_received_and_marked() -> None:
    """A request with a forged sender gets its row, its document and its mark."""
    received = read(mail_with(XML, results=None))

    assert (None, SAID) == (received.agency, received.said)
    assert UNPROVEN in received.marks


def test_the_words_of_a_mail_are_kept_and_never_read() -> None:
    """Whatever the body says, it states no fact."""
    received = read(mail_with(text="Please hold Example Person C. request.kind=detainer"))

    assert (None, "Please hold Example Person C. request.kind=detainer", (NOTHING_READ,)) == (
        received.said,
        received.text,
        received.marks,
    )


def test_two_documents_that_state_requests_go_to_a_person() -> None:
    """Which document is the request is not guessed; both are kept with what they state."""
    received = read(mail_with(XML, ("again.xml", MESSAGE)))

    assert (None, (), (SEVERAL,)) == (received.said, received.numbers, received.marks)
    assert [SAID, SAID] == [one.said for one in received.attachments]


def test_a_document_of_another_agency_goes_to_a_person() -> None:
    """A document that names another agency than its sender is marked."""
    other = MESSAGE.replace(b"us/ice", b"us/other")

    assert (DISAGREES,) == read(mail_with(("x.xml", other))).marks


def test_a_document_that_is_refused_is_kept_with_the_reason() -> None:
    """A bad document does not stop the mail, nor the other document in it."""
    received = read(
        mail_with(("bad.xml", b"<!DOCTYPE a><a/>"), ("x.json", json.dumps(SAID).encode()))
    )

    bad, good = received.attachments
    assert (b"<!DOCTYPE a><a/>", None) == (bad.original, bad.said)
    assert SAID == good.said == received.said
    assert received.marks[0].startswith(
        "bad.xml: line 1: the message has a document type declaration"
    )


def test_a_document_of_another_kind_is_kept() -> None:
    """A picture of a form is received and typed in."""
    received = read(mail_with(("scan.jpg", b"\xff\xd8\xff")))

    assert ("paper", "scan.jpg", b"\xff\xd8\xff", (NO_READER,)) == (
        received.attachments[0].how,
        received.attachments[0].name,
        received.attachments[0].original,
        received.attachments[0].marks,
    )


def test_a_mail_within_the_mail_is_kept_unread() -> None:
    """What somebody forwards is theirs to vouch for; it is not unpacked."""
    inner = mail_with(XML).decode()
    content = (
        f"From: x@elsewhere.example\nContent-Type: message/rfc822\nMIME-Version: 1.0\n\n{inner}"
    )
    received = read(content.encode())

    assert (None, "part-1.eml") == (received.said, received.attachments[0].name)


def test_the_name_of_an_attachment_leads_nowhere() -> None:
    """Only the last step of a name is kept, printable and short."""
    names = ["../../etc/passwd", "C:\\x\\y.xml", "a\u202eb.pdf", "n" * 300 + ".xml"]
    received = read(mail_with(*((one, b"x") for one in names)))

    assert ["passwd", "y.xml", "a?b.pdf", "n" * 80 + ".xml"] == [
        one.name for one in received.attachments
    ]


def test_nul_bytes_are_marked_and_do_not_reach_the_text() -> None:
    """A mail with NUL bytes is received; its words can be stored in any database."""
    received = read(mail_with(text="before MARK after").replace(b"MARK", b"\0"))

    assert "it has NUL bytes, which no mail may have (RFC 5322)" in received.marks
    assert "before \N{REPLACEMENT CHARACTER} after" == received.text


def test_a_mail_with_too_many_parts_is_kept_unread() -> None:
    """A bomb of parts is one row for a person, with the original."""
    content = mail_with(*((f"{n}.txt", b"") for n in range(60)))
    received = read(content)

    assert (content, (), (f"it has more than 50 parts or 8 levels: {OPEN}",)) == (
        received.original,
        received.attachments,
        received.marks,
    )


def test_a_mail_nested_without_end_is_kept_unread() -> None:
    """Five thousand levels of parts end in a mark, quickly."""
    levels = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5_000)
    )
    start = monotonic()
    received = read(f"From: x@y.example\n{levels}".encode())

    assert received.marks[0].endswith(OPEN)
    assert monotonic() - start < 10


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"From: x@y.example\n" + b"X: y\n" * 60_000, "its head is longer than 256 KiB"),
        (b"From: x@y.example\n\n" + b"\r" * 600_001, "it has more than 600000 lines"),
        (
            b'Content-Type: a/b; x="' + b";" * 250_000 + b"\n\nx",
            "a header of a part is longer than 2000 characters",
        ),
        (
            b"\ncontent-disposition : a;\r" + b" b=c;\r" * 1_000 + b"\n\nx",
            "a header of a part is longer than 2000 characters",
        ),
    ],
)
def test_a_mail_that_would_take_minutes_is_kept_unread(content: bytes, why: str) -> None:
    """What would hold up the desk is told by its size, before it is parsed."""
    start = monotonic()

    assert (f"{why}: {OPEN}",) == read(content).marks
    assert monotonic() - start < 2


def test_only_some_attachments_are_read() -> None:
    """Reading is bounded: a sixth document is kept and not opened."""
    received = read(mail_with(*((f"{n}.xml", MESSAGE) for n in range(6))))

    assert [True] * 5 + [False] == [one.said is not None for one in received.attachments]


def test_an_empty_or_too_large_message_is_refused() -> None:
    """A file without a mail is refused, and one beyond 25 MiB."""
    messages = []
    for content in (b"", b" \r\n", b"x" * (LARGEST + 1)):
        with pytest.raises(InputError) as caught:
            read(content)
        messages.append(str(caught.value))

    empty = "x.eml: the message is empty; expected a mail"
    assert [empty, empty, "x.eml: the message is too large; expected at most 25 MiB"] == messages


def test_a_folder_and_a_mailbox_give_every_mail(tmp_path: Path) -> None:
    """Each message of a folder or mbox file comes out, in order, with its name."""
    folder = tmp_path / "in"
    folder.mkdir()
    box = mailbox.mbox(tmp_path / "x.mbox")
    for name in "ba":
        (folder / f"{name}.eml").write_bytes(mail_with(XML, text=name))
        box.add(mail_with(XML, text=name))
    box.close()
    (folder / "notes.txt").write_text("not a mail", encoding="utf-8")
    (folder / "link.eml").symlink_to(folder / "notes.txt")

    from_folder = list(mails(folder, SERVER, TRUSTED))
    from_box = list(mails(tmp_path / "x.mbox", SERVER, TRUSTED))

    assert (["a", "b"], ["b", "a"]) == (
        [one.text for one in from_folder],
        [one.text for one in from_box],
    )
    assert {"us/ice"} == {one.agency for one in from_folder + from_box}
    assert [f"{tmp_path}/x.mbox:1", f"{tmp_path}/x.mbox:2"] == [one.name for one in from_box]


def test_one_message_that_is_too_large_does_not_stop_the_others(tmp_path: Path) -> None:
    """A large file is one marked row, and its bytes stay in the folder."""
    with (tmp_path / "a.eml").open("wb") as file:
        file.truncate(200 * 2**20)
    (tmp_path / "b.eml").write_bytes(mail_with(XML))
    large, good = mails(tmp_path, SERVER, TRUSTED)

    assert (b"", SAID) == (large.original, good.said)
    assert large.marks[0] in (
        "the message is too large; expected at most 25 MiB",
        "the message is empty; expected a mail",
    )


def test_a_missing_mailbox_is_refused(tmp_path: Path) -> None:
    """A path that cannot be read is named."""
    with pytest.raises(InputError, match=r"none\.mbox: there is no such file"):
        list(mails(tmp_path / "none.mbox", SERVER, TRUSTED))


MAIL = mail_with(XML)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(MAIL)), st.binary(max_size=6)), max_size=4))
def test_any_change_of_bytes_is_received(faults: list[tuple[int, bytes]]) -> None:
    """Whatever is written over a mail, it is received with its original."""
    content = MAIL
    for at, put in faults:
        content = content[:at] + put + content[at + len(put) :]

    assert content == read(content).original


@given(st.binary(min_size=1, max_size=200).filter(bytes.strip))
def test_any_bytes_are_received(content: bytes) -> None:
    """No bytes whatever bring about an exception."""
    assert content == read(content).original
