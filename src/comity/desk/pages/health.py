"""Health and metrics for whoever runs the desk. MUST: neither tells anything about a person.

Metrics are for those on this machine, or with the token of COMITY_METRICS_TOKEN.
"""

import hmac
import os
from collections.abc import Iterator

from django.db import DatabaseError, connections
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from comity.desk.access import PUBLIC, page
from comity.desk.guard import missing
from comity.desk.models import Delivery, Entry, RequestStatus

_LOOPBACK = ("127.0.0.1", "::1")
_ON_THE_WAY = ("dead", "queued", "sending")


def health(request: HttpRequest) -> HttpResponse:
    """200 and `ok` if the database answers and every guard stands; 503 otherwise."""
    try:
        guarded = not missing(connections["default"])
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if not guarded:
        return JsonResponse({"status": "guards missing"}, status=503)
    return JsonResponse({"status": "ok"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in the text format of Prometheus."""
    if not _may_measure(request):
        return HttpResponse(status=403)
    text = "".join(f"{name} {value}\n" for name, value in _measured())
    return HttpResponse(text, content_type="text/plain; version=0.0.4")


def _may_measure(request: HttpRequest) -> bool:
    token = os.environ.get("COMITY_METRICS_TOKEN")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(token.encode(), given.encode())
    forwarded = "X-Forwarded-For" in request.headers
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not forwarded


def _measured() -> Iterator[tuple[str, float]]:
    states = RequestStatus.objects.exclude(state="closed").values_list("state")
    for state, count in states.annotate(Count("pk")).order_by("state"):
        yield f'comity_requests_open{{state="{state}"}}', count
    # One question a state: each has an index of its own, and asked as one all rows would be read.
    for state in _ON_THE_WAY:
        count = Delivery.objects.filter(state=state).count()
        yield f'comity_deliveries{{state="{state}"}}', count
    oldest = Delivery.objects.filter(state="queued").aggregate(at=Min("due_at"))["at"]
    late = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield "comity_oldest_due_seconds", max(0.0, late)
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    yield "comity_entries_total", 0 if last is None else last + 1


urls = [
    page("health", health, "health", read=PUBLIC),
    page("metrics", metrics, "metrics", read=PUBLIC),
]
