"""The webhook channel against a real HTTPS server on this machine, and the receiver's check."""

import re
import socket
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from comity.act.channels import webhook
from comity.act.channels.message import Receipt, to_json
from comity.errors import InputError
from tests.act.channels.samples import FACTS, INVITATION, KEY, LETTER, message
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.http import HttpServer

SECRET = b"0123456789abcdef0123456789abcdef"


def settings(certificate: Certificate | None, timeout: float = 20) -> webhook.Settings:
    return webhook.Settings(SECRET, certificate.certificate if certificate else None, timeout)


def test_a_post_arrives_and_the_receiver_can_verify_it(
    web_server: HttpServer, certificate: Certificate
) -> None:
    """What the receiver reads out of a genuine post is the message that was sent."""
    sent = message(web_server.url, INVITATION, LETTER, FACTS)

    receipt = webhook.send(sent, settings(certificate))
    post = web_server.posts[0]

    assert Receipt("accepted", "202", "Accepted") == receipt
    assert sent == webhook.verify(post.headers, post.body, SECRET, time.time(), web_server.url)
    assert ("/notices", KEY) == (post.path, post.headers["Idempotency-Key"])


def test_the_signature_is_hmac_sha256_over_timestamp_and_body() -> None:
    """Expected: `printf '1496325600.{"a":1}' | openssl dgst -sha256 -hmac <SECRET>`."""
    expected = "v1=42b16274f0face91023790d63fe31db8342acef1a3f46fb44d8037978d343a51"

    assert expected == webhook.sign(SECRET, "1496325600", b'{"a":1}')


def test_the_receivers_code_in_the_documentation_works(
    web_server: HttpServer, certificate: Certificate
) -> None:
    """It knows nothing of Comity, takes a genuine post and refuses a changed one."""
    page = (Path(__file__).parents[3] / "docs/reference/channels.md").read_text()
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    webhook.send(message(web_server.url, LETTER), settings(certificate))
    post = web_server.posts[0]
    names: dict[str, Any] = {}

    assert found is not None
    exec(found[1], names)  # the page is ours
    assert KEY == names["receive"](post.headers, post.body, SECRET)["key"]
    with pytest.raises(ValueError, match="not genuine"):
        names["receive"](post.headers, post.body + b" ", SECRET)


def signed(timestamp: str, body: bytes, key: str = KEY) -> dict[str, str]:
    signature = webhook.sign(SECRET, timestamp, body)
    return {
        "idempotency-key": key,
        "comity-timestamp": timestamp,
        "COMITY-SIGNATURE": signature,
    }


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_post_within_five_minutes_is_genuine(age: int) -> None:
    """Clocks differ, either way; header names have no case."""
    sent = message("here")

    assert sent == webhook.verify(
        signed("1000000", to_json(sent)), to_json(sent), SECRET, 1e6 + age
    )


BODY = to_json(message("here"))
GENUINE = signed("1000000", BODY)


@pytest.mark.parametrize(
    ("headers", "body", "secret", "now", "field"),
    [
        (GENUINE, BODY, SECRET, 1000301, "Comity-Timestamp"),
        (GENUINE, BODY, SECRET, 999699, "Comity-Timestamp"),
        (GENUINE, BODY + b" ", SECRET, 1000000, "Comity-Signature"),
        (GENUINE, BODY, SECRET[::-1], 1000000, "Comity-Signature"),
        (GENUINE | {"comity-timestamp": "1000001"}, BODY, SECRET, 1000000, "Comity-Signature"),
        (GENUINE | {"comity-timestamp": "-1"}, BODY, SECRET, 1000000, "Comity-Timestamp"),
        (GENUINE | {"comity-timestamp": "\u0661"}, BODY, SECRET, 1000000, "Comity-Timestamp"),
        (GENUINE | {"COMITY-SIGNATURE": "é"}, BODY, SECRET, 1000000, "Comity-Signature"),
        (GENUINE | {"idempotency-key": "other"}, BODY, SECRET, 1000000, "Idempotency-Key"),
        ({}, BODY, SECRET, 1000000, "Comity-Timestamp"),
        ({"comity-timestamp": "1000000"}, BODY, SECRET, 1000000, "Comity-Signature"),
        (signed("1000000", b"[]"), b"[]", SECRET, 1000000, "not a message"),
    ],
)
def test_a_post_that_is_not_genuine_is_refused(
    headers: dict[str, str], body: bytes, secret: bytes, now: float, field: str
) -> None:
    """Forged, changed, under another key or secret, or played again later."""
    with pytest.raises(InputError, match=field):
        webhook.verify(headers, body, secret, now)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "accepted"),
        (204, "accepted"),
        (302, "permanent"),
        (308, "permanent"),
        (400, "permanent"),
        (401, "temporary"),
        (409, "temporary"),
        (404, "permanent"),
        (408, "temporary"),
        (410, "permanent"),
        (425, "temporary"),
        (429, "temporary"),
        (500, "temporary"),
        (503, "temporary"),
    ],
)
def test_the_status_decides(
    web_server: HttpServer, certificate: Certificate, status: int, outcome: str
) -> None:
    """2xx is accepted; some 4xx and all 5xx may be tried again; a redirect is not followed."""
    web_server.answer_once(status, ("Location", f"{web_server.url}/elsewhere"))

    receipt = webhook.send(message(web_server.url), settings(certificate))

    assert (outcome, str(status)) == (receipt.outcome, receipt.code)
    assert "repeat" not in receipt.text
    assert {} == web_server.ledger.deliveries()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("99999999", 86400.0),
        ("soon", None),
        ("-5", None),
        (formatdate(0, usegmt=True), 0.0),
        (formatdate(2**33, usegmt=True), 86400.0),
    ],
)
def test_the_wait_that_the_receiver_asks_for_is_in_the_receipt(
    web_server: HttpServer, certificate: Certificate, asked: str, expected: float | None
) -> None:
    """RFC 9110, section 10.2.3: seconds or a date; nobody can put a notice off by over a day."""
    web_server.answer_once(503, ("Retry-After", asked))

    receipt = webhook.send(message(web_server.url), settings(certificate))

    assert expected == receipt.retry_after_seconds


@pytest.mark.parametrize(("fault", "times"), [("drop-unkept", 1), ("drop-kept", 2)])
def test_after_a_lost_connection_the_same_post_is_sent_under_the_same_key(
    web_server: HttpServer, certificate: Certificate, fault: str, times: int
) -> None:
    """Lost or kept and not acknowledged: the second attempt has the same key and the same body."""
    web_server.faults.add(fault)

    first, second = (
        webhook.send(message(web_server.url, LETTER), settings(certificate)) for _ in range(2)
    )

    assert ("temporary", "accepted") == (first.outcome, second.outcome)
    assert {KEY: times} == web_server.ledger.deliveries()
    assert set() == web_server.ledger.changed()


@pytest.mark.parametrize("fault", ["silent", "dribble"])
def test_an_answer_that_never_ends_is_cut_off(
    web_server: HttpServer, certificate: Certificate, fault: str
) -> None:
    """No byte comes, or one after the other for ever: the attempt ends all the same."""
    web_server.faults.add(fault)

    receipt = webhook.send(message(web_server.url), settings(certificate, timeout=0.5))

    assert "temporary" == receipt.outcome


def test_a_server_with_another_certificate_gets_nothing(
    web_server: HttpServer, tmp_path: Path
) -> None:
    """Nobody in between can pass for the other agency."""
    receipt = webhook.send(
        message(web_server.url), settings(make_certificate(tmp_path, "other.example"))
    )

    assert ("temporary", "tls") == (receipt.outcome, receipt.code)
    assert [] == web_server.posts


def test_plain_http_goes_to_this_machine() -> None:
    """A test can do without certificates."""
    with HttpServer() as server:
        receipt = webhook.send(message(server.url), settings(None))

    assert "accepted" == receipt.outcome


def test_a_server_that_is_not_there_is_temporary() -> None:
    """Nobody has refused the message."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    receipt = webhook.send(message(f"http://127.0.0.1:{port}/"), settings(None))

    assert ("temporary", "connection") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize(
    "url",
    [
        "http://agency.example/",
        "http://127.0.0.1.agency.example/",
        "https://",
        "https:///notices",
        "https://agency.example:0/",
        "https://agency.example:99999/",
        "https://[::1/",
        "https://user:secret@agency.example/",
        "https://agency.example/a b",
        "https://é.example/",
        f"https://{'a' * 70}.example/",
        "file:///etc/passwd",
        "desk@agency.example",
    ],
)
def test_an_address_that_is_no_https_url_is_permanent(url: str) -> None:
    """It is found out before anything is sent."""
    receipt = webhook.send(message(url), settings(None))

    assert ("permanent", "address") == (receipt.outcome, receipt.code)


def test_a_short_secret_is_refused_and_none_is_printed() -> None:
    """A secret that can be guessed signs nothing; one that is good stays out of tracebacks."""
    with pytest.raises(InputError, match="at least 32 bytes"):
        webhook.Settings(SECRET[1:])

    assert "abcdef" not in repr(webhook.Settings(SECRET))
