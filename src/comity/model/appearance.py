"""A coming court appearance, as known at one time: what a court's feed and the record both hold.

MUST: only what a feed shows is put here. An appearance that is gone from a feed is not thereby
vacated: feeds drop what was held and what was cancelled alike.
"""

from datetime import datetime
from typing import Final

from attrs import field, frozen

SCHEDULED: Final = "scheduled"
ADJOURNED: Final = "adjourned"
VACATED: Final = "vacated"
HELD: Final = "held"
STATUSES: Final = (SCHEDULED, ADJOURNED, VACATED, HELD)
"""It is to be; it is put off, to `start` if that is set; it is taken off; it has been."""


def _aware(_owner: object, _field: object, value: datetime | None) -> None:
    if value is not None and value.utcoffset() is None:
        raise ValueError("an instant without its offset from UTC says nothing")


def _listed(_owner: object, _field: object, value: str) -> None:
    if value not in STATUSES:
        raise ValueError(f"no such status: {value!r}; expected one of {', '.join(STATUSES)}")


@frozen
class Appearance:
    """One appearance by its `uid` (RFC 5545 § 3.8.4.7), the same through every adjournment.

    `start` is an aware instant, None while no date is set; `room` is None where none is named.
    `sequence` is the feed's own count of revisions, None in a feed that has none. Raises ValueError
    for a start without an offset or a status that is not listed.
    """

    uid: str
    docket: str
    court: str
    room: str | None
    start: datetime | None = field(validator=_aware)
    status: str = field(default=SCHEDULED, validator=_listed)
    sequence: int | None = None
