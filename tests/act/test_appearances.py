"""What a court's feed changes: absence is no change, and an earlier date is noticed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.appearances import (
    BACK_ON,
    COURT_CHANGED,
    DATE_SET,
    DOCKET_CHANGED,
    KINDS,
    MOVED_EARLIER,
    MOVED_LATER,
    NEW,
    ROOM_CHANGED,
    changes,
    next_sequence,
)
from comity.errors import InputError
from comity.model.appearance import ADJOURNED, HELD, SCHEDULED, STATUSES, VACATED, Appearance

START = datetime(2017, 6, 6, 13, 30, tzinfo=UTC)
KNOWN = Appearance("a1@court", "CR-012345-17QN", "Queens Criminal Court", "AR-1", START)

appearances = st.builds(
    Appearance,
    uid=st.sampled_from(("a1@court", "a2@court", "a3@court")),
    docket=st.sampled_from(("CR-1", "CR-2")),
    court=st.sampled_from(("Queens", "Kings")),
    room=st.sampled_from((None, "AR-1", "AP-6")),
    start=st.none() | st.integers(-3, 3).map(lambda days: START + timedelta(days=days)),
    status=st.sampled_from(STATUSES),
    sequence=st.none() | st.integers(0, 3),
)
feeds = st.lists(appearances, max_size=3, unique_by=lambda one: one.uid)


def kinds(**seen: Any) -> list[str]:
    """The kinds of change between the known appearance and one that differs so."""
    return [one.kind for one in changes([KNOWN], [attrs.evolve(KNOWN, **seen)])]


@given(feeds)
def test_what_is_seen_again_is_no_change(feed: list[Appearance]) -> None:
    """The same feed twice says nothing new."""
    assert () == changes(feed, feed)


@given(feeds)
def test_absence_is_no_change(known: list[Appearance]) -> None:
    """A feed drops hearings that were held and that were cancelled alike."""
    assert () == changes(known, [])


@given(feeds, feeds)
def test_only_what_is_seen_changes(known: list[Appearance], seen: list[Appearance]) -> None:
    """Each change is about an appearance of the feed, of a kind that is listed."""
    for change in changes(known, seen):
        assert change.after in seen
        assert change.before is None or change.before in known
        assert change.kind in KINDS


@given(feeds, feeds)
def test_the_order_of_a_feed_changes_nothing(
    known: list[Appearance], seen: list[Appearance]
) -> None:
    """Nor that of the record."""
    assert changes(known, seen) == changes(known[::-1], seen[::-1])


@given(feeds, feeds)
def test_a_material_difference_is_a_material_change(
    known: list[Appearance], seen: list[Appearance]
) -> None:
    """A scheduled hearing whose time or place is another is told; one that is the same is not."""
    made = changes(known, seen)
    old = {one.uid: one for one in known if one.status == SCHEDULED and one.start}
    for one in seen:
        dated = one.status == SCHEDULED and one.start is not None
        if dated and one.uid in old and one.sequence is None:
            before = old[one.uid]
            same = (before.start, before.court, before.room) == (one.start, one.court, one.room)
            assert same != any(change.material for change in made if change.uid == one.uid)


@given(feeds, feeds, st.integers(0, 9))
def test_the_sequence_grows_by_one_at_most(
    known: list[Appearance], seen: list[Appearance], sequence: int
) -> None:
    """Several changes at once are one revision (RFC 5546 section 2.1.4)."""
    for uid in {one.uid for one in seen}:
        made = [change for change in changes(known, seen) if change.uid == uid]
        grown = next_sequence(sequence, made) - sequence
        assert grown == (1 if any(change.material for change in made) else 0)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({"start": START + timedelta(days=7)}, [MOVED_LATER]),
        ({"start": START - timedelta(minutes=1)}, [MOVED_EARLIER]),
        ({"room": "AP-6"}, [ROOM_CHANGED]),
        ({"room": None}, [ROOM_CHANGED]),
        ({"court": "Kings Criminal Court"}, [COURT_CHANGED]),
        ({"status": VACATED}, [VACATED]),
        ({"status": VACATED, "start": None, "room": None}, [VACATED]),
        ({"status": HELD}, [HELD]),
        ({"status": ADJOURNED, "start": None}, [ADJOURNED]),
        ({"start": None}, [ADJOURNED]),
        ({"docket": "CR-1"}, [DOCKET_CHANGED]),
        (
            {"start": START - timedelta(days=1), "room": "AP-6"},
            [MOVED_EARLIER, ROOM_CHANGED],
        ),
    ],
)
def test_each_change_has_its_name(seen: dict[str, Any], expected: list[str]) -> None:
    """Of a hearing that is off or was held, the time and place are not compared."""
    assert expected == kinds(**seen)


def test_a_hearing_that_was_off_is_back_on() -> None:
    """Vacated before, and now scheduled: those who were told that it is off are told."""
    off = attrs.evolve(KNOWN, status=VACATED)

    (back,) = changes([off], [KNOWN])
    assert (BACK_ON, True) == (back.kind, back.material)


def test_a_hearing_without_a_date_gets_one() -> None:
    """Adjourned without a day, or scheduled without one: that is the same."""
    for status in (ADJOURNED, SCHEDULED):
        put_off = attrs.evolve(KNOWN, status=status, start=None)
        assert [DATE_SET] == [one.kind for one in changes([put_off], [KNOWN])]


def test_a_feed_that_calls_a_new_date_adjourned_has_moved_the_hearing() -> None:
    """It is on, on the day that it shows."""
    seen = attrs.evolve(KNOWN, status=ADJOURNED, start=START + timedelta(days=7))

    assert [MOVED_LATER] == [one.kind for one in changes([KNOWN], [seen])]


def test_what_has_no_date_is_no_news_to_a_calendar() -> None:
    """An entry needs a start: a new hearing, one back on or another room wait for the date."""
    open_ = attrs.evolve(KNOWN, start=None)
    off = attrs.evolve(KNOWN, status=VACATED)
    elsewhere = attrs.evolve(open_, room="AP-6")

    made = [*changes([], [open_]), *changes([off], [open_]), *changes([open_], [elsewhere])]
    assert [(NEW, False), (BACK_ON, False), (ROOM_CHANGED, False)] == [
        (one.kind, one.material) for one in made
    ]


def test_an_earlier_date_is_urgent_and_nothing_else_is() -> None:
    """It is the one that people miss."""
    (earlier,) = changes([KNOWN], [attrs.evolve(KNOWN, start=START - timedelta(days=1))])
    (later,) = changes([KNOWN], [attrs.evolve(KNOWN, start=START + timedelta(days=1))])

    assert (True, False) == (earlier.urgent, later.urgent)


def test_a_hearing_held_or_a_docket_corrected_is_told_to_nobody() -> None:
    """Only time and place are material."""
    seen = [attrs.evolve(KNOWN, status=HELD, docket="CR-1")]

    assert [False, False] == [one.material for one in changes([KNOWN], seen)]


def test_a_new_hearing_is_told_unless_it_is_already_off() -> None:
    """Nobody has an entry to take back."""
    (new,) = changes([], [KNOWN])
    (off,) = changes([], [attrs.evolve(KNOWN, status=VACATED)])

    assert [(NEW, True), (NEW, False)] == [(one.kind, one.material) for one in (new, off)]


def test_an_older_revision_changes_nothing() -> None:
    """The highest SEQUENCE obsoletes all lower (RFC 5546 section 2.1.5)."""
    known = attrs.evolve(KNOWN, sequence=3)
    old = attrs.evolve(KNOWN, sequence=2, start=START - timedelta(days=1))

    assert () == changes([known], [old])


def test_one_feed_may_hold_several_revisions_and_the_last_counts() -> None:
    """Without a count of revisions nobody can say which of two is meant."""
    first = attrs.evolve(KNOWN, sequence=1, room="AP-6")
    second = attrs.evolve(KNOWN, sequence=2, room="AP-7")

    (change,) = changes([KNOWN], [second, first])
    assert "AP-7" == change.after.room
    with pytest.raises(InputError, match="a1@court stands twice"):
        changes([], [KNOWN, attrs.evolve(KNOWN, room="AP-7")])


def test_the_hour_that_the_clock_shows_twice_is_two_hours() -> None:
    """01:30 before and 01:30 after New York's clocks go back are an hour apart."""
    zone = ZoneInfo("America/New_York")
    first = attrs.evolve(KNOWN, start=datetime(2017, 11, 5, 1, 30, tzinfo=zone))
    second = attrs.evolve(KNOWN, start=datetime(2017, 11, 5, 1, 30, tzinfo=zone, fold=1))

    assert [MOVED_LATER] == [one.kind for one in changes([first], [second])]


def test_a_start_without_zone_or_an_unknown_status_is_refused() -> None:
    """The feed's reader has to say which instant and what became of it."""
    with pytest.raises(ValueError, match="offset"):
        attrs.evolve(KNOWN, start=datetime(2017, 6, 6, 9, 30))
    with pytest.raises(ValueError, match="no such status"):
        attrs.evolve(KNOWN, status="CONFIRMED")
