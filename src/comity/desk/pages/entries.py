"""The entries: all that happened, as it is hashed and linked; verified from here, and exported.

MUST: a page shows public parts only. What an entry keeps private is opened on its request's pages.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from comity.desk import jobs
from comity.desk.access import page
from comity.desk.models import Account, Entry, Job
from comity.desk.pages import records
from comity.record.entry import KINDS, MEANINGS

A_PAGE = 50
_READERS = ("supervisor", "lawyer", "inspector")
_INSPECTOR = ("inspector",)


def entries(request: HttpRequest) -> HttpResponse:
    """The latest entries, the number and hash of the last one, and the last verification."""
    kind = request.GET.get("kind", "")
    found = _within(request.user)
    if kind in KINDS:
        found = found.filter(kind=kind)
    shown = Paginator(found.order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "kinds": MEANINGS,
        "kind": kind,
        "last": Entry.objects.order_by("-number").first(),
        "job": Job.objects.filter(kind="verify").order_by("-id").first(),
        "may_verify": records.hand(request).by.role in _INSPECTOR,
    }
    return render(request, "desk/entries/entries.html", context)


def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry as its bytes say it, with the hash that they have."""
    found = get_object_or_404(_within(request.user), pk=number)
    body = json.loads(bytes(found.body))
    context = {
        "found": found,
        "meaning": MEANINGS[found.kind],
        "body": body,
        "public": json.dumps(body["public"], indent=2, ensure_ascii=False),
    }
    return render(request, "desk/entries/entry.html", context)


def verify(request: HttpRequest) -> HttpResponse:
    """Asks the worker to verify everything."""
    if request.method != "POST":
        raise Http404
    hand = records.hand(request)
    jobs.ask("verify", hand.by.agency, hand, {})
    return redirect("entries")


def progress(request: HttpRequest) -> HttpResponse:
    """How far the verification is; a part of the page, asked for while it runs."""
    job = Job.objects.filter(kind="verify").order_by("-id").first()
    return render(request, "desk/entries/verification.html", {"job": job})


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries as lines of canonical JSON, for whoever verifies them elsewhere."""
    rows = Entry.objects.order_by("number").values_list("body", flat=True)
    response = StreamingHttpResponse(_lines(rows), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="entries.jsonl"'
    return response


def _lines(bodies: QuerySet[Any, Any]) -> Iterator[bytes]:
    for body in bodies.iterator(2_000):
        yield bytes(body) + b"\n"


def _within(account: Any) -> QuerySet[Entry]:
    """The entries about the requests of an agency, and those about none."""
    assert isinstance(account, Account)
    own = Q(request__isnull=True) | Q(request__agency=account.agency)
    return Entry.objects.filter(own).select_related("request")


urls = [
    page("entries/", entries, "entries", read=_READERS),
    page("entries/<int:number>/", entry, "entry", read=_READERS),
    page("entries/verify/", verify, "entries-verify", read=_INSPECTOR, write=_INSPECTOR),
    page("entries/progress/", progress, "entries-progress", read=_READERS),
    page("entries/export/", export, "entries-export", read=_INSPECTOR),
]
