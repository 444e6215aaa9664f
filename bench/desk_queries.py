"""The desk's queries on many stored requests beside the same on few, with the plans: one database.

Each query is compiled by Django and run as SQL, so that Django's own share does not hide the
database's. Both sizes are asked in turn. The cost is the lower quartile, for on a busy machine the
median is that of waiting; what warms up is not counted.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

from bench.desk_base import OTHER, Say, tables
from bench.desk_fill import AGENCIES, REQUESTERS, fill

if TYPE_CHECKING:
    from django.db.models import QuerySet

TIMES: Final = 200
NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)

Results = dict[str, float | int]
Query = Callable[[int], "QuerySet[Any]"]
"""A query about the request of a number."""


def measure(kind: str, few: int, many: int, say: Say) -> Results:
    """The cost on many requests in that on few, for each query. Prints times and plans."""
    from django.db import connections

    sizes = {"default": few, OTHER: many}
    for alias, size in sizes.items():
        tables(alias)
        fill(connections[alias], size, say)
    results: Results = {}
    for name, query in queries().items():
        spent = {alias: quantiles(found)[0] for alias, found in _spent(query, sizes).items()}
        ratio = spent[OTHER] / spent["default"]
        results[f"{name}_{many // 1000}k_vs_{few // 1000}k_{kind}"] = ratio
        took = " ".join(f"{spent[alias] * 1e6:,.0f} µs" for alias in sizes)
        say(f"{kind}: {name}: {took}, {ratio:.2f} times")
        say("    " + "\n    ".join(_plan(query(many // 2))))
    return results


def queries() -> dict[str, Query]:
    """What pages, commands and workers ask of the database."""
    return _of_requests() | _of_records()


def _of_requests() -> dict[str, Query]:
    from django.db.models import F

    from comity.desk.models import Request, RequestNumber

    first = F("due_at").asc(nulls_last=True)
    requests, print_of = Request.objects, "{:032x}{:032x}".format
    return {
        "inbox": lambda i: _open(i).select_related("request").order_by(first, "request_id")[:50],
        "inbox_to_count": lambda i: _open(i).values("agency").order_by(),
        "request_by_number": lambda i: requests.filter(pk=i),
        "received": lambda i: requests.filter(agency=_agency(i)).order_by("-received_at")[:50],
        "of_requester": lambda i: requests.filter(requester=_asker(i)).order_by(
            "-received_at"
        )[:50],
        "of_person": lambda i: requests.filter(person_id=i + 1).order_by("-pk")[:50],
        "duplicates": lambda i: RequestNumber.objects.filter(
            fingerprint__in=[print_of(i * 2654435761 % 2**32, i), "none"]
        ).order_by("request_id")[:1],
    }  # fmt: skip


def _of_records() -> dict[str, Query]:
    from comity.desk.models import Clock, Decision, Delivery, Entry, LawChange

    deliveries = Delivery.objects.select_related(
        "contact__decision", "channel__agency", "contact__request__person"
    )
    queued = deliveries.filter(state="queued", due_at__lte=NOW)
    left = deliveries.filter(state="sending", lease_until__lt=NOW)
    changes, clocks, entries = LawChange.objects, Clock.objects, Entry.objects
    decisions = Decision.objects.filter(question="request", about="", withdrawal=None)
    return {
        "clocks_due": lambda i: clocks.filter(agency=_agency(i), done_at=None).order_by(
            "due_at", "pk"
        )[:50],
        "agencies_with_clocks": lambda _: changes.order_by("agency").values("agency").distinct(),
        "outbox_claim": lambda _: queued.order_by("due_at", "id")[:1],
        "outbox_left": lambda _: left.order_by("lease_until", "id")[:1],
        "dead_letters": lambda i: Delivery.objects.filter(
            contact__request__agency=_agency(i),
            pk__in=Delivery.objects.filter(state="dead").values("pk"),
        ).order_by("pk")[:50],
        "entries_tail": lambda _: entries.order_by("-number")[:50],
        "entries_of_request": lambda i: entries.filter(request=i).order_by("-number")[:200],
        "decision_in_force": lambda i: decisions.filter(request=i, recipient=_asker(i))
        .order_by("-entry_id")[:1],
    }  # fmt: skip


def _asker(i: int) -> str:
    return f"asks/{i % REQUESTERS}"


def _agency(i: int) -> str:
    return f"agency/{i % AGENCIES}"


def _open(i: int) -> "QuerySet[Any]":
    from comity.desk.models import RequestStatus

    return RequestStatus.objects.filter(agency=_agency(i)).exclude(state="closed")


def _spent(query: Query, sizes: dict[str, int]) -> dict[str, list[float]]:
    """The seconds of each run by size, both in turn."""
    from django.db import connections

    chance = random.Random(1)
    spent: dict[str, list[float]] = {alias: [] for alias in sizes}
    for number in range(TIMES + TIMES // 4):
        for alias, size in sizes.items():
            asked = query(chance.randrange(size)).query
            sql, parameters = asked.get_compiler(using=alias).as_sql()
            with connections[alias].cursor() as cursor:
                start = time.perf_counter()
                cursor.execute(sql, parameters)
                cursor.fetchall()
                if number >= TIMES // 4:
                    spent[alias].append(time.perf_counter() - start)
    return spent


def _plan(query: "QuerySet[Any]") -> list[str]:
    """How the database finds the rows, on many."""
    return query.using(OTHER).explain().splitlines()
