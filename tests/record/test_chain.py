"""Verifying: every entry changed, removed, added or moved is found and named by its number."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from comity.record.chain import MOST_FAULTS, Fault, Stored, Verified, opens, verify
from comity.record.entry import EMPTY, Last, after
from tests.record.entries import NOON, SALT, chain, entries, stored

LENGTH = 8
MADE = chain(LENGTH)
STORED = stored(MADE)

numbers = st.integers(0, LENGTH - 1)


def blamed(rows: list[Stored]) -> list[int]:
    return [fault.number for fault in verify(rows).faults]


def test_what_was_written_verifies() -> None:
    """Nothing is found in an untouched chain, and its end is told."""
    found = verify(iter(STORED))

    assert found.sound
    assert Verified(LENGTH, LENGTH - 1, MADE[-1].hash(), 0, ()) == found


def test_no_entries_verify_as_the_empty_tree() -> None:
    """An empty record is sound and says so."""
    assert Verified(0, None, EMPTY, 0, ()) == verify([])


@given(numbers, st.data())
def test_any_flipped_bit_of_the_bytes_is_found(number: int, data: st.DataObject) -> None:
    """The entry itself is named, and none of its neighbours."""
    changed = bytearray(STORED[number].bytes)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    rows = [*STORED]
    rows[number] = evolve(STORED[number], bytes=bytes(changed))

    assert {number} == {*blamed(rows)}


@given(numbers, st.text(max_size=64))
def test_another_stored_hash_is_found(number: int, text: str) -> None:
    """The column is a copy, and a copy that differs is a fault of that entry or of the link."""
    rows = [*STORED]
    rows[number] = evolve(STORED[number], hash=text)

    assert number in blamed(rows)
    assert {*blamed(rows)} <= {number, number + 1}


@given(st.integers(0, LENGTH - 2))
def test_an_entry_written_anew_with_its_hash_is_found_by_the_next(number: int) -> None:
    """The next entry, whose link names the old hash, is named together with it."""
    other = evolve(MADE[number], public={"request": "another"})
    rows = [*STORED]
    rows[number] = Stored(number, other.bytes(), other.hash())

    what = f"does not link to entry {number}: one of the two was changed"
    assert (Fault(number + 1, what),) == verify(rows).faults


def test_the_last_entry_written_anew_shows_only_against_a_copy_of_its_hash() -> None:
    """What a chain does not prove by itself; the end is compared with what was kept elsewhere."""
    other = evolve(MADE[-1], public={"request": "another"})
    found = verify([*STORED[:-1], Stored(other.number, other.bytes(), other.hash())])

    assert found.sound
    assert MADE[-1].hash() != found.last_hash


@given(st.integers(0, LENGTH - 2))
def test_a_removed_entry_is_named(number: int) -> None:
    """The number that is missing is the one that is named."""
    what = f"is missing here: entry {number + 1} stands in its place"

    assert (Fault(number, what),) == verify(STORED[:number] + STORED[number + 1 :]).faults


@given(numbers)
def test_a_walk_goes_on_from_the_end_of_an_earlier_one(number: int) -> None:
    """It reads no entry before that one, and ends as a walk over everything does."""
    known = Last(number, MADE[number].hash())
    found = verify(STORED[number:], number, known)

    assert found.sound
    assert LENGTH - number == found.count
    assert (LENGTH - 1, MADE[-1].hash()) == (found.last_number, found.last_hash)


@given(st.integers(0, LENGTH - 2), st.booleans())
def test_an_entry_that_is_not_the_one_that_was_known_is_named(number: int, whole: bool) -> None:
    """A chain that was written anew to its end is sound in itself, and not the one that was."""
    known = Last(number, MADE[-1].hash())
    start = 0 if whole else number

    what = "is not the entry that an earlier look ended with"
    assert (Fault(number, what),) == verify(STORED[start:], start, known).faults


@given(numbers)
def test_a_known_end_that_is_cut_off_is_named(number: int) -> None:
    """Also where nothing at all is left from there on."""
    known = Last(number, MADE[number].hash())
    what = "is missing: an earlier look ended with it"

    assert (Fault(number, what),) == verify(STORED[:number], 0, known).faults
    assert (Fault(number, what),) == verify([], number, known).faults


@given(st.integers(0, LENGTH - 2))
def test_a_known_entry_that_was_removed_is_named_once(number: int) -> None:
    """The one behind it stands in its place."""
    known = Last(number, MADE[number].hash())
    what = f"is missing here: entry {number + 1} stands in its place"

    assert (Fault(number, what),) == verify(STORED[number + 1 :], number, known).faults


@given(st.integers(0, LENGTH - 2), st.data())
def test_a_walk_that_goes_on_finds_what_was_changed_behind_the_known(
    number: int, data: st.DataObject
) -> None:
    """Every link after the known entry is looked at, the first one too."""
    changed = data.draw(st.integers(number + 1, LENGTH - 1))
    other = evolve(MADE[changed], previous=MADE[0].previous)
    rows = [*STORED]
    rows[changed] = Stored(changed, other.bytes(), other.hash())
    known = Last(number, MADE[number].hash())

    assert changed in {one.number for one in verify(rows[number:], number, known).faults}


def test_a_removed_stretch_is_named_once() -> None:
    """One fault says from where to where."""
    what = "is missing here, and all up to 5: entry 6 stands in its place"

    assert (Fault(2, what),) == verify(STORED[:2] + STORED[6:]).faults


def test_a_removed_end_shows_only_against_a_copy_of_its_number() -> None:
    """What a chain does not prove by itself."""
    found = verify(STORED[:-2])

    assert found.sound
    assert LENGTH - 3 == found.last_number


@given(st.lists(numbers, min_size=2, max_size=2, unique=True).map(sorted))
def test_swapped_rows_are_found(pair: list[int]) -> None:
    """Both numbers are named, and the rest is not blamed entry by entry."""
    one, other = pair
    rows = [*STORED]
    rows[one], rows[other] = rows[other], rows[one]
    faults = verify(rows).faults

    assert faults[0].number == one
    assert f"entry {other} stands in its place" in faults[0].what
    assert len(faults) <= 4


@given(st.lists(numbers, min_size=2, max_size=2, unique=True))
def test_swapped_contents_are_found(pair: list[int]) -> None:
    """Rows that keep their numbers and exchange everything else are both named."""
    one, other = pair
    rows = [*STORED]
    rows[one] = evolve(STORED[other], number=one)
    rows[other] = evolve(STORED[one], number=other)

    assert {one, other} <= {*blamed(rows)}


@given(numbers)
def test_an_entry_that_stands_twice_is_found(number: int) -> None:
    """The second is out of place, and what follows is still verified."""
    rows = STORED[: number + 1] + STORED[number:]

    assert (Fault(number, f"stands after entry {number}, out of order or twice"),) == verify(
        rows
    ).faults


@given(st.integers(0, LENGTH - 1), entries())
def test_a_foreign_entry_is_found(number: int, foreign: Any) -> None:
    """An entry with the right number from elsewhere does not link."""
    other = evolve(foreign, number=number)
    rows = [*STORED]
    rows[number] = Stored(number, other.bytes(), other.hash())

    assert number in blamed(rows)


@given(
    st.lists(
        st.builds(
            Stored,
            number=st.integers(-(2**63), 2**63),
            bytes=st.binary(max_size=40) | st.sampled_from([one.bytes for one in STORED]),
            hash=st.text(max_size=5) | st.sampled_from([one.hash for one in STORED]),
        ),
        max_size=8,
    )
)
def test_verifying_never_raises(rows: list[Stored]) -> None:
    """Whatever a table holds comes back as faults, and rows are counted all the same."""
    assert len(rows) == verify(rows).count


def test_a_clock_set_back_is_counted_and_no_fault() -> None:
    """Numbers give the order; the time is what the clock said."""
    first = after(None, "decision", NOON, {})
    second = after(first, "decision", NOON - timedelta(hours=1), {})
    third = after(second, "decision", NOON, {})
    found = verify(stored([first, second, third]))

    assert found.sound
    assert found.clock_back == 1


def test_faults_are_kept_up_to_a_bound_and_counted_beyond() -> None:
    """A table of garbage needs no more memory than a short one."""
    rows: Iterator[Stored] = (Stored(number, b"", "") for number in range(MOST_FAULTS))
    found = verify(rows)

    assert (MOST_FAULTS, MOST_FAULTS) == (len(found.faults), found.more)


def test_bytes_may_come_as_a_view_of_memory() -> None:
    """Django gives PostgreSQL's binary columns so."""
    rows = [Stored(one.number, memoryview(one.bytes), one.hash) for one in STORED]

    assert verify(rows).sound


def test_an_entry_opens_with_its_own_salt_and_private_part() -> None:
    """Nothing else opens it, and no wrong attempt raises."""
    entry = MADE[3]

    assert opens(entry, SALT, {"born": 3})
    assert not opens(entry, SALT, {"born": 4})
    assert not opens(entry, bytes(32), {"born": 3})
    assert not opens(entry, b"short", {"born": 3})
    assert not opens(entry, SALT, {"born": float("nan")})


@pytest.mark.parametrize("private", [None, {}, ""])
def test_an_entry_without_private_part_opens_with_nothing(private: Any) -> None:
    """Nothing can be shown to have been in it."""
    assert not opens(after(None, "decision", NOON, {}), SALT, private)
