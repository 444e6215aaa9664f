"""The keys at the desk: the master key from the environment, and one key a person in the database.

MUST: a value is sealed under the name of its place (`about`), so that it opens nowhere else.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from comity.desk import rows
from comity.desk.models import IndexKey, Person, PersonKey
from comity.errors import SealError
from comity.record import sealing
from comity.record.canonical import canonical
from comity.record.sealing import Master

KEY_FILE = "master.key"


def master(environ: Mapping[str, str] = os.environ) -> Master:
    """The master key of this desk: COMITY_KEY, COMITY_KEY_FILE, or master.key in COMITY_HOME.

    Raises SealError if there is none, or it is no key.
    """
    if "COMITY_KEY" in environ or "COMITY_KEY_FILE" in environ:
        return sealing.master_from(environ)
    return sealing.master_from({"COMITY_KEY_FILE": str(settings.HOME / KEY_FILE)})


def give_key(person: Person) -> bytes:
    """A new key for a person who has none yet."""
    key, wrapping = sealing.new_key(), master()
    wrapped = sealing.wrap(wrapping, key, _of(person))
    rows.insert(PersonKey(person=person, master=wrapping.id, wrapped=wrapped))
    return key


def key_of(person: Person) -> bytes:
    """The person's key. Raises SealError if it was destroyed or another master wrapped it."""
    found = PersonKey.objects.filter(person=person).first()
    if found is None:
        raise SealError(f"{person} is sealed: the key was destroyed and nothing of it can be read")
    return sealing.unwrap(master(), bytes(found.wrapped), _of(person))


def keys_of(persons: Iterable[int]) -> dict[int, bytes]:
    """The keys of many persons in one query, by their numbers; of those sealed there is none.

    Raises SealError if another master wrapped one of them.
    """
    found = PersonKey.objects.filter(person__in=[*persons]).select_related("person")
    wrapping = master()
    return {
        row.person_id: sealing.unwrap(wrapping, bytes(row.wrapped), _of(row.person))
        for row in found
    }


def fingerprint(*parts: str) -> str:
    """The fingerprint of a number or paper, under the desk's own key for that."""
    return fingerprints()(*parts)


def fingerprints() -> Callable[..., str]:
    """`fingerprint` for one act that makes several: the desk's key for them is opened once."""
    return partial(sealing.fingerprint, _index_key())


def _index_key() -> bytes:
    wrapping = master()
    # In SQL, for every receipt asks this: Django takes longer to ask than the database to answer.
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM desk_indexkey")
        found = cursor.fetchone()
    if found is None:
        key = sealing.new_key()
        IndexKey.objects.create(
            master=wrapping.id, wrapped=sealing.wrap(wrapping, key, b"index key")
        )
        return key
    return sealing.unwrap(wrapping, bytes(found[0]), b"index key")


def close(key: bytes, value: Any, about: str) -> bytes:
    """A JSON value, sealed. Raises InputError for what JSON cannot hold."""
    return sealing.seal(key, canonical(value), about.encode())


def unclose(key: bytes, sealed: bytes | memoryview, about: str) -> Any:
    """The JSON value again. Raises SealError."""
    return json.loads(sealing.unseal(key, bytes(sealed), about.encode()))


def rotate(old: Master, new: Master) -> int:
    """Wraps every key anew, in one transaction; how many. What they sealed stays as it is.

    Raises SealError, with nothing changed, if one of them was wrapped by neither.
    """
    with transaction.atomic():
        # Read as a list: a table that is changed while it is read may show a row twice.
        persons = list(PersonKey.objects.exclude(master=new.id).select_related("person"))
        for row in persons:
            row.wrapped = sealing.rewrap(old, new, bytes(row.wrapped), _of(row.person))
            row.master = new.id
            row.save(update_fields=("wrapped", "master"))
        indexes = list(IndexKey.objects.exclude(master=new.id))
        for index in indexes:
            index.wrapped = sealing.rewrap(old, new, bytes(index.wrapped), b"index key")
            index.master = new.id
            index.save(update_fields=("wrapped", "master"))
        return len(persons) + len(indexes)


def _of(person: Person) -> bytes:
    return f"key of P{person.pk}".encode()
