"""Entries: their bytes, their hashes, what they refuse, and that nothing else is read as one."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError, RecordError
from comity.record.canonical import canonical
from comity.record.entry import (
    EMPTY,
    FORBIDDEN_PUBLIC,
    KINDS,
    MEANINGS,
    MOST_BYTES,
    Entry,
    after,
    commitment,
    instant,
    leaf,
    parse,
)
from tests.record.entries import NOON, SALT, chain, entries, values

REFERENCE = Path(__file__).parents[2] / "docs/reference/entries.md"


def first(public: dict[str, Any] | None = None, **more: Any) -> Entry:
    return after(None, "decision", NOON, public or {}, **more)


def padded(length: int) -> Entry:
    """An entry of exactly so many bytes."""
    empty = len(first({"pad": ""}).bytes())
    return first({"pad": "x" * (length - empty)})


def test_the_empty_tree_and_the_empty_leaf_have_the_published_hashes() -> None:
    """RFC 6962 § 2.1; the values stand in every description of Merkle logs."""
    assert EMPTY == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_an_entry_is_written_as_the_reference_says() -> None:
    """Keys in order, no spaces, UTC to hundredths, null where nothing is private."""
    expected = (
        '{"at":"2026-11-25T12:00:00.12Z","kind":"decision","number":0,'
        f'"previous":"{EMPTY}","private":null,"public":{{"request":1}}}}'
    )

    assert expected.encode() == first({"request": 1}).bytes()


def test_the_example_of_the_reference_page_verifies() -> None:
    """Whoever follows the page by hand gets the hashes that it prints."""
    page = REFERENCE.read_text(encoding="utf-8")
    line, salt, private, committed, hashed = (
        re.findall(rf"^    {pattern}$", page, re.M)[0]
        for pattern in (
            r'(\{"at".*\})',
            r"([0-9a-f]{64})  salt",
            r'(\{"born".*\})',
            r"([0-9a-f]{64})  commitment",
            r"([0-9a-f]{64})  hash",
        )
    )
    entry = parse(line.encode())

    assert hashed == sha256(b"\0" + line.encode()).hexdigest() == entry.hash()
    assert committed == sha256(bytes.fromhex(salt) + private.encode()).hexdigest()
    assert committed == entry.commitment


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained_on_the_reference_page(kind: str) -> None:
    """The page says of each kind what the code says of it."""
    assert f"| `{kind}` | {MEANINGS[kind]} |" in REFERENCE.read_text(encoding="utf-8")


@given(entries())
def test_an_entry_is_read_back_from_its_bytes(entry: Entry) -> None:
    """Reading what was written gives the same entry and the same hash."""
    read = parse(entry.bytes())

    assert entry == read
    assert entry.hash() == read.hash()


@given(entries(), st.data())
def test_any_flipped_bit_is_noticed(entry: Entry, data: st.DataObject) -> None:
    """The bytes are then no entry, or one with another hash."""
    changed = bytearray(entry.bytes())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    try:
        found = parse(bytes(changed)).hash()
    except RecordError:
        found = ""

    assert entry.hash() != found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"at"', b'{ "at"'),
        (b"}", b"}\n"),
        (b'"request":1', b'"request":1.0'),
        (b'"request":1', b'"request":1,"request":1'),
        (b'"request":1', b'"request":NaN'),
        (b'"request":1', b'"request":1e400'),
        (b'"request":1', b'"request":9007199254740993'),
        (b'"request":1', b'"request":' + b"9" * 5_000),
        (b'"request":1', b'"request":"\\ud800"'),
        (b'"request":1', b'"request":' + b"[" * 20_000 + b"]" * 20_000),
        (b'"request":1', b'"request":"\xff"'),
        (b'"request":1', b'"r\\u0065quest":1'),
        (b'{"request":1}', b"[]"),
        (b'"number":0', b'"number":false'),
        (b'"number":0', b'"number":-1'),
        (b'"number":0', b'"number":"0"'),
        (b'"number":0', b'"number":0,"oath":1'),
        (b'"private":null,', b""),
        (b'"private":null', b'"private":"secret"'),
        (b'"private":null', b'"private":0'),
        (EMPTY.encode(), EMPTY.upper().encode()),
        (EMPTY.encode(), EMPTY[1:].encode()),
        (b".12Z", b".120Z"),
        (b".12Z", b".129Z"),
        (b".12Z", b".12"),
        (b".12Z", b".12+00:00"),
        (b"12:00:00", b"24:00:00"),
        (b"2026-11-25", b"2026-02-30"),
        (b'"2026-11-25T12:00:00.12Z"', b"20261125"),
        (b'"decision"', b'"opinion"'),
        (b'"decision"', b'["decision"]'),
    ],
)
def test_nothing_but_the_exact_form_is_an_entry(old: bytes, new: bytes) -> None:
    """One way to write each entry, so that one entry has one hash."""
    data = first({"request": 1}).bytes()
    assert old in data

    with pytest.raises(RecordError):
        parse(data.replace(old, new, 1))


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"[]", b"7", b"\xef\xbb\xbf{}", b"\0" * 9])
def test_other_bytes_are_no_entry(data: bytes) -> None:
    """Whatever a file may hold, the error is one of the record's."""
    with pytest.raises(RecordError):
        parse(data)


@given(st.binary(max_size=200))
def test_random_bytes_are_no_entry(data: bytes) -> None:
    """No other error comes out of reading."""
    with pytest.raises(RecordError):
        parse(data)


def test_a_number_beyond_what_json_holds_exactly_is_read_as_it_was_written() -> None:
    """RFC 8785 writes a large double without exponent; reading it back makes no other entry."""
    entry = first({"large": 1e20})

    assert b'"large":100000000000000000000' in entry.bytes()
    assert entry == parse(entry.bytes())


def test_the_next_entry_names_the_hash_of_the_last() -> None:
    """Numbers run on from 0, and the first follows the empty tree."""
    made = chain(3)

    assert [0, 1, 2] == [one.number for one in made]
    assert [EMPTY, made[0].hash(), made[1].hash()] == [one.previous for one in made]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 25, 2, 25, 5, 129_999, tzinfo=UTC), "2026-11-25T02:25:05.12Z"),
        (datetime(2026, 11, 25, 2, 25, 5, tzinfo=UTC), "2026-11-25T02:25:05.00Z"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "2026-12-31T23:59:59.99Z"),
        (
            datetime(2026, 11, 24, 21, 25, 5, 120_000, tzinfo=timezone(timedelta(hours=-5))),
            "2026-11-25T02:25:05.12Z",
        ),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.00Z"),
    ],
)
def test_instants_are_cut_to_hundredths_in_utc(at: datetime, expected: str) -> None:
    """CJIS AU-8 asks for hundredths; none is rounded up into a time that has not come."""
    assert expected == instant(at)


@pytest.mark.parametrize("number", [-1, True, 2**53, 1.0, "0", None])
def test_numbers_count_from_nought(number: Any) -> None:
    """No negative number, none that JSON cannot hold, nothing that only looks like one."""
    with pytest.raises(InputError, match="number"):
        Entry(number, NOON, "decision", {}, None, EMPTY)


@pytest.mark.parametrize(
    "at", [datetime(2026, 11, 25), datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))]
)
def test_an_instant_that_is_none_in_utc_is_refused(at: datetime) -> None:
    """A time without a zone names no instant."""
    with pytest.raises(InputError, match=r"^at: "):
        after(None, "decision", at, {})


@pytest.mark.parametrize("kind", ["", "Decision", "opinion", None, ["decision"]])
def test_unknown_kinds_are_refused(kind: Any) -> None:
    """The list of kinds is closed."""
    with pytest.raises(InputError, match=r"^kind: "):
        after(None, kind, NOON, {})


def test_an_entry_may_have_65535_bytes_and_no_more() -> None:
    """C2SP tlog-tiles 0.1.0 writes the length in two bytes."""
    assert MOST_BYTES == len(parse(padded(MOST_BYTES).bytes()).bytes())
    with pytest.raises(InputError, match="65,536"):
        padded(MOST_BYTES + 1)


def test_longer_bytes_are_no_entry() -> None:
    """They are refused before they are parsed."""
    with pytest.raises(RecordError, match="65,535"):
        parse(b" " * (MOST_BYTES + 1))


@pytest.mark.parametrize("key", sorted(FORBIDDEN_PUBLIC))
@pytest.mark.parametrize(
    ("wrap", "path"),
    [
        (lambda key: {key: "x"}, "public.{}"),
        (lambda key: {"ok": 1, key.upper(): None}, "public.{}"),
        (lambda key: {"people": [1, {"of": {key: []}}]}, "public.people[1].of.{}"),
    ],
)
def test_no_personal_data_slips_into_the_public_part(key: str, wrap: Any, path: str) -> None:
    """On any level and in any spelling of capitals; the error names where, not what."""
    with pytest.raises(InputError, match="private part") as caught:
        first(wrap(key))

    assert path.format(key) == (caught.value.field or "").lower()


def test_personal_data_may_stand_in_the_private_part() -> None:
    """Only its commitment is in the entry."""
    entry = first(private={"name": "Doe"}, salt=SALT)

    assert b"Doe" not in entry.bytes()
    assert entry.commitment == sha256(SALT + b'{"name":"Doe"}').hexdigest()


def test_a_private_part_needs_a_salt() -> None:
    """Without one whoever guesses the private part could prove the guess."""
    with pytest.raises(InputError, match=r"^salt: "):
        first(private={"name": "Doe"})


def test_without_a_private_part_there_is_no_commitment() -> None:
    """A salt alone commits to nothing."""
    assert first(salt=SALT).commitment is None


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_has_32_bytes(length: int) -> None:
    """A salt of another length could hide that its end is the private part's beginning."""
    with pytest.raises(InputError, match="32 bytes"):
        commitment(bytes(length), {})


@given(values(), values(), st.binary(min_size=32, max_size=32))
def test_another_private_part_has_another_commitment(one: Any, other: Any, salt: bytes) -> None:
    """Two values share a commitment only if they are written alike."""
    same = canonical(one) == canonical(other)

    assert same == (commitment(salt, one) == commitment(salt, other))


def test_an_entry_keeps_the_bytes_it_was_made_with() -> None:
    """Whoever changes the dictionary afterwards does not change the entry."""
    public = {"request": 1}
    entry = first(public)
    before = entry.bytes(), entry.hash()

    public["request"] = 2

    assert before == (entry.bytes(), entry.hash())


def test_a_changed_copy_has_bytes_of_its_own() -> None:
    """A copy with another field is another entry."""
    entry = first()
    other = evolve(entry, number=1)

    assert json.loads(other.bytes())["number"] == 1
    assert entry.hash() != other.hash()
