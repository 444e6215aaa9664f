"""Days and hours in SQL are those of `clock`, in every zone and in every year of a case."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from bench import plain
from bench.random_rules import AGENCY, page_of, version_of
from bench.sql_table import table_of
from comity.decide import clock
from comity.decide.sql import calendars
from comity.facts.values import FIRST_YEAR, LAST_YEAR
from comity.law.calendars import calendar
from comity.law.read import read_law
from comity.model import tree
from comity.model.case import ACTIONS, Case, Conviction, Custody, Period, Person
from comity.model.provision import Version
from comity.model.tree import INSTANT, Calendar, Node

ZONES = sorted({pack.zone for pack in read_law().packs.values()} | {"Europe/London", "Asia/Tokyo"})
LEFT_OUT = (("saturday", "sunday", "holiday"), ("sunday",), ())
HOURS = (0, 1, 24, 48, 72, 500)

RELEASED = tree.Fact(
    ("custody", "released_otherwise_at"), ("custody", "released_otherwise_at"), INSTANT
)


def almanac(zone: str) -> Calendar:
    found = calendar("us", zone)
    assert found is not None
    return found


def instants(zone: str, count: int, seed: int) -> Iterator[datetime]:
    """Instants of all years, every other one within an hour of a midnight or a change of clock."""
    random, at = Random(seed), ZoneInfo(zone)
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    modern = date(2010, 1, 1)
    for n in range(count):
        start = modern if n % 3 else first
        end = date(2030, 1, 1) if n % 3 else last
        day = start + timedelta(days=random.randrange((end - start).days))
        if n % 5 == 0:  # Sundays of March and November, when the clocks change
            day = date(
                random.randrange(2007, 2040), random.choice((3, 11)), random.randrange(1, 15)
            )
        wall = datetime.combine(day, time(random.choice((0, 1, 2, 3, 12, 23))), at)
        nudge = random.choice((-1, 0, 1, random.randrange(-3_600_000_000, 3_600_000_000)))
        yield wall.astimezone(UTC) + timedelta(microseconds=nudge)


def permitting(untils: list[Node], zone: str) -> Version:
    """A version that permits each act until a limit of its own."""
    found = version_of(page_of([["id: rule", "permit: hold"]]))
    rules = tuple(
        evolve(found.provisions[0], id=f"rule{n}", actions=(action,), until=until)
        for n, (action, until) in enumerate(zip(ACTIONS, untils, strict=False))
    )
    calendar_ = almanac(zone)
    return evolve(found, provisions=rules, calendar=calendar_, hash=f"{zone} {untils!r}")


def asked(n: int, released: datetime) -> Case:
    """A case that is asked long before, so that no limit is reached."""
    at = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - timedelta(days=4000)
    return Case(id=str(n), at=at, agency=AGENCY, custody=Custody(None, released))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("left_out", LEFT_OUT, ids=" ".join)
def test_hours_run_as_on_the_clock(zone: str, left_out: tuple[str, ...]) -> None:
    """A term ends at the same microsecond, over weekends, holidays and changes of the clock."""
    found = almanac(zone)
    untils: list[Node] = [
        tree.Call(
            "hours_after", (RELEASED, tree.Const(hours), tree.Const(left_out)), found, INSTANT
        )
        for hours in HOURS
    ]
    cases = [asked(n, one) for n, one in enumerate(instants(zone, 600, seed=len(left_out)))]
    with table_of(cases) as made:
        rulings = made.rulings(permitting(untils, zone), in_force=False)

    for case in cases:
        start = case.custody.released_otherwise_at
        assert start is not None
        expected = [clock.hours_after(start, hours, left_out, found) for hours in HOURS]
        assert expected == [one.until for one in rulings[int(case.id)][: len(HOURS)]], start


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_ends_as_on_the_clock(zone: str) -> None:
    """23:59 of the local day, which is found for every instant of every year."""
    found = almanac(zone)
    cases = [asked(n, one) for n, one in enumerate(instants(zone, 4000, seed=1))]
    end: Node = tree.Call("end_of_day", (RELEASED,), found, INSTANT)
    with table_of(cases) as made:
        rulings = made.rulings(permitting([end], zone), in_force=False)

    for case in cases:
        start = case.custody.released_otherwise_at
        assert start is not None
        assert clock.end_of_day(start, found) == rulings[int(case.id)][0].until, start


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_are_those_of_the_zone(zone: str) -> None:
    """Every midnight of the three centuries of a case is where the zone has it."""
    at = ZoneInfo(zone)
    runs = calendars.runs(zone, time())

    for run in runs:
        for number in (run.first, (run.first + run.past) // 2, run.past - 1):
            day = calendars.FIRST + timedelta(days=number)
            offset = datetime.combine(day, time(), at).utcoffset()
            assert timedelta(seconds=-run.behind) == offset, day
    assert [one.first for one in runs[1:]] == [one.past for one in runs[:-1]]
    assert runs[0].first == 0


def days(random: Random) -> date:
    return date(2020, 2, 29) - timedelta(
        days=random.choice((0, 1, 365, 1461, random.randrange(9000)))
    )


def convicted(n: int, random: Random) -> Case:
    periods = []
    for _ in range(random.choice((0, 1, 1, 2, 3, 5))):
        start = days(random)
        length = timedelta(days=random.randrange(900))
        periods.append(Period(start, random.choice((None, start + length, start + length))))
    served = random.choice((tuple(periods), tuple(periods), None))
    judgment = random.choice((days(random), days(random), None))
    one = Conviction(judgment=judgment, offence_date=random.choice((days(random), None)),
                     incarcerated=served)  # fmt: skip
    return Case(
        id=str(n), at=datetime(2021, 1, 1, tzinfo=UTC), agency=AGENCY,
        custody=Custody(random.choice((days(random), None))), person=Person(convictions=(one,)),
    )  # fmt: skip


SERVED = "days_served(c.incarcerated, c.offence_date, custody.arrested)"
ON_DAYS = (
    f"{SERVED} == 0",
    f"{SERVED} > 100",
    f"{SERVED} > 1000",
    f"c.judgment >= years_before(custody.arrested, 5) - {SERVED}",
    "c.judgment == years_before(custody.arrested, 4)",
    "c.judgment < years_after(c.offence_date, 1)",
    "years_before(c.judgment, 1) == c.judgment - 365",
    "years_after(c.judgment, 1) == c.judgment + 366",
)


@pytest.mark.parametrize("condition", ON_DAYS)
def test_time_served_and_years_are_those_of_the_clock(condition: str) -> None:
    """Overlaps once, the last day not, open ends up to the arrest; leap days to the 28th."""
    random = Random(7)
    cases = [convicted(n, random) for n in range(800)]
    when = f"when: 'person.convictions.exists(c, {condition})'"
    version = version_of(page_of([["id: rule", "permit: hold", when]]))

    with table_of(cases) as made:
        found = made.rulings(version, in_force=False)
        assert [] == made.mismatches(
            version, lambda one: plain.rulings(one, version), in_force=False
        )
    assert {"may", "silent", "undetermined"} == {one[0].outcome for one in found.values()}
