"""The inbox: what is open at the agency, what is due first on top."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from comity.desk.access import STAFF, page
from comity.desk.pages import records

A_PAGE: Final = 25

STATES: Final = {
    "to-enter": _("facts are lacking"),
    "to-sign": _("waits for a signature"),
    "signed": _("signed"),
    "sent-back": _("sent back"),
    "answered": _("answered"),
    "closed": _("closed"),
}
"""What each state of a request is called."""


def inbox(request: HttpRequest) -> HttpResponse:
    """The open requests of the agency: those with a clock first, by when it runs out."""
    found = (
        records.statuses_of(request.user)
        .exclude(state="closed")
        .select_related("request")
        .order_by("due_at", "request_id")
    )
    shown = Paginator(found, A_PAGE, error_messages={}).get_page(request.GET.get("page"))
    rows = [(status, STATES[status.state]) for status in shown]
    return render(request, "desk/inbox/inbox.html", {"rows": rows, "shown": shown})


urls = [page("inbox/", inbox, "inbox", read=STAFF)]
