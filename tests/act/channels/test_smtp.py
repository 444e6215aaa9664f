"""The e-mail channel against a real SMTP server on this machine."""

import socket
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest

from comity.act.channels import smtp
from comity.act.channels.message import Receipt
from comity.errors import InputError
from tests.act.channels.samples import CALENDAR, FACTS, INVITATION, KEY, LETTER, message
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.smtp import SmtpServer
from tests.servers.stall import StallingServer

TO = "desk@agency.example"


def settings(server: SmtpServer, certificate: Certificate | None, **more: Any) -> smtp.Settings:
    usual: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "sender": "comity@city.example",
        "username": server.user,
        "password": server.secret,
        "ca_file": certificate.certificate if certificate else None,
        "timeout_seconds": 20,
    }
    return smtp.Settings(**usual | more)


def parts(mail: EmailMessage) -> list[tuple[str, str | None]]:
    return [(part.get_content_type(), part.get_filename()) for part in mail.walk()]


def test_a_mail_arrives_with_its_key(mail_server: SmtpServer, certificate: Certificate) -> None:
    """The key is the Message-ID and a header; the server's words are in the receipt."""
    receipt = smtp.send(message(TO), settings(mail_server, certificate))
    mail = mail_server.mails[0]

    assert Receipt("accepted", "250", "2.0.0 taken over") == receipt
    assert f"<{KEY}@city.example>" == mail["Message-ID"]
    assert (KEY, "Request 2017-00042", TO) == (mail["X-Comity-Key"], mail["Subject"], mail["To"])
    assert message(TO).body.splitlines() == mail.get_content().splitlines()
    assert ("comity@city.example", [TO]) == (
        mail_server.envelopes[0].mail_from,
        mail_server.envelopes[0].rcpt_tos,
    )


def test_a_calendar_is_an_alternative_and_a_file(
    mail_server: SmtpServer, certificate: Certificate
) -> None:
    """RFC 6047: the alternative's type names METHOD and charset; icalendar reads it whole."""
    smtp.send(message(TO, INVITATION, LETTER, FACTS), settings(mail_server, certificate))
    mail = mail_server.mails[0]
    alternative = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
    file = next(p for p in mail.walk() if p.get_content_type() == "application/ics")

    assert [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/calendar", None),
        ("application/ics", "appearance.ics"),
        ("application/pdf", "letter.pdf"),
        ("application/json", "answer.json"),
    ] == parts(mail)
    assert ("REQUEST", "utf-8") == (
        alternative.get_param("method"),
        alternative.get_param("charset"),
    )
    assert CALENDAR.encode() == file.get_payload(decode=True)
    read = icalendar.Calendar.from_ical(alternative.get_content())
    assert "Señal 4" == read.walk("VEVENT")[0]["LOCATION"]


def test_every_byte_of_a_mail_is_ascii_on_short_lines(
    mail_server: SmtpServer, certificate: Certificate
) -> None:
    """RFC 5322: no server on the way need know 8BITMIME; the longest key stands on one line."""
    key = "k" * 64
    smtp.send(message(TO, INVITATION, LETTER, key=key), settings(mail_server, certificate))
    content = mail_server.envelopes[0].content

    assert isinstance(content, bytes)
    assert content.isascii()
    assert 998 > max(len(line) for line in content.split(b"\r\n"))
    assert f"Message-ID: <{key}@city.example>".encode() in content.replace(b"\r\n ", b" ")
    assert {key: 1} == mail_server.ledger.deliveries()


@pytest.mark.parametrize(
    ("fault", "outcome", "code"),
    [
        ("451", "temporary", "451"),
        ("550", "permanent", "550"),
        ("552", "permanent", "552"),
        ("451-recipient", "temporary", "451"),
        ("550-recipient", "permanent", "550"),
        ("drop-unkept", "temporary", "disconnected"),
    ],
)
def test_what_the_server_refuses_is_not_kept(
    mail_server: SmtpServer, certificate: Certificate, fault: str, outcome: str, code: str
) -> None:
    """4xx may be tried again and 5xx not; a connection lost after DATA leaves all open."""
    mail_server.faults.add(fault)

    receipt = smtp.send(message(TO), settings(mail_server, certificate))

    assert (outcome, code) == (receipt.outcome, receipt.code)
    assert {} == mail_server.ledger.deliveries()


@pytest.mark.parametrize(("fault", "times"), [("drop-unkept", 1), ("drop-kept", 2)])
def test_after_a_lost_connection_the_same_mail_is_sent_under_the_same_key(
    mail_server: SmtpServer, certificate: Certificate, fault: str, times: int
) -> None:
    """Lost or kept and not acknowledged: the second attempt is the same message to the receiver."""
    mail_server.faults.add(fault)

    first, second = (
        smtp.send(message(TO, INVITATION), settings(mail_server, certificate)) for _ in range(2)
    )

    assert ("temporary", "accepted") == (first.outcome, second.outcome)
    assert {KEY: times} == mail_server.ledger.deliveries()
    assert set() == mail_server.ledger.changed()
    assert {f"<{KEY}@city.example>"} == {str(mail["Message-ID"]) for mail in mail_server.mails}


def test_a_wrong_password_is_no_word_about_the_message(
    mail_server: SmtpServer, certificate: Certificate
) -> None:
    """It is temporary although the server says 535, and the password is not in the receipt."""
    receipt = smtp.send(message(TO), settings(mail_server, certificate, password="hunter2"))

    assert ("temporary", "535") == (receipt.outcome, receipt.code)
    assert "hunter2" not in receipt.text


def test_a_server_that_offers_no_tls_gets_nothing() -> None:
    """An offer that somebody took out on the way is no reason to speak in the clear."""
    with SmtpServer() as server:
        receipt = smtp.send(message(TO), settings(server, None))

    assert ("temporary", "not-offered") == (receipt.outcome, receipt.code)
    assert [] == server.mails


def test_a_server_with_another_certificate_gets_nothing(
    mail_server: SmtpServer, tmp_path: Path
) -> None:
    """Nobody in between can pass for the agency's server."""
    other = make_certificate(tmp_path, "other.example")

    receipt = smtp.send(message(TO), settings(mail_server, other))

    assert ("temporary", "tls") == (receipt.outcome, receipt.code)
    assert [] == mail_server.mails


def test_tls_from_the_first_byte(certificate: Certificate) -> None:
    """Some servers know port 465 only (RFC 8314)."""
    with SmtpServer(certificate, implicit=True) as server:
        receipt = smtp.send(
            message(TO), settings(server, certificate, tls="implicit", username=None)
        )

    assert "accepted" == receipt.outcome
    assert {KEY: 1} == server.ledger.deliveries()


def test_plain_text_goes_to_this_machine() -> None:
    """A test can do without certificates."""
    with SmtpServer() as server:
        receipt = smtp.send(message(TO), settings(server, None, tls="none", username=None))

    assert "accepted" == receipt.outcome


def test_a_server_that_is_not_there_is_temporary() -> None:
    """Nobody has refused the message."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    receipt = smtp.send(message(TO), smtp.Settings("127.0.0.1", "comity@city.example", port))

    assert ("temporary", "connection") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize("dribble", [False, True])
def test_a_server_that_never_greets_is_cut_off(dribble: bool) -> None:
    """No byte comes, or one after the other for ever: the attempt ends all the same."""
    with StallingServer(dribble=dribble) as server:
        short = smtp.Settings(server.host, "comity@city.example", server.port, timeout_seconds=0.3)

        receipt = smtp.send(message(TO), short)

    assert "temporary" == receipt.outcome


@pytest.mark.parametrize(
    "to", ["nobody", "a b@agency.example", "<a@agency.example>", "a@b@c", "é@agency.example", "@x"]
)
def test_an_address_that_is_no_mailbox_is_permanent(to: str) -> None:
    """It is found out before anything is sent."""
    receipt = smtp.send(message(to), smtp.Settings("mail.example", "comity@city.example"))

    assert ("permanent", "address") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("tls", {"tls": "none"}),
        ("sender", {"sender": "Comity <comity@city.example>"}),
        ("timeout_seconds", {"timeout_seconds": 0}),
        ("timeout_seconds", {"timeout_seconds": float("inf")}),
        ("host", {"host": "a" * 70 + ".example"}),
        ("password", {"password": "pässword"}),
    ],
)
def test_settings_that_could_not_be_meant_are_refused(field: str, changed: dict[str, Any]) -> None:
    """Mail in the clear leaves this machine under no setting."""
    usual: dict[str, Any] = {"host": "mail.example", "sender": "comity@city.example"}

    with pytest.raises(InputError, match=field):
        smtp.Settings(**usual | changed)


def test_a_password_is_not_in_what_python_prints() -> None:
    """Settings may end up in a traceback."""
    printed = repr(smtp.Settings("mail.example", "a@city.example", password="hunter2"))

    assert "hunter2" not in printed
