"""What a court's feed shows against what is known: the changes, and which of them are told.

MUST: absence is no change. A feed drops hearings that were held and that were cancelled alike, so
an appearance that is no longer shown stays as it is known until somebody says what became of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from comity.errors import InputError
from comity.model.appearance import ADJOURNED, HELD, SCHEDULED, VACATED, Appearance

NEW: Final = "new"
DATE_SET: Final = "date-set"
MOVED_LATER: Final = "moved-later"
MOVED_EARLIER: Final = "moved-earlier"
COURT_CHANGED: Final = "court-changed"
ROOM_CHANGED: Final = "room-changed"
DOCKET_CHANGED: Final = "docket-changed"
BACK_ON: Final = "back-on"

MATERIAL: Final = frozenset(
    {
        NEW,
        DATE_SET,
        MOVED_LATER,
        MOVED_EARLIER,
        COURT_CHANGED,
        ROOM_CHANGED,
        ADJOURNED,
        VACATED,
        BACK_ON,
    }
)
"""The changes of time or place, or of whether it takes place at all: what a calendar entry shows.
That a hearing was held, or that its docket number was corrected, is no news to who has the entry.
"""


@frozen
class Change:
    """One change of one appearance; `before` is None for a new one.

    `material`: the calendar entry needs a new SEQUENCE. `urgent`: it is to be looked at now, since
    a date that moves to an earlier day is the one that is missed.
    """

    kind: str
    before: Appearance | None
    after: Appearance

    @property
    def uid(self) -> str:
        """The appearance that changed."""
        return self.after.uid

    @property
    def material(self) -> bool:
        """Whether those who have the entry are told."""
        shown = self.kind in (ADJOURNED, VACATED) or _state(self.after) == SCHEDULED
        return shown and self.kind in MATERIAL

    @property
    def urgent(self) -> bool:
        """Whether it takes place sooner than was known."""
        return self.kind == MOVED_EARLIER


def changes(known: Iterable[Appearance], seen: Iterable[Appearance]) -> tuple[Change, ...]:
    """What a feed changes, by uid and then in the order of KINDS.

    A revision lower than the known one is old news and changes nothing (RFC 5546 § 2.1.5). Raises
    InputError where one uid stands twice with the same revision and different facts.
    """
    old, new = _by_uid(known), _by_uid(seen)
    return tuple(one for uid in sorted(new) for one in _changes(old.get(uid), new[uid]))


def next_sequence(sequence: int, made: Iterable[Change]) -> int:
    """The SEQUENCE of the entry after these changes of one appearance: one more, if any is told."""
    return sequence + any(change.material for change in made)


def _by_uid(appearances: Iterable[Appearance]) -> Mapping[str, Appearance]:
    """The highest revision of each appearance."""
    found: dict[str, Appearance] = {}
    for one in appearances:
        other = found.get(one.uid, one)
        if one != other and one.sequence == other.sequence:
            what = f"the appearance {one.uid} stands twice with different facts"
            raise InputError(what, field="uid", expected="one appearance, or a count of revisions")
        found[one.uid] = max(one, other, key=_revision)
    return found


def _revision(appearance: Appearance) -> int:
    return -1 if appearance.sequence is None else appearance.sequence


def _changes(before: Appearance | None, after: Appearance) -> Iterator[Change]:
    if before is None:
        yield Change(NEW, None, after)
    elif not _outdated(before, after):
        for kind in _kinds(before, after):
            yield Change(kind, before, after)


def _outdated(before: Appearance, after: Appearance) -> bool:
    both = before.sequence is not None and after.sequence is not None
    return both and _revision(after) < _revision(before)


def _kinds(before: Appearance, after: Appearance) -> Iterator[str]:
    if before.docket != after.docket:
        yield DOCKET_CHANGED
    was, is_ = _state(before), _state(after)
    if is_ in (VACATED, HELD):
        # Its old time and place are of no use to anybody; that it is off, or was held, is all.
        if was != is_:
            yield is_
        return
    if was in (VACATED, HELD):
        yield BACK_ON
    elif was != is_:
        yield ADJOURNED if is_ == ADJOURNED else DATE_SET
    yield from _moved(before.start, after.start)
    if before.court != after.court:
        yield COURT_CHANGED
    if before.room != after.room:
        yield ROOM_CHANGED


def _state(appearance: Appearance) -> str:
    """Its status; but what is not off and not over is scheduled with a date, adjourned without."""
    if appearance.status in (VACATED, HELD):
        return appearance.status
    return ADJOURNED if appearance.start is None else SCHEDULED


def _moved(before: datetime | None, after: datetime | None) -> Iterator[str]:
    """Compared as instants: two times of one zone would be compared by the clock on the wall."""
    if before is None or after is None:
        return
    if after.astimezone(UTC) != before.astimezone(UTC):
        yield MOVED_LATER if after.astimezone(UTC) > before.astimezone(UTC) else MOVED_EARLIER


KINDS: Final = (
    NEW,
    DOCKET_CHANGED,
    ADJOURNED,
    VACATED,
    HELD,
    BACK_ON,
    DATE_SET,
    MOVED_LATER,
    MOVED_EARLIER,
    COURT_CHANGED,
    ROOM_CHANGED,
)
"""Every kind of change, in the order in which those of one appearance are told."""
