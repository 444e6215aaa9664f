"""The inbox: what is open at the agency, what is due first on top.

MUST: the number of queries does not grow with what is open, and closed requests, which only grow,
are never counted.
"""

from typing import Any, Final

from attrs import frozen
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.desk import counsel
from comity.desk.access import STAFF, page
from comity.desk.models import Account, RequestStatus
from comity.desk.pages import records, words
from comity.desk.pages.words import STATES

A_PAGE: Final = 25
MOST_PAGES: Final = 1_000


@frozen
class Shown:
    """One page of a list of which nobody counts the end."""

    rows: list[RequestStatus]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this."""
        return self.number > 1


def inbox(request: HttpRequest) -> HttpResponse:
    """The open requests of the agency (`?state=` one state alone): those due first on top."""
    assert isinstance(request.user, Account)
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in STATES else ""
    mine = records.statuses_of(request.user)
    found = mine.filter(state=chosen) if chosen else mine.exclude(state="closed")
    shown = _page(found, request.GET.get("page", ""), newest_first=chosen == "closed")
    rows = [
        (
            one,
            STATES[one.state],
            words.word(words.KINDS, one.request.kind) if one.request.kind else "",
        )
        for one in shown.rows
    ]
    context = {
        "rows": rows,
        "shown": shown,
        "chosen": chosen,
        "states": _states(_counts(mine)),
        "zone": counsel.zone(request.user.agency),
    }
    return render(request, "desk/inbox/inbox.html", context)


def _page(found: QuerySet[RequestStatus], asked: str, *, newest_first: bool) -> Shown:
    number = min(int(asked), MOST_PAGES) if asked.isdecimal() and asked.isascii() else 1
    number = max(number, 1)
    order = ["-request_id"] if newest_first else [F("due_at").asc(nulls_last=True), "request_id"]
    first = (number - 1) * A_PAGE
    rows = list(found.select_related("request").order_by(*order)[first : first + A_PAGE + 1])
    return Shown(rows[:A_PAGE], number, len(rows) > A_PAGE)


def _counts(mine: Any) -> dict[str, int]:
    """How many there are in each open state."""
    rows = mine.exclude(state="closed").values_list("state").annotate(n=Count("pk")).order_by()
    return dict(rows)


def _states(counts: dict[str, int]) -> list[tuple[str, Any, int | None]]:
    """The states to choose from; closed ones are not counted, because they only grow."""
    return [
        (name, says, None if name == "closed" else counts.get(name, 0))
        for name, says in STATES.items()
    ]


urls = [page("inbox/", inbox, "inbox", read=STAFF)]
