"""Lists that show sealed values of many requests: their reading is written down as a whole.

MUST: a list that opens what is sealed says so in the entries, once in a quarter of an hour a page
for one session, as the reading of one request does.
"""

import time
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from comity.desk import ledger
from comity.desk.pages import records
from comity.desk.pages.dossier import OPENS_SEALED

_LISTS: Final = "desk_lists"


def write_down(request: HttpRequest, page: str) -> None:
    """Writes an entry that somebody read a list; none for a reader for whom nothing is opened."""
    hand, now = records.hand(request), time.time()
    read: dict[str, float] = request.session.get(_LISTS, {})
    if hand.by.role not in OPENS_SEALED or now - read.get(page, 0.0) < records.AGAIN_SECONDS:
        return
    with transaction.atomic():
        ledger.write("read", hand, {"page": page, "agency": hand.by.agency, "reason": "a list"})
    request.session[_LISTS] = {**read, page: now}
