"""Entries and values for the tests of the record."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from comity.record.canonical import LARGEST
from comity.record.chain import Stored
from comity.record.entry import FORBIDDEN_PUBLIC, KINDS, Entry, after

SALT = bytes(range(32))
NOON = datetime(2026, 11, 25, 12, 0, 0, 120_000, tzinfo=UTC)

keys = st.text(max_size=8).filter(lambda key: key.casefold() not in FORBIDDEN_PUBLIC)


def values() -> st.SearchStrategy[Any]:
    """What JSON can hold, numbers as an ordinary reader gives them back."""
    scalars = (
        st.none()
        | st.booleans()
        | st.integers(-LARGEST, LARGEST)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=12)
    )
    return st.recursive(
        scalars, lambda some: st.lists(some, max_size=4) | objects(some), max_leaves=12
    )


def objects(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys, inside, max_size=4)


def entries() -> st.SearchStrategy[Entry]:
    """Any entry."""
    hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
    return st.builds(
        Entry,
        number=st.integers(0, LARGEST),
        at=st.datetimes(timezones=st.just(UTC)),
        kind=st.sampled_from(KINDS),
        public=objects(values()),
        commitment=st.none() | hashes,
        previous=hashes,
    )


def chain(length: int) -> list[Entry]:
    """Entries a second apart."""
    made: list[Entry] = []
    for number in range(length):
        at = NOON + timedelta(seconds=number)
        last = made[-1] if made else None
        made.append(after(last, "decision", at, {"request": number}, {"born": number}, SALT))
    return made


def stored(made: list[Entry]) -> list[Stored]:
    return [Stored(one.number, one.bytes(), one.hash()) for one in made]
