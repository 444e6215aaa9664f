"""From receipt to stored decision, beside a bare insert of the same rows: one run on one database.

Each round receives so many requests, then inserts the very same rows into the second database with
the same Django, guards and durability: one transaction a request, rows saved one by one and lists
by `bulk_create`, as the desk does. The ratio is the median over the rounds.
"""

import cProfile
import json
import pstats
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from bench.desk_base import OTHER, Say, tables

if TYPE_CHECKING:
    from django.db.models import Model

    from comity.desk.hand import Hand
    from comity.desk.models import Request
    from comity.intake.received import Received

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
POLICE: Final = "us-ny-nyc/nypd"
ASKER: Final = "us/ice"
NOW: Final = datetime(2017, 6, 1, 14, tzinfo=UTC)
_PARTS: Final = ("request", "person", "custody", "information")

Results = dict[str, float | int]
Spent = tuple[float, float]
"""Seconds: by the clock, and of this process's own on a processor."""


def measure(kind: str, rounds: int, each: int, burst: int, profiled: bool, say: Say) -> Results:
    """The ratio, and the burst, on the pair of databases that is prepared."""
    hand = _hand(tables("default"))
    tables(OTHER)
    ratios, rates, own = [], [], []
    for number in range(rounds + 1):
        received = _receive(hand, each, f"{number}")
        bare = _bare_again()
        if number:  # the first round reads the law and fills the caches
            ratios.append(bare[0] / received[0])
            rates.append((each / received[0], each / bare[0]))
            own.append(bare[1] / received[1])
    say(
        f"{kind}: {median(one for one, _ in rates):,.1f} requests a second from receipt to stored "
        f"decision, {median(one for _, one in rates):,.1f} bare inserts of the same rows; "
        f"ratio {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}), "
        f"of this process's own time {median(own):.3f}; "
        f"statements a request: {_statements(hand)}"
    )
    if profiled:
        _profile(hand, each, say)
    lost = _burst(kind, hand, burst, say)
    return {
        f"intake_vs_bare_insert_{kind}": median(ratios),
        f"intake_per_second_{kind}": median(one for one, _ in rates),
        f"burst_requests_lost_{kind}": lost,
    }


def _hand(clerk: "Hand") -> "Hand":
    from comity.desk.hand import Hand

    return Hand(clerk.by, NOW)


def _requests(each: int, name: str) -> Iterator["Received"]:
    from comity.intake.received import Received

    for number in range(each):
        case = json.loads((EXAMPLES / f"case-{'ab'[number % 2]}.json").read_text(encoding="utf-8"))
        said = {part: case[part] for part in _PARTS if part in case}
        event = f"EX-{name}-{number}"
        original = json.dumps([event, said]).encode()
        numbers = (("event", event), ("subject", f"S-{name}-{number}"))
        yield Received("json", original, "request.json", None, said, numbers, ())


def _receive(hand: "Hand", each: int, name: str) -> Spent:
    """The time that so many requests took."""
    from comity.desk.actions import receive

    asked = list(_requests(each, name))
    start = _now()
    for number, one in enumerate(asked):
        key = f"{name}-{number}"
        receive.receive(one, hand, agency=POLICE, requester=ASKER, key=key)
    return _since(start)


def _bare_again() -> Spent:
    """Inserts what is new in the first database into the second; the time that it took."""
    from django.db import transaction

    from comity.desk.models import Request

    have = Request.objects.using(OTHER).count()
    new = [_rows_of(one) for one in Request.objects.order_by("pk")[have:]]
    start = _now()
    for rows in new:
        with transaction.atomic(using=OTHER):
            for one in rows:
                if isinstance(one, list):
                    type(one[0])._default_manager.using(OTHER).bulk_create(one)
                else:
                    one.save(using=OTHER, force_insert=True)
    return _since(start)


def _now() -> Spent:
    return time.perf_counter(), time.process_time()


def _since(start: Spent) -> Spent:
    return time.perf_counter() - start[0], time.process_time() - start[1]


def _rows_of(request: "Request") -> list[Any]:
    """All that the receipt of one request has written, in an order in which it can be written."""
    from comity.desk import models

    person, facts = request.person, models.Facts.objects.get(request=request)
    entries = list(models.Entry.objects.filter(request=request).order_by("pk"))
    parts: list[Model] = []
    for part in (models.Charge, models.Conviction, models.Instrument, models.Custody):
        parts += part.objects.filter(facts=facts)
    lists = (
        [*person.numbers.all()], [*request.fingerprints.all()],
        [*request.documents.all()], [*request.clocks.all()],
    )  # fmt: skip
    numbers, prints, papers, clocks = lists
    status = models.RequestStatus.objects.get(request=request)
    rows = [
        person, person.key, *person.identities.all(), numbers, entries[0], request, prints, papers,
        facts, *parts, entries[1], *request.decisions.all(), status, clocks,
    ]  # fmt: skip
    assert len(entries) == 2
    return [one for one in rows if one]


def _statements(hand: "Hand") -> str:
    """How many statements of each kind one receipt takes."""
    from django.db import connection

    seen: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen[sql.split(maxsplit=1)[0]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        _receive(hand, 1, "counted")
    return ", ".join(f"{number} {word}" for word, number in seen.most_common())


def _profile(hand: "Hand", each: int, say: Say) -> None:
    """Where the time goes, by cProfile: the costliest functions with all that they call."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    _receive(hand, each, "profiled")
    profile.disable()
    stats = pstats.Stats(profile)
    whole = stats.total_tt  # type: ignore[attr-defined]
    rows = sorted(stats.stats.items(), key=lambda item: -item[1][3])  # type: ignore[attr-defined]
    for (file, line, name), (calls, _, own, total, _callers) in rows[:90]:
        place = "/".join(Path(file).parts[-3:])
        say(f"{total / whole:6.1%} {own / whole:6.1%} {calls / each:8.1f}  {name} {place}:{line}")


def _burst(kind: str, hand: "Hand", burst: int, say: Say) -> int:
    """So many requests in a row; how many of them are not there afterwards, whole and decided."""
    from comity.desk import ledger
    from comity.desk.models import Decision, Entry, Request
    from comity.record.chain import verify

    spent, _ = _receive(hand, burst, "burst")
    found = Request.objects.filter(key__startswith="burst-")
    decided = Decision.objects.filter(request__in=found).values("request").distinct().count()
    told = Entry.objects.filter(request__in=found, kind="request-received").count()
    faults = len(verify(ledger.stored()).faults)
    say(f"{kind}: a burst of {burst:,} requests in {spent:,.0f} s; {faults} faults in the entries")
    return burst - min(decided, told, found.count()) + faults
