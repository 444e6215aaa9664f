"""Personal data under a key of its own for each person, and these keys under the master key.

AES with 256 bits (FIPS 197) in Galois/Counter Mode (NIST SP 800-38D), from `cryptography`. MUST:
`about` names the row and column that a value belongs to; a value moved elsewhere does not open.
"""

import base64
import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.errors import InputError, SealError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
ID_BYTES: Final = 4

SEALED: Final = b"\x01"
"""The first byte of a sealed value: the version of its form."""
WRAPPED: Final = b"\x02"
"""The first byte of a wrapped key. Another one, so that neither passes for the other."""


@frozen
class Master:
    """The key that wraps all others. INVARIANT: nothing prints it.

    Its nonces are drawn at random, so one master wraps at most 2^32 keys (NIST SP 800-38D § 8.3).
    Raises SealError unless it has 32 bytes.
    """

    key: bytes = field(repr=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        _check_key(self.key, "the master key")
        object.__setattr__(self, "id", sha256(self.key).hexdigest()[: 2 * ID_BYTES])


def master_from(environ: Mapping[str, str]) -> Master:
    """The master key in `COMITY_KEY` (base64 of 32 bytes), or in the file `COMITY_KEY_FILE` names.

    Raises SealError if neither or both are set, or what they hold is no key.
    """
    text, path = environ.get("COMITY_KEY"), environ.get("COMITY_KEY_FILE")
    if text and path:
        what = "COMITY_KEY and COMITY_KEY_FILE are both set"
        raise SealError(what, expected="one of them, so that it is clear which key counts")
    if text:
        return Master(_decoded(text.encode(errors="replace"), "COMITY_KEY"))
    if path:
        return Master(_decoded(_read(Path(path)), f"the key file {path}"))
    raise SealError("no key is configured", expected="COMITY_KEY_FILE or COMITY_KEY to be set")


def make_key_file(path: Path) -> Master:
    """A new master key in a new file, which its owner alone may read.

    Raises SealError if there is a file already (a lost key is lost for good, so none is ever
    overwritten) or it cannot be written; then nothing is left behind.
    """
    master = Master(new_key())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        what = f"{path} exists and is not overwritten"
        raise SealError(what, expected="a path where nothing is yet") from error
    except OSError as error:
        raise SealError(f"the key file {path} cannot be made: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(master.key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise SealError(f"the key file {path} cannot be written: {error.strerror}") from error
    return master


def new_key() -> bytes:
    """A random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    """The plain bytes, unreadable without the key: version, nonce (12 bytes), ciphertext with tag.

    The version byte and `about` are authenticated with it. A key seals at most 2^32 values.
    Raises SealError for a key that has not 32 bytes.
    """
    return _lock(key, SEALED, plain, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """What was sealed with the same key and `about`.

    Raises SealError if a single bit was changed, or the key or `about` is another.
    """
    return _unlock(key, SEALED, sealed, about, "a sealed value")


def wrap(master: Master, key: bytes, about: bytes) -> bytes:
    """A key, unreadable without the master: version, master's id (4 bytes), nonce, ciphertext.

    Raises SealError for a key that has not 32 bytes.
    """
    _check_key(key, "the key to wrap")
    return _lock(master.key, WRAPPED + bytes.fromhex(master.id), key, about)


def unwrap(master: Master, wrapped: bytes, about: bytes) -> bytes:
    """The key that was wrapped with the same master and `about`.

    Raises SealError: for another master (both ids named), for damage, for another `about`.
    """
    head = len(WRAPPED) + ID_BYTES
    if wrapped[:1] == WRAPPED and len(wrapped) == head + NONCE_BYTES + KEY_BYTES + TAG_BYTES:
        by = wrapped[1:head].hex()
        if by != master.id:
            what = f"the key was wrapped with the master key {by}, and this one is {master.id}"
            raise SealError(what, expected=f"the master key {by}")
    header = WRAPPED + bytes.fromhex(master.id)
    return _unlock(master.key, header, wrapped, about, "a wrapped key")


def rewrap(old: Master, new: Master, wrapped: bytes, about: bytes) -> bytes:
    """The same key wrapped with the new master; what it sealed stays as it is.

    Raises SealError as `unwrap` does.
    """
    return wrap(new, unwrap(old, wrapped, about), about)


def fingerprint(index_key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 in hex over the parts, by which equal ones are found without being stored.

    Each part goes in as its length in UTF-8 (8 bytes, big-endian) and its text, so that no text can
    move between parts. Spelling is the caller's to settle first. It is personal data still: with
    the index key whoever tries all numbers finds the right one. Raises SealError for a key that has
    not 32 bytes, InputError for half of a surrogate pair.
    """
    _check_key(index_key, "the index key")
    mac = hmac.new(index_key, digestmod=sha256)
    for part in parts:
        try:
            text = part.encode()
        except UnicodeEncodeError:
            raise InputError("a part holds half of a surrogate pair", expected="text") from None
        mac.update(len(text).to_bytes(8, "big") + text)
    return mac.hexdigest()


def _lock(key: bytes, header: bytes, plain: bytes, about: bytes) -> bytes:
    _check_key(key, "the key")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + about)


def _unlock(key: bytes, header: bytes, locked: bytes, about: bytes, what: str) -> bytes:
    _check_key(key, "the key")
    if locked[:1] != header[:1] or len(locked) < len(header) + NONCE_BYTES + TAG_BYTES:
        raise SealError(f"this is not {what}, or its beginning or end is lost")
    nonce, rest = locked[len(header) :][:NONCE_BYTES], locked[len(header) + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, header + about)
    except InvalidTag:
        reason = "it is damaged, belongs elsewhere, or was made with another key"
        raise SealError(f"{what} does not open: {reason}") from None


def _check_key(key: bytes, what: str) -> None:
    if len(key) != KEY_BYTES:
        raise SealError(f"{what} has {len(key)} bytes", expected=f"{KEY_BYTES} bytes")


def _decoded(text: bytes, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise SealError(f"{where} is not in base64", expected="base64 of 32 bytes") from None
    _check_key(key, f"the key in {where}")
    return key


def _read(path: Path) -> bytes:
    """The beginning of a key file that nobody but its owner and group may read."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(1_000)
    except FileNotFoundError as error:
        raise SealError(f"the key file {path} does not exist") from error
    except OSError as error:
        raise SealError(f"the key file {path} cannot be read: {error.strerror}") from error
    if mode & 0o027:
        what = f"the key file {path} is open to others (mode {mode:o})"
        raise SealError(what, expected="mode 600; and a new key if somebody may have read it")
    return text
