"""The inquiry about a warrant: the Nlets message YQ, its priority, and when its answer is due.

MUST: the asker chooses the priority, every time; there is no default, since an urgent one says that
the record is all that keeps the person (Nlets 21003096774, 21003096777).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import frozen

from comity.act.message_fields import FieldRule, checked, code, day, shaped, text, words
from comity.errors import InputError

URGENT: Final = "U"
ROUTINE: Final = "R"
PRIORITIES: Final = {URGENT: timedelta(minutes=10), ROUTINE: timedelta(hours=1)}
"""How long the issuing agency has. Urgent: the record is the only ground for detaining."""

LAST_REQUEST: Final = 3
PERSON_TYPES: Final = ("WP", "PO", "MP")
THING_TYPES: Final = ("SV", "SL", "SG", "SA", "SS", "SB", "SP")
TYPES: Final = (*PERSON_TYPES, *THING_TYPES)
"""RTY: wanted person, protection order, missing person; the others are about things."""

_ORI: Final = re.compile(r"[A-Z0-9]{9}")
_MOST_ORIS: Final = 3

_EVERY: Final = (
    code("RTY", *TYPES, required=True),
    code("RNO", "1", "2", "3", required=True),
    code("PRI", *PRIORITIES, required=True),
    words("OCA", 20, required=True),
    shaped("NIC", r"[A-Z0-9]{1,10}", "1 to 10 letters or digits; NONE to Canada", required=True),
)
_PERSON: Final = (words("NAM", 30), day("DOB"), shaped("SEX", "[A-Z]", "one letter"))


@frozen
class Inquiry:
    """Request `number` (1 to 3) to the agency `to`, sent at an aware instant.

    `oris` are the network's addresses, `fields` what is sent, in order. `inquiry` makes it.
    """

    to: str
    priority: str
    number: int
    sent_at: datetime
    oris: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The message; the header that a state's own switch wants is not part of it."""
        return text("YQ", self.oris, self.fields)


def inquiry(
    to: str,
    priority: str,
    number: int,
    oris: Sequence[str],
    fields: Mapping[str, str],
    sent_at: datetime,
) -> Inquiry:
    """An inquiry with every field checked; RNO and PRI come from `number` and `priority`.

    Raises InputError that names the field and what was expected: a priority that nobody chose, a
    number beyond 3, an address that is not of 9 characters, a field foreign to the type.
    """
    if priority not in PRIORITIES:
        what, expected = "the asker chooses the priority", "U (10 minutes) or R (1 hour)"
        raise InputError(what, field="YQ.PRI", expected=expected)
    if sent_at.utcoffset() is None:
        raise InputError(f"{sent_at}", field="sent_at", expected="an instant with its offset")
    for taken in ("RNO", "PRI"):
        if taken in fields:
            what = "is set by the number and the priority of the inquiry"
            raise InputError(what, field=f"YQ.{taken}", expected="no such field beside them")
    sent = checked(
        "YQ",
        _rules(fields.get("RTY", "").strip().upper()),
        {**fields, "RNO": str(number), "PRI": priority},
    )
    return Inquiry(to, priority, number, sent_at, _addresses(oris), sent)


def due(inquiry: Inquiry) -> datetime:
    """When its answer is due, in UTC: 10 minutes or 1 hour that pass, whatever the clock shows."""
    return inquiry.sent_at.astimezone(UTC) + PRIORITIES[inquiry.priority]


def _rules(record_type: str) -> tuple[FieldRule, ...]:
    """The fields that a type has; the others are foreign to it."""
    return _EVERY if record_type in THING_TYPES else (*_EVERY, *_PERSON)


def _addresses(oris: Sequence[str]) -> tuple[str, ...]:
    given = tuple(ori.strip().upper() for ori in oris)
    if not 1 <= len(given) <= _MOST_ORIS or not all(map(_ORI.fullmatch, given)):
        what, expected = f"{', '.join(given) or 'none'}", "one to three, each of 9 characters"
        raise InputError(what, field="YQ.ORI", expected=expected)
    return given
