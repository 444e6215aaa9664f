"""A backup holds everything and opens nothing; what is restored verifies, or is not there."""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from django.db import connections

from comity.desk import backup as keeping
from comity.desk import guard
from comity.desk.backup import backup, restore
from comity.desk.models import Account
from comity.errors import DeskError, RecordError
from tests.cli.desk import CASE_A, FROM_ICE, named, program
from tests.servers.postgresql import postgresql

EXAMPLE_NAME = "Example Person A"
FIRST = "R9"
"""The request after the two entries of a new desk and the seven of its made-up people."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A desk in a folder: a request that was decided, and one whose person was sealed."""
    home = tmp_path_factory.mktemp("desk") / "home"
    program(home, "desk", "setup", "--demo")
    program(home, "receive", CASE_A, *FROM_ICE)
    said = ("--say", "request.kind=detainer", "--say", "person.name=Example Person C")
    second = program(home, "receive", "--telephone", *said, *FROM_ICE)
    seal = ("--as", "example-supervisor", "--ground", "court-order")
    program(home, "seal", named("R", second.out), *seal)
    return home


@pytest.fixture(scope="module")
def kept(desk, tmp_path_factory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backup") / "desk.zip"
    assert 0 == program(desk, "backup", file).code
    return file


def key(home: Path) -> dict[str, str]:
    return {"COMITY_KEY_FILE": str(home / "master.key")}


def last(run) -> str:
    return next(line for line in run.out.splitlines() if line.startswith("last entry"))


@pytest.mark.slow
def test_a_restored_desk_is_the_same_and_goes_on(desk, kept, tmp_path):
    """Same last hash, same answers, guards in place; the next request has the next number."""
    home = tmp_path / "home"
    restored = program(home, "restore", kept)
    before, after = (
        program(desk, "entries", "verify"),
        program(home, "entries", "verify", **key(desk)),
    )
    again = program(home, "receive", "--telephone", *FROM_ICE, **key(desk))

    assert (0, 0, 0) == (restored.code, after.code, again.code), after.err + again.err
    assert (last(before), before.out) == (last(after), after.out)
    answer = program(desk, "answer", FIRST)
    assert (0, answer.out) == (answer.code, program(home, "answer", FIRST, **key(desk)).out)


@pytest.mark.slow
def test_a_backup_goes_from_one_kind_of_database_to_the_other_and_back(desk, kept, tmp_path):
    """SQLite to PostgreSQL to SQLite, and the last hash is the same throughout."""
    with postgresql() as url:
        there = {**key(desk), "DATABASE_URL": url}
        moved = program(tmp_path / "there", "restore", kept, **there)
        verified = program(tmp_path / "there", "entries", "verify", **there)
        returned = program(tmp_path / "there", "backup", tmp_path / "back.zip", **there)
        more = program(tmp_path / "there", "receive", "--telephone", *FROM_ICE, **there)
    back = program(tmp_path / "here", "restore", tmp_path / "back.zip")
    again = program(tmp_path / "here", "entries", "verify", **key(desk))

    assert [0] * 6 == [run.code for run in (moved, verified, returned, more, back, again)]
    assert verified.out == again.out


def test_a_backup_of_a_sealed_person_holds_nothing_to_read(kept):
    """Neither the key nor any plain word; and of nobody the name."""
    with zipfile.ZipFile(kept) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
        keys = archive.read("desk.PersonKey.jsonl").splitlines()

    assert EXAMPLE_NAME.encode() not in text
    assert 1 == len(keys)


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(desk, kept):
    """Mode 600; a second backup wants another name."""
    again = program(desk, "backup", kept)

    assert 0o600 == kept.stat().st_mode & 0o777
    assert 2 == again.code
    assert "is not overwritten" in again.err


def test_a_backup_that_fails_leaves_nothing(desk, tmp_path):
    """No half file that somebody might trust."""
    run = program(desk, "backup", tmp_path / "absent" / "desk.zip")

    assert (2, []) == (run.code, [*tmp_path.iterdir()])


def test_only_an_empty_database_is_restored_into(desk, kept):
    """Nothing on record is ever mixed or replaced."""
    run = program(desk, "restore", kept)

    assert 2 == run.code
    assert "has records already" in run.err


def _without_the_last_entry(member: str, data: bytes) -> bytes:
    return data.rsplit(b"\n", 2)[0] + b"\n" if member == "desk.Entry.jsonl" else data


def _another_hash(member: str, data: bytes) -> bytes:
    if member != keeping.MANIFEST:
        return data
    return json.dumps({**json.loads(data), "last_hash": "0" * 64}).encode()


def _an_older_migration(member: str, data: bytes) -> bytes:
    if member != keeping.MANIFEST:
        return data
    return json.dumps({**json.loads(data), "migration": "0000_none"}).encode()


def _another_form(member: str, data: bytes) -> bytes:
    if member != keeping.MANIFEST:
        return data
    return json.dumps({**json.loads(data), "form": 99}).encode()


def _changed_bytes(member: str, data: bytes) -> bytes:
    changed = re.sub(rb'"hash": "[0-9a-f]', b'"hash": "x', data)
    return changed if member == "desk.Entry.jsonl" else data


def _no_json(member: str, data: bytes) -> bytes:
    return b"{" if member == "desk.Agency.jsonl" else data


def _a_foreign_table(member: str, data: bytes) -> bytes:
    foreign = b'{"model": "auth.group", "pk": 1, "fields": {"name": "x"}}\n'
    return foreign + data.split(b"\n", 1)[1] if member == "desk.Agency.jsonl" else data


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_without_the_last_entry, "by the manifest"),
        (_another_hash, "the last entry is"),
        (_an_older_migration, "was made at 0000_none"),
        (_another_form, "is of form 99"),
        (_changed_bytes, "is not the hash of its bytes"),
        (_no_json, "cannot be restored"),
        (_a_foreign_table, "holds rows of another table"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_the_database_stays_empty(
    kept, tmp_path, change, says
):
    """All in one transaction, verified before it ends."""
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(kept) as before, zipfile.ZipFile(bad, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    with pytest.raises((DeskError, RecordError), match=says):
        restore(bad)

    assert not Account.objects.exists()
    assert [] == guard.missing(connections["default"])


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(tmp_path, content):
    """An empty file, a text, an empty zip."""
    file = tmp_path / "x.zip"
    file.write_bytes(content)

    with pytest.raises(RecordError):
        restore(file)


@pytest.mark.django_db
def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    """The temporary file is taken away, and the error says why."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskError, match="No space left"):
        backup(tmp_path / "desk.zip")

    assert [] == [*tmp_path.iterdir()]


@pytest.mark.django_db
def test_somebody_is_told_how_far_it_is(tmp_path, clerk):
    """Each table by its name."""
    told = []
    backup(tmp_path / "desk.zip", lambda *step: told.append(step))

    assert ("desk.Account", 0, 1) in told
