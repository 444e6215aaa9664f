"""One form, posted twice, does one thing: a double click, the back button, a lost connection.

A form carries the number of the latest entry that its page had seen. MUST: `posted_before` is asked
with the request's status locked, in the transaction that acts.
"""

import json
from typing import Any

from django.db.models import Max

from comity.desk.hand import Hand
from comity.desk.models import Entry, Request


def seen(request: Request) -> int:
    """The number of the latest entry about a request: what its page shows."""
    latest: int | None = (
        Entry.objects.filter(request=request)
        .exclude(kind="read")
        .aggregate(latest=Max("number"))["latest"]
    )
    return latest or 0


def posted_before(
    request: Request, since: int, kind: str, hand: Hand, /, **said: Any
) -> dict[str, Any] | None:
    """The public part of the entry that the same form made already; None if it made none.

    The same: of this kind, by the same account, after the entry that the page had seen, and saying
    the same in public.
    """
    later = Entry.objects.filter(request=request, kind=kind, number__gt=since).order_by("number")
    for body in later.values_list("body", flat=True):
        public: dict[str, Any] = json.loads(bytes(body))["public"]
        if public.get("by") == hand.by.pk and said.items() <= public.items():
            return public
    return None
