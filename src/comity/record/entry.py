"""One entry of the record: what happened, in public, and a commitment to what stays private.

MUST: what is about a person goes into the private part. An entry cannot be taken back; its bytes
are hashed as a leaf of RFC 6962, so that a Merkle log can be published from the same bytes.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from attrs import field, frozen

from comity.errors import InputError, RecordError
from comity.record.canonical import LARGEST, canonical

MEANINGS: Final = {
    "request-received": "a request came in, by whatever way; written before anything is done",
    "facts": "facts of a case became known or were corrected: a new version, the old one stays",
    "decision": "the law was asked about a case and answered",
    "withdrawal": "a decision no longer stands, because the facts or the law changed",
    "signature": "a person took one act of a decision upon himself, or refused to",
    "contact": "something is to leave the agency, with every item that it tells",
    "delivery": "a channel was handed a contact, or failed to take it; no proof of arrival",
    "receipt": "the other side's word on a contact: arrived, bounced, answered; its words are"
    " private, and of a sealed person only that there were some",
    "override": "a named person lets a contact go against or without the answer, with the reason",
    "outcome": "what happened in the end: released, held, handed over, nobody came",
    "warrant-check": "the class of a warrant was looked at, its issuer answered, or the state's"
    " control agency was told of its silence",
    "appearance": "a court date was set, moved or vacated",
    "seal": "a person's key was destroyed, on which ground and by which order; what the entries"
    " of that person commit to is gone",
    "law-change": "another version of the law is in force from here on",
    "account": "a user was made, changed, locked, removed or tied to the agency's directory (not to"
    " whom in it), signed in or out (with the `seconds` that the session lasted)",
    "agency": "an agency that asks or is told was entered, or what is known of it was changed"
    " (which things, not to what)",
    "channel": "a way to reach an agency was opened, changed (what of it) or closed; where it leads"
    " stands in the channel alone",
    "read": "somebody looked at a person's record; the reason is private, and of a sealed person"
    " only that one was given",
    "key-rotation": "the master key was replaced and every person's key wrapped anew",
}
"""The kinds of entry and what each says. A kind may be added, never renamed or removed: entries
that were written stay and must verify."""

KINDS: Final = tuple(MEANINGS)

FORBIDDEN_PUBLIC: Final = frozenset(
    {
        "name",
        "birth_date",
        "born",
        "place_of_birth",
        "address",
        "nationality",
        "charges",
        "convictions",
        "numbers",
    }
)
"""Keys that no public part has, on any level: each would tell who the person is."""

MOST_BYTES: Final = 65_535
"""The length of an entry stands in two bytes in the published bundles (C2SP tlog-tiles 0.1.0)."""

SALT_BYTES: Final = 32

EMPTY: Final = sha256(b"").hexdigest()
"""The hash of the empty tree (RFC 6962 § 2.1): what the first entry follows."""

_KEYS: Final = {"number", "at", "kind", "public", "private", "previous"}
_HASH: Final = re.compile("[0-9a-f]{64}")

# Inside a class that has a method or a field of that name, `bytes` would mean that one.
Octets = bytes


def _hundredths(at: datetime) -> datetime:
    """The instant in UTC, cut (not rounded, which would run ahead) to hundredths (CJIS AU-8)."""
    if at.utcoffset() is None:
        raise InputError("has no zone", field="at", expected="an instant with its offset")
    try:
        utc = at.astimezone(UTC)
    except OverflowError as error:
        raise InputError(
            "is out of the calendar", field="at", expected="years 1 to 9999"
        ) from error
    return utc.replace(microsecond=utc.microsecond // 10_000 * 10_000)


@frozen
class Entry:
    """One entry. INVARIANT: one that exists can be written; its bytes are fixed when it is made.

    Raises InputError, when it is made, for a number below 0, an instant without zone, an unknown
    kind, a hash that is none, a public part that JSON cannot hold, and more than 65,535 bytes.
    """

    number: int
    at: datetime = field(converter=_hundredths)
    kind: str
    public: dict[str, Any]
    commitment: str | None
    previous: str
    _bytes: Octets = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        _check(self)
        written = canonical(
            {
                "number": self.number,
                "at": instant(self.at),
                "kind": self.kind,
                "public": self.public,
                "private": self.commitment,
                "previous": self.previous,
            }
        )
        if len(written) > MOST_BYTES:
            what = f"the entry has {len(written):,} bytes"
            raise InputError(what, field="public", expected=f"at most {MOST_BYTES:,}")
        object.__setattr__(self, "_bytes", written)

    def bytes(self) -> Octets:
        """The entry as canonical JSON (RFC 8785), as it was when it was made."""
        return self._bytes

    def hash(self) -> str:
        """The leaf hash of RFC 6962 § 2.1, in hex: what the next entry names as `previous`."""
        return leaf(self._bytes)


@frozen
class Last:
    """What an entry must know of the one before it: that one's number and hash."""

    number: int
    hash: str


def leaf(data: bytes) -> str:
    """SHA-256 of a zero byte and the data, in hex: the leaf hash of RFC 6962 § 2.1."""
    return sha256(b"\0" + data).hexdigest()


def instant(at: datetime) -> str:
    """An instant as entries write it: UTC, to hundredths of a second, `2026-11-25T02:25:05.12Z`.

    Raises InputError for an instant without zone.
    """
    return _hundredths(at).isoformat(timespec="milliseconds")[:-7] + "Z"


def commitment(salt: bytes, private: Any) -> str:
    """SHA-256 of the salt and the canonical JSON of the private part, in hex.

    The salt is random, kept beside the private part and destroyed with it; without it whoever
    guesses the private part cannot find out whether the guess is right. Raises InputError unless
    the salt has 32 bytes (so that no byte can move between salt and text), and for what JSON cannot
    hold.
    """
    if len(salt) != SALT_BYTES:
        raise InputError(f"the salt has {len(salt)} bytes", field="salt", expected="32 bytes")
    return sha256(salt + canonical(private)).hexdigest()


def after(
    last: Entry | Last | None,
    kind: str,
    at: datetime,
    public: dict[str, Any],
    private: Any = None,
    salt: bytes | None = None,
) -> Entry:
    """The entry that follows `last`, or the first of all. Private `None`: nothing is private.

    `at` is the clock's reading and may lie before the last entry's. Raises InputError for a public
    key of `FORBIDDEN_PUBLIC`, for a private part without a salt, and as `Entry` and `commitment`
    do.
    """
    if private is not None and salt is None:
        raise InputError("a private part has no salt", field="salt", expected="32 random bytes")
    if isinstance(last, Entry):
        last = Last(last.number, last.hash())
    entry = Entry(
        number=last.number + 1 if last else 0,
        at=at,
        kind=kind,
        public=public,
        commitment=None if private is None or salt is None else commitment(salt, private),
        previous=last.hash if last else EMPTY,
    )
    named = next(_personal(public, "public"), None)
    if named:
        raise InputError("would be public for ever", field=named, expected="it in the private part")
    return entry


def parse(data: bytes) -> Entry:
    """The entry whose bytes these are.

    Raises RecordError for anything else, however near: another order of keys, a space, a key twice,
    an unknown key or kind, a time in another form.
    """
    if len(data) > MOST_BYTES:
        raise RecordError(f"has {len(data):,} bytes", expected=f"at most {MOST_BYTES:,}")
    try:
        entry = _read(json.loads(data.decode(), parse_int=_whole))
    except (InputError, ValueError, RecursionError) as error:
        raise RecordError(f"is no entry: {error}") from error
    if entry.bytes() != data:
        raise RecordError("is not in canonical form", expected="the JSON of RFC 8785")
    return entry


def _read(raw: Any) -> Entry:
    if not isinstance(raw, dict) or raw.keys() != _KEYS:
        raise InputError("has other keys", expected=", ".join(sorted(_KEYS)))
    if not isinstance(raw["at"], str):
        raise InputError("is no text", field="at", expected="an instant")
    return Entry(
        number=raw["number"],
        at=datetime.fromisoformat(raw["at"]),
        kind=raw["kind"],
        public=raw["public"],
        commitment=raw["private"],
        previous=raw["previous"],
    )


def _whole(digits: str) -> int | float:
    """A number without point or exponent: beyond 2^53 it is a double that RFC 8785 writes so."""
    number = float(digits)
    return int(digits) if abs(number) <= LARGEST else number


def _check(entry: Entry) -> None:
    if not _is_number(entry.number):
        raise InputError("is no whole number from 0", field="number", expected="0, 1, 2, ...")
    if entry.kind not in KINDS:
        raise InputError("is no kind of entry", field="kind", expected=", ".join(KINDS))
    if not isinstance(entry.public, dict):
        raise InputError("is no object", field="public", expected="keys and values")
    if entry.commitment is not None:
        _check_hash("private", entry.commitment)
    _check_hash("previous", entry.previous)


def _is_number(value: object) -> bool:
    # To Python True is 1; to JSON it is not.
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _check_hash(name: str, text: object) -> None:
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise InputError("is no SHA-256 hash", field=name, expected="64 small hexadecimal digits")


def _personal(value: Any, path: str) -> Iterator[str]:
    """The paths of the keys that a public part must not have."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key.casefold() in FORBIDDEN_PUBLIC:
                yield f"{path}.{key}"
            yield from _personal(part, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _personal(part, f"{path}[{index}]")
