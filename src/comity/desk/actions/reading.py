"""That personal data was read is written down: by whom, on which page, and why.

MUST: the reason is somebody's own words, which may be about the person, so it is private to that
person's record.
"""

from typing import Final

from django.db import transaction

from comity.desk import ledger
from comity.desk.hand import Hand
from comity.desk.models import Entry, Request, Seal

REASONS: Final = "desk_reasons"
"""Where a session holds what somebody gave as the reason, until it is written down."""


def write_down(request: Request, page: str, reason: str, hand: Hand) -> Entry:
    """Writes that a request was read.

    Of a sealed person the entry says only that a reason was given: no key is left for its words.
    """
    with transaction.atomic():
        # Before the seal is looked for, so that nobody seals in between.
        ledger.lock()
        person = request.person
        if Seal.objects.filter(person=person).exists():
            public = {"page": page, "reason_given": True}
            return ledger.write("read", hand, public, request=request.pk)
        return ledger.write(
            "read", hand, {"page": page}, {"reason": reason}, person=person, request=request.pk
        )
