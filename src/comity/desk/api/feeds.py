"""One's own calendar feeds: which there are, and taking one back.

MUST: no operation tells a feed's token. An answer is kept under its Idempotency-Key, and a token
stands nowhere but as its hash, so a feed is opened on the page alone.
"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Schema

from comity.desk.actions import feed as feeds
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.outbox import Done
from comity.desk.api.paged import MOST
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import FeedToken


class FeedOut(Schema):
    """A feed without its token."""

    number: int
    called: str
    made_at: datetime
    open: bool


@router.get("/feeds", response={200: list[FeedOut], **REFUSED})
def own_feeds(request: HttpRequest) -> Any:
    """The calendar feeds of the caller's own account, the newest first."""
    walls.check(request, "read", "calendar-tokens", "GET")
    return [
        FeedOut(number=one.pk, called=one.called, made_at=one.made_at, open=one.closed_at is None)
        for one in _own(request).order_by("-pk")[:MOST]
    ]


@router.delete("/feeds/{number}", response={200: Done, **REFUSED})
def close_own_feed(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Takes a feed of the caller's own account back; whether it was open."""
    walls.check(request, "read", "calendar-token-close", "POST")
    found = _own(request).filter(pk=number).first()
    if found is None:
        raise Http404
    return once(request, key, lambda: (200, Done(done=feeds.close_feed(found, hand_of(request)))))


def _own(request: Any) -> Any:
    return FeedToken.objects.filter(account=request.auth.account)
