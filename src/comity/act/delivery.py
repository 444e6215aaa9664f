"""The delivery of a contact: when it is tried again, and what all its receipts add up to.

MUST: the status follows from all receipts kept, whatever the order in which they came, and none is
ever overwritten: a bounce may come after a delivery, and a delivery before the note that it was
sent (both happened to GOV.UK Notify). "Sent" is not "delivered".
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from comity.act.channels.message import ACCEPTED, PERMANENT, TEMPORARY
from comity.errors import InputError

QUEUED: Final = "queued"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
DEAD: Final = "dead"
REFUSED: Final = "refused"
SENT: Final = "sent"
DELIVERED: Final = "delivered"
BOUNCED: Final = "bounced"

STATUSES: Final = (QUEUED, CANCELLED, DEAD, REFUSED, SENT, DELIVERED, BOUNCED)
"""From the weakest word to the strongest. What left counts for more than what did not leave: of two
workers one may have given up after the other's try had gone through, and then it has gone."""

OUTCOMES: Final = (*STATUSES, FAILED)
"""What a receipt says. FAILED is one try that came to nothing for now, so the contact is queued."""

KEPT_AS: Final = {ACCEPTED: SENT, TEMPORARY: FAILED, PERMANENT: REFUSED}
"""What a channel's word on a try is kept as. Which code of SMTP, HTTP or SFTP is temporary, each
channel says for itself."""

TRIES: Final = 48
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(hours=1)
"""48 tries, as GOV.UK Notify has them; but its 300 s apart end after 4 hours, and a county's mail
server may be off for a night. Doubled from 15 s up to 1 h they end after 20 h on average and after
some 40 h at most; then the contact is dead and a person sees it."""


def status(outcomes: Iterable[str]) -> str:
    """What all receipts of a contact add up to: the strongest word that any of them says.

    With none, or with failed tries only, it is queued. Raises InputError for a word that is not
    in OUTCOMES.
    """
    strongest = 0
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            expected = f"one of {', '.join(OUTCOMES)}"
            raise InputError(f"{outcome!r}", field="outcome", expected=expected)
        if outcome != FAILED:
            strongest = max(strongest, STATUSES.index(outcome))
    return STATUSES[strongest]


def next_try(
    tries: int, now: datetime, chance: float, retry_after_seconds: float | None = None
) -> datetime | None:
    """When a contact is tried again after so many tries, in UTC; None: it is dead.

    The first try is at once. After that comes a wait with full jitter, so that contacts which
    failed together do not come back together: `chance`, from 0 to 1, of the longest wait for this
    try; never less than the receiver asked for. Raises InputError for a chance outside that.
    """
    if not 0 <= chance <= 1:
        raise InputError(f"{chance}", field="chance", expected="a number from 0 to 1")
    if tries >= TRIES:
        return None
    asked = timedelta(seconds=retry_after_seconds or 0)
    return now.astimezone(UTC) + max(asked, chance * longest_wait(tries))


def longest_wait(tries: int) -> timedelta:
    """The longest wait after so many tries: none, 15 s, 30 s, and so on up to 1 h."""
    if tries <= 0:
        return timedelta()
    doubled = min(tries - 1, 8)  # 8 times is more than the longest
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doubled))
