"""The webhook channel: one signed HTTPS POST to an address of the other agency.

MUST: the receiver believes the signature and not the address, and looks at the timestamp, or an
old notice could be played to it again. A redirect is a refusal: the address was agreed upon.
"""

import hashlib
import hmac
import http.client
import re
import time
from collections.abc import Mapping
from email.message import Message as Headers
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from comity.act.channels.message import (
    ACCEPTED,
    PERMANENT,
    TEMPORARY,
    Message,
    Receipt,
    from_json,
    to_json,
)
from comity.act.channels.network import (
    can_be_host,
    cut_off,
    failure,
    is_loopback,
    positive,
    tls_context,
)
from comity.errors import InputError

WINDOW_SECONDS: Final = 300
"""How far a timestamp may be from the receiver's clock, either way."""

_SHORTEST_SECRET: Final = 32
_LONGEST_WAIT_SECONDS: Final = 86_400.0
# Our own sign-in (401, 407) is somebody's to mend; 409 is a first try still at work on the key.
_COME_AGAIN: Final = (401, 407, 408, 409, 425, 429)
_URL: Final = re.compile(r"[\x21-\x7e]+")


@frozen
class Settings:
    """What is shared with the receiver. Raises InputError for a secret under 32 bytes.

    `ca_file` is trusted in place of the system's authorities.
    """

    secret: bytes = field(repr=False)
    ca_file: Path | None = None
    timeout_seconds: float = field(default=30.0, validator=positive)

    def __attrs_post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_SECRET:
            expected = f"at least {_SHORTEST_SECRET} bytes"
            raise InputError("too short to sign with", field="secret", expected=expected)


def send(message: Message, settings: Settings) -> Receipt:
    """POST the message to the URL in `to`. Accepted: any 2xx; the answer's body is not read.

    401, 407, 408, 409, 425, 429 and 5xx are temporary, with the receiver's Retry-After of at most a
    day; any other answer, a redirect among them, is permanent. Takes at most about twice the
    timeout.
    """
    url = _address(message.to)
    if url is None:
        return Receipt(PERMANENT, "address", "not an https URL (http only on this machine)")
    body = to_json(message)
    try:
        connection = _connection(url, settings)
        with cut_off(settings.timeout_seconds, lambda: connection.sock) as cut:
            receipt = _post(connection, url, body, _headers(message.key, body, settings.secret))
        # http.client takes the end of a connection for the end of the headers.
        return failure(TimeoutError("cut off within the answer")) if cut.is_set() else receipt
    except (OSError, http.client.HTTPException) as error:
        return failure(error)


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature's text: `v1=` and HMAC-SHA256 (RFC 2104) over `timestamp.body` in hex."""
    signed = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


def verify(
    headers: Mapping[str, str], body: bytes, secret: bytes, now_seconds: float, to: str = "here"
) -> Message:
    """For a receiver: the message, if it is genuine and no more than five minutes off.

    `now_seconds` is Unix time. Raises InputError that says which of the checks failed.
    """
    given = {name.lower(): value for name, value in headers.items()}
    timestamp = given.get("comity-timestamp", "")
    signature = given.get("comity-signature", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise InputError("not signed", field="Comity-Timestamp", expected="Unix seconds")
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode()):
        raise InputError("not genuine", field="Comity-Signature", expected="v1=<hex>")
    if abs(now_seconds - int(timestamp)) > WINDOW_SECONDS:
        expected = f"within {WINDOW_SECONDS} seconds of now"
        raise InputError("too old or too early", field="Comity-Timestamp", expected=expected)
    message = from_json(body, to)
    if given.get("idempotency-key") != message.key:
        raise InputError("not genuine", field="Idempotency-Key", expected="the body's key")
    return message


def _address(url: str) -> SplitResult | None:
    """The URL in its parts; None unless it is https, or http to this machine, without a login."""
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        )
        plain = _URL.fullmatch(url) and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # a port or an address in brackets that is none
        return None
    return parts if secure and plain and can_be_host(parts.hostname or "") else None


def _connection(url: SplitResult, settings: Settings) -> http.client.HTTPConnection:
    host, seconds = url.hostname or "", settings.timeout_seconds
    if url.scheme == "http":
        return http.client.HTTPConnection(host, url.port, timeout=seconds)
    context = tls_context(settings.ca_file)
    return http.client.HTTPSConnection(host, url.port, timeout=seconds, context=context)


def _headers(key: str, body: bytes, secret: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Comity",
        "Idempotency-Key": key,
        "Comity-Timestamp": timestamp,
        "Comity-Signature": sign(secret, timestamp, body),
    }


def _post(
    connection: http.client.HTTPConnection, url: SplitResult, body: bytes, headers: dict[str, str]
) -> Receipt:
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", target, body, headers)
        with connection.getresponse() as answer:
            return _receipt(answer.status, answer.reason, answer.headers)
    finally:
        connection.close()


def _receipt(status: int, reason: str, headers: Headers) -> Receipt:
    """The reason phrase only: the answer's body may repeat what was sent, and receipts are kept."""
    if 200 <= status < 300:
        return Receipt(ACCEPTED, str(status), reason)
    if status in _COME_AGAIN or 500 <= status < 600:
        return Receipt(TEMPORARY, str(status), reason, _wait(headers.get("Retry-After", "")))
    return Receipt(PERMANENT, str(status), reason)


def _wait(retry_after: str) -> float | None:
    """The seconds that Retry-After asks for, as a number or a date (RFC 9110, section 10.2.3)."""
    if re.fullmatch(r"[0-9]{1,12}", retry_after):
        seconds = float(retry_after)
    else:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)
