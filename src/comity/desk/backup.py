"""A backup in one file, and a desk made from it again, on the same kind of database or the other.

The file is a zip of JSON Lines, a member a table, as Django's serializers write them, and a
manifest. MUST: it never holds the master key; keep that apart, since what is sealed opens with both
together and with neither alone.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final

import django
from attrs import asdict, frozen
from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from comity.desk import ledger
from comity.desk.guard import install, missing, remove
from comity.desk.models import Entry
from comity.desk.snapshot import snapshot
from comity.errors import DeskError, RecordError
from comity.record.chain import verify

Told = Callable[[str, int, int], None]

FORM: Final = 1
MANIFEST: Final = "manifest.json"
APPS: Final = ("desk", "account", "mfa")
"""The applications whose tables are kept, where they are installed: the records, and how their
people sign in. Sessions are not: everyone signs in again."""

_ROWS_AT_ONCE: Final = 500
_TELL_EVERY: Final = 500


@frozen
class Manifest:
    """What a backup holds. `tables` has the number of rows of each, `last_*` the last entry's."""

    form: int
    comity: str
    django: str
    migration: str
    at: str
    last_number: int | None
    last_hash: str | None
    tables: dict[str, int]


def backup(path: Path, told: Told = lambda *_: None) -> Manifest:
    """Writes all tables, as they were at one instant, to a new file that its owner alone may read.

    Raises DeskError if the file exists or cannot be written; then nothing is left of it.
    """
    if path.exists():
        raise DeskError(f"{path} exists and is not overwritten", expected="a new name")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise DeskError(f"{path} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(number, "wb") as file:
            made = _write(file, told)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        _sync(path.absolute().parent)
    except OSError as error:
        raise DeskError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            Path(name).unlink()
    return made


def restore(path: Path, told: Told = lambda *_: None) -> Manifest:
    """Puts a backup into a database with no records, in one transaction, and verifies it there.

    Raises DeskError for a database that has records or other tables than the backup, RecordError
    for a file that is damaged or does not verify; then the database is as it was.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _manifest(archive, path)
            _check_fits(found, path)
            with transaction.atomic():
                _refill(archive, found, told)
    except (OSError, zipfile.BadZipFile, DeserializationError, Error, KeyError) as error:
        what = f"{path} cannot be restored: {error}"
        raise RecordError(what, expected="a whole file that `comity backup` wrote") from None
    return found


class _Exact(DjangoJSONEncoder):
    """Instants to the microsecond: Django's own encoder cuts them to thousandths."""

    def default(self, o: Any) -> Any:
        """The JSON of what JSON does not know."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _models() -> list[type[models.Model]]:
    kept = [apps.get_app_config(label) for label in APPS if _installed(label)]
    return [model for app in kept for model in app.get_models()]


def _installed(label: str) -> bool:
    return label in apps.app_configs


def _write(file: Any, told: Told) -> Manifest:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, snapshot():
        tables = {model._meta.label: _table(archive, model, told) for model in _models()}
        last = Entry.objects.order_by("number").last()
        made = Manifest(
            FORM,
            version("comity"),
            django.get_version(),
            _migration(),
            timezone.now().isoformat(),
            last.number if last else None,
            last.hash if last else None,
            tables,
        )
        archive.writestr(MANIFEST, json.dumps(asdict(made), indent=1, sort_keys=True))
    return made


def _table(archive: zipfile.ZipFile, model: type[models.Model], told: Told) -> int:
    name, rows = model._meta.label, model._default_manager.order_by("pk")
    total, count = rows.count(), 0

    def counted() -> Iterator[models.Model]:
        nonlocal count
        for row in rows.iterator(_ROWS_AT_ONCE):
            if count % _TELL_EVERY == 0:
                told(name, count, total)
            count += 1
            yield row

    with (
        archive.open(f"{name}.jsonl", "w", force_zip64=True) as member,
        TextIOWrapper(member, "utf-8") as text,
    ):
        serializers.serialize("jsonl", counted(), stream=text, cls=_Exact)
    return count


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        found = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, TypeError, ValueError):
        what = f"{path} has no manifest of a backup"
        raise RecordError(what, expected="a file that `comity backup` wrote") from None
    if found.form != FORM:
        raise RecordError(f"{path} is of form {found.form}", expected=f"form {FORM}")
    return found


def _check_fits(found: Manifest, path: Path) -> None:
    """That the database has the backup's tables, and nothing in them."""
    if found.migration != _migration():
        what = f"{path} was made at {found.migration}, and this database is at {_migration()}"
        raise DeskError(what, expected=f"comity {found.comity}, and then a migration")
    for model in _models():
        if model._default_manager.exists():
            what = f"the database has records already ({model._meta.label})"
            raise DeskError(what, expected="an empty database: another COMITY_HOME, perhaps")


def _refill(archive: zipfile.ZipFile, found: Manifest, told: Told) -> None:
    connection = connections["default"]
    remove(connection)
    kept = {model._meta.label: model for model in _models()}
    for label, total in found.tables.items():
        if label not in kept:
            raise DeskError(f"the backup has a table {label}", expected="the same applications")
        if (count := _fill(archive, kept[label], total, told)) != total:
            raise RecordError(f"{label} has {count} rows", expected=f"{total}, by the manifest")
    # The references are checked here, and not by a trigger that waits for the commit.
    connection.check_constraints()
    _restart_numbers([*kept.values()])
    install(connection)
    _check_restored(found)


def _fill(archive: zipfile.ZipFile, model: type[models.Model], total: int, told: Told) -> int:
    name, count = model._meta.label, 0
    with archive.open(f"{name}.jsonl") as member, TextIOWrapper(member, "utf-8") as text:
        rows = (one.object for one in serializers.deserialize("jsonl", text))
        while batch := [*islice(rows, _ROWS_AT_ONCE)]:
            told(name, count, total)
            if any(type(row) is not model for row in batch):
                raise RecordError(f"{name} holds rows of another table")
            model._default_manager.bulk_create(batch)
            count += len(batch)
    return count


def _restart_numbers(kept: list[type[models.Model]]) -> None:
    """The next row's own number comes after the restored ones."""
    from django.core.management.color import no_style

    connection = connections["default"]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)


def _check_restored(found: Manifest) -> None:
    if absent := missing(connections["default"]):
        raise DeskError(f"the guard {absent[0]} could not be made again")
    chain = verify(ledger.stored())
    for fault in chain.faults:
        raise RecordError(f"entry {fault.number}: {fault.what}", expected="an unbroken chain")
    last = Entry.objects.order_by("number").last()
    there = (last.number, last.hash) if last else (None, None)
    if there != (found.last_number, found.last_hash):
        what = f"the last entry is {there[0]}, with the hash {there[1]}"
        raise RecordError(what, expected=f"{found.last_number}, {found.last_hash}")


def _migration() -> str:
    """The last migration of the records that the database has."""
    applied = MigrationRecorder(connections["default"]).applied_migrations()
    return max((name for app, name in applied if app == "desk"), default="none")


def _sync(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
