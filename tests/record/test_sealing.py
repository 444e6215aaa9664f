"""Sealing: what was sealed opens with its own key in its own place, and not otherwise."""

import base64
import errno
import hmac
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError, SealError
from comity.record.sealing import (
    Master,
    fingerprint,
    make_key_file,
    master_from,
    new_key,
    rewrap,
    seal,
    unseal,
    unwrap,
    wrap,
)

KEY = bytes(range(32))
OTHER = bytes(reversed(range(32)))
MASTER = Master(b"m" * 32)
TEXT = base64.b64encode(KEY).decode()


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.binary(max_size=300), st.binary(max_size=30))
def test_what_was_sealed_opens(plain: bytes, about: bytes) -> None:
    """With the same key and about the same thing."""
    assert plain == unseal(KEY, seal(KEY, plain, about), about)


@given(st.binary(max_size=60), st.data())
def test_any_flipped_bit_of_a_sealed_value_is_noticed(plain: bytes, data: st.DataObject) -> None:
    """Version, nonce, ciphertext and tag are all authenticated."""
    sealed = seal(KEY, plain, b"row 1")
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))

    with pytest.raises(SealError):
        unseal(KEY, flipped(sealed, bit), b"row 1")


@given(st.integers(0, 60))
def test_a_sealed_value_cut_short_is_noticed(length: int) -> None:
    """At any length, down to nothing."""
    sealed = seal(KEY, b"x" * 32, b"")

    with pytest.raises(SealError):
        unseal(KEY, sealed[:length], b"")


@pytest.mark.parametrize(("key", "about"), [(OTHER, b"row 1"), (KEY, b"row 2"), (KEY, b"")])
def test_another_key_or_place_does_not_open(key: bytes, about: bytes) -> None:
    """A value that was moved to another person's row gives an error, not that person's data."""
    with pytest.raises(SealError, match="does not open"):
        unseal(key, seal(KEY, b"plain", b"row 1"), about)


def test_sealing_twice_gives_different_bytes() -> None:
    """Equal values are not seen to be equal."""
    assert seal(KEY, b"plain", b"") != seal(KEY, b"plain", b"")


def test_the_form_is_a_version_a_nonce_and_the_ciphertext_with_its_tag() -> None:
    """1 + 12 + length + 16 bytes; the plain bytes stand nowhere in it."""
    sealed = seal(KEY, b"plain text", b"")

    assert (b"\x01", 1 + 12 + 10 + 16) == (sealed[:1], len(sealed))
    assert b"plain" not in sealed


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_keys_have_32_bytes(length: int) -> None:
    """AES would take 16 as well; here every key has 256 bits."""
    short = bytes(length)
    for attempt in (
        lambda: seal(short, b"", b""),
        lambda: unseal(short, bytes(40), b""),
        lambda: wrap(MASTER, short, b""),
        lambda: Master(short),
        lambda: fingerprint(short, "x"),
    ):
        with pytest.raises(SealError, match=f"{length} bytes; expected 32"):
            attempt()


def test_a_wrapped_key_is_unwrapped() -> None:
    """With the same master and about the same thing."""
    key = new_key()

    assert key == unwrap(MASTER, wrap(MASTER, key, b"person 7"), b"person 7")


@given(st.integers(0, 8 * (1 + 4 + 12 + 32 + 16) - 1))
def test_any_flipped_bit_of_a_wrapped_key_is_noticed(bit: int) -> None:
    """The master's id in it is authenticated too."""
    with pytest.raises(SealError):
        unwrap(MASTER, flipped(wrap(MASTER, KEY, b""), bit), b"")


@given(st.integers(0, 64))
def test_a_wrapped_key_cut_short_is_noticed(length: int) -> None:
    """At any length, down to nothing."""
    with pytest.raises(SealError):
        unwrap(MASTER, wrap(MASTER, KEY, b"")[:length], b"")


def test_another_master_is_told_apart_from_damage() -> None:
    """Both masters are named, so that the right key file can be looked for."""
    other = Master(OTHER)
    with pytest.raises(SealError, match=f"{MASTER.id}, and this one is {other.id}"):
        unwrap(other, wrap(MASTER, KEY, b"p"), b"p")
    with pytest.raises(SealError, match="damaged"):
        unwrap(MASTER, flipped(wrap(MASTER, KEY, b"p"), 300), b"p")


def test_a_wrapped_key_of_another_person_does_not_open() -> None:
    """Exchanging two persons' keys in the table gives an error."""
    with pytest.raises(SealError, match="belongs elsewhere"):
        unwrap(MASTER, wrap(MASTER, KEY, b"person 7"), b"person 8")


def test_a_wrapped_key_and_a_sealed_value_do_not_pass_for_each_other() -> None:
    """Even under one key."""
    with pytest.raises(SealError, match="not a sealed value"):
        unseal(MASTER.key, wrap(MASTER, KEY, b""), b"")
    with pytest.raises(SealError, match="not a wrapped key"):
        unwrap(MASTER, seal(MASTER.key, KEY, b""), b"")


def test_rotation_changes_the_master_and_not_the_key() -> None:
    """What was sealed before opens after; the old master no longer opens anything."""
    new = Master(OTHER)
    sealed = seal(KEY, b"plain", b"")
    wrapped = rewrap(MASTER, new, wrap(MASTER, KEY, b"p"), b"p")

    assert b"plain" == unseal(unwrap(new, wrapped, b"p"), sealed, b"")
    with pytest.raises(SealError, match=new.id):
        unwrap(MASTER, wrapped, b"p")


def test_the_id_of_a_master_is_the_beginning_of_its_hash() -> None:
    """Eight hexadecimal digits, enough to tell key files apart."""
    assert sha256(b"m" * 32).hexdigest()[:8] == MASTER.id


def test_a_master_does_not_show_its_key() -> None:
    """Neither by repr nor by str, as bytes, hexadecimal or base64."""
    master = Master(KEY)

    assert f"Master(id='{master.id}')" == repr(master) == str(master)


def test_new_keys_are_new() -> None:
    """32 random bytes each."""
    made = {new_key() for _ in range(100)}

    assert len(made) == 100
    assert {32} == {len(key) for key in made}


def test_the_master_comes_from_the_environment() -> None:
    """As base64 of 32 bytes."""
    assert Master(KEY) == master_from({"COMITY_KEY": TEXT})


def test_a_key_file_is_made_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    """Mode 600, whatever the umask allows."""
    path = tmp_path / "master.key"
    before = os.umask(0)
    try:
        made = make_key_file(path)
    finally:
        os.umask(before)

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert made == master_from({"COMITY_KEY_FILE": str(path)})


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    """What it held would be lost for good."""
    path = tmp_path / "master.key"
    make_key_file(path)
    before = path.read_bytes()

    with pytest.raises(SealError, match="not overwritten"):
        make_key_file(path)
    assert before == path.read_bytes()


def test_a_key_file_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """The folder is missing."""
    with pytest.raises(SealError, match="cannot be made: No such file"):
        make_key_file(tmp_path / "missing" / "master.key")


def test_a_full_disk_leaves_no_half_key_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that may not be on the disk must not be used."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / "master.key"

    with pytest.raises(SealError, match="No space left"):
        make_key_file(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({}, "no key is configured"),
        ({"COMITY_KEY": "", "COMITY_KEY_FILE": ""}, "no key is configured"),
        ({"COMITY_KEY": TEXT, "COMITY_KEY_FILE": "x"}, "both set"),
        ({"COMITY_KEY": TEXT[:-4]}, "30 bytes; expected 32"),
        ({"COMITY_KEY": KEY.hex()}, "48 bytes; expected 32"),
        ({"COMITY_KEY": "not base64!"}, "not in base64"),
        ({"COMITY_KEY": "\udcff"}, "not in base64"),
    ],
)
def test_no_usable_key_in_the_environment_is_said_plainly(
    environ: dict[str, str], why: str
) -> None:
    """Each reason has its own words, and none shows what was set."""
    with pytest.raises(SealError, match=why) as caught:
        master_from(environ)

    assert not any(
        text and len(text) > 9 and text in str(caught.value) for text in environ.values()
    )


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        (TEXT.encode(), 0o604, "open to others"),
        (TEXT.encode(), 0o644, "open to others"),
        (TEXT.encode(), 0o602, "open to others"),
        (TEXT.encode(), 0o660, "open to others"),
        (b"", 0o600, "0 bytes; expected 32"),
        (KEY, 0o600, "not in base64"),
        (b"\xff" * 44, 0o600, "not in base64"),
        (base64.b64encode(KEY[:16]), 0o600, "16 bytes; expected 32"),
        (TEXT.encode() + b"\n" + TEXT.encode(), 0o600, "not in base64"),
    ],
)
def test_an_unusable_key_file_is_named_with_the_reason(
    tmp_path: Path, content: bytes, mode: int, why: str
) -> None:
    """Losing or spoiling the file gives a clear error, never garbage."""
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(mode)

    with pytest.raises(SealError, match=why) as caught:
        master_from({"COMITY_KEY_FILE": str(path)})
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "why"), [("missing", "does not exist"), (".", "cannot be read: Is a directory")]
)
def test_a_key_file_that_is_none_is_named(tmp_path: Path, name: str, why: str) -> None:
    """Missing, or a folder."""
    with pytest.raises(SealError, match=why):
        master_from({"COMITY_KEY_FILE": str(tmp_path / name)})


def test_a_key_file_may_be_read_by_its_group(tmp_path: Path) -> None:
    """Secrets that a cluster mounts belong to root and are read through the group."""
    path = tmp_path / "master.key"
    path.write_text(TEXT + "\n", encoding="ascii")
    path.chmod(0o440)

    assert Master(KEY) == master_from({"COMITY_KEY_FILE": str(path)})


def test_a_fingerprint_is_an_hmac_over_lengths_and_parts() -> None:
    """RFC 2104 with SHA-256, computed here in one piece."""
    message = (1).to_bytes(8, "big") + b"a" + (2).to_bytes(8, "big") + "ü".encode()

    assert hmac.new(KEY, message, sha256).hexdigest() == fingerprint(KEY, "a", "ü")


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_only_equal_parts_have_equal_fingerprints(one: list[str], other: list[str]) -> None:
    """No text can move between parts: ("ab", "c") is not ("a", "bc")."""
    assert (one == other) == (fingerprint(KEY, *one) == fingerprint(KEY, *other))


def test_fingerprints_differ_from_key_to_key() -> None:
    """Two agencies cannot compare their people."""
    assert fingerprint(KEY, "A012345678") != fingerprint(OTHER, "A012345678")


def test_a_part_that_is_no_text_is_refused() -> None:
    """Half of a surrogate pair has no bytes in UTF-8."""
    broken: Any = "\ud800"
    with pytest.raises(InputError, match="surrogate"):
        fingerprint(KEY, broken)
