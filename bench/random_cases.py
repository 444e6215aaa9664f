"""Random cases by the thousand: typed, consistent, and as near to the edges of the law as can be.

The law itself says what is near: the days on which it changes, and every text, offence and day
that its conditions and schedules name. So a new page is tried from the day it is written. One seed
gives the same cases each time.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from bench.named import named
from comity.decide.clock import years_before
from comity.facts.checks import check
from comity.facts.values import UnfitError
from comity.flow import Counsel
from comity.law.pack import Law
from comity.law.version import change_days
from comity.model.case import Case, Conviction, Custody, Instrument, Period, Request
from comity.model.provision import Version
from comity.model.shape import Field, ListOf, Record, Type, case_shape
from comity.model.tree import DAY, INSTANT, TRUTH
from comity.prove.scenarios import read_scenarios

ZONES = tuple(timezone(timedelta(hours=hours)) for hours in (-5, -4, 0, -8, -10, 5.5, 14))
HOURS = (time(0), time(23, 59), time(23, 59, 59, 999999), time(10), time(16, 30))
LEAP_DAYS = (date(2012, 2, 29), date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29))
LATEST = date(2027, 6, 30)

CHANCES_OF_UNKNOWN = (0.0, 0.0, 0.02, 0.1, 0.3, 0.8)
"""How often a fact is unknown; each case has one of these."""

_CHANGE = 0.04
"""How often a fact of an example is drawn anew."""

MOST = {"convictions": 8, "instruments": 3, "charges": 4}
LIKELY: dict[str, tuple[object, ...]] = {
    "kind": ("detainer", "judicial-warrant"),
    "issuer": ("us-magistrate-judge",),
    "from": ("us/ice",),
    "asks": ("hold",),
    "code": ("NY PL",),
    "grade": ("felony",),
    "sentenced": (True,),
    "youthful_offender": (False,),
}
"""What most rules turn on, so that their last conditions are reached; drawn half of the time."""

SHIFTS = tuple(timedelta(days=days) for days in (-1, 0, 0, 1))
SINCE_RELEASE = tuple(
    timedelta(hours=hours, microseconds=more)
    for hours in (0, 1, 47, 48, 49, 71, 72, 96, 120, 144)
    for more in (-1, 0, 1)
)


@frozen
class Stretch:
    """Days on which one version binds an agency."""

    agency: str
    zone: str
    version: Version


class RandomCases:
    """An endless supply of cases, over every agency and every version of a law.

    With `examples`, every other case is one of these with some facts changed or unknown: it comes
    further into the law than chance does.
    """

    def __init__(self, law: Law, seed: int = 0, examples: Sequence[Case] = ()) -> None:
        self.random = Random(seed)
        self.stretches = stretches(law)
        self.examples = examples
        self._counsel = Counsel(law)
        self._unknown = 0.0
        self._made = 0

    def __iter__(self) -> Iterator[tuple[Case, Version]]:
        while True:
            for stretch in self.stretches:
                yield self.case(stretch), stretch.version
                if self.examples:
                    case = self.varied(self.random.choice(self.examples))
                    yield case, self._counsel.version(case)

    def case(self, stretch: Stretch) -> Case:
        """A case on a day of a stretch, most often one near its ends."""
        self._made += 1
        self._unknown = self.random.choice(CHANCES_OF_UNKNOWN)
        self._named = named(stretch.version)
        self._at = self._instant_on(self._day_in(stretch), stretch.zone)
        # What is left out of a case before it happens: nothing is later than its own instant.
        self._today = self._at.date()
        case: Case = self._record(case_shape(), {"id", "at", "agency"})
        return evolve(
            case,
            id=f"random-{self._made}",
            at=self._at,
            agency=stretch.agency,
            custody=self._custody(case.custody),
            request=self._request(case.request),
            person=evolve(case.person, convictions=self._convictions(case)),
        )

    def varied(self, example: Case) -> Case:
        """An example with some facts changed, some unknown, and some elements of lists gone."""
        self._unknown = self.random.choice(CHANCES_OF_UNKNOWN[:-1])
        self._named = named(self._counsel.version(example))
        self._at, self._today = example.at, example.at.date()
        varied: Case = self._varied(example, case_shape())
        try:
            check(varied)
        except UnfitError:
            return self.varied(example)
        return varied

    def _varied(self, value: Any, kind: Type) -> Any:
        if isinstance(kind, ListOf) and isinstance(kind.item, Record) and value is not None:
            kept = (one for one in value if self.random.random() > _CHANGE)
            return tuple(self._varied(one, kind.item) for one in kept)
        if not isinstance(kind, Record) or kind.pair:
            return value
        changed = {}
        for field in kind.fields.values():
            fact = getattr(value, field.attribute)
            if isinstance(field.type, Record):
                changed[field.attribute] = self._varied(fact, field.type)
            elif not (field.required or field.label):
                again = self.random.random() < self._unknown + _CHANGE
                changed[field.attribute] = (
                    self._fact(field) if again else self._varied(fact, field.type)
                )
        return evolve(value, **changed)

    def filled(self, case: Case, version: Version, paths: Container[str] | None = None) -> Case:
        """The case with unknown facts known, those of some paths or all; it may contradict itself.

        A fact that becomes known is known in full: no element of a list lacks anything.
        """
        self._unknown = 0.0
        self._named = named(version)
        self._at, self._today = case.at, case.at.date()
        filled: Case = self._filled(case, case_shape(), "", paths)
        return filled

    def _filled(self, value: Any, kind: Type, path: str, paths: Container[str] | None) -> Any:
        if isinstance(kind, ListOf) and isinstance(kind.item, Record) and value is not None:
            return tuple(
                self._filled(one, kind.item, f"{path}[{n}]", paths) for n, one in enumerate(value)
            )
        if not isinstance(kind, Record) or kind.pair:
            return value
        changed = {}
        for field in kind.fields.values():
            below = f"{path}.{field.name}" if path else field.name
            fact = getattr(value, field.attribute)
            if fact is None and not field.label and (paths is None or below in paths):
                changed[field.attribute] = self._fact(field)
            elif fact is not None:
                changed[field.attribute] = self._filled(fact, field.type, below, paths)
        return evolve(value, **changed)

    def _day_in(self, stretch: Stretch) -> date:
        first, last = stretch.version.days.first, stretch.version.days.last or LATEST
        inside = [day for day in LEAP_DAYS if first <= day <= last]
        any_day = first + timedelta(days=self.random.randrange((last - first).days + 1))
        return self.random.choice([first, last, any_day, any_day, *inside])

    def _instant_on(self, day: date, zone: str) -> datetime:
        clock = self.random.choice(HOURS)
        instant = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
        return instant.astimezone(self.random.choice(ZONES))

    def _record(self, record: Record, without: set[str]) -> Any:
        if record.pair:
            return Period(self._day(), self._day())
        values = {
            one.attribute: self._fact(one)
            for one in record.fields.values()
            if one.name not in without
        }
        if without:
            values |= {"id": "", "at": self._at, "agency": ""}
        if "subdivision" in values and self._named.offences and self.random.random() < 0.5:
            offence = self.random.choice(self._named.offences)
            values |= dict(zip(("code", "section", "subdivision"), offence, strict=True))
        return record.python_class(**values)

    def _fact(self, field: Field) -> object:
        if isinstance(field.type, Record):
            return self._record(field.type, set())
        if field.label or self.random.random() < self._unknown:
            return None
        if isinstance(field.type, ListOf):
            most = self.random.randint(0, MOST.get(field.name, 2))
            return tuple(self._one(field, field.type.item) for _ in range(most))
        return self._one(field, field.type)

    def _one(self, field: Field, kind: object) -> object:
        if isinstance(kind, Record):
            return self._record(kind, set())
        if kind == DAY:
            return self._day()
        if kind == INSTANT:
            return self._before(self._at, self.random.choice(SINCE_RELEASE))
        known: Sequence[object] = field.terms or self._named.texts.get(field.name, ("other",))
        known = (True, False) if kind == TRUTH else known
        likely = [one for one in LIKELY.get(field.name, ()) if one in known]
        return self.random.choice(likely if likely and self.random.random() < 0.5 else known)

    def _day(self) -> date:
        back = self.random.choice((0, 0, 1, 30, 365, 1826, 3652, 7000))
        return self._today - timedelta(days=self.random.randint(0, back))

    def _before(self, instant: datetime, span: timedelta) -> datetime:
        return (instant - span).astimezone(self.random.choice(ZONES))

    def _custody(self, custody: Custody) -> Custody:
        """The arrest on a day from which the law counts years, the release near a limit."""
        arrested, released = custody.arrested, custody.released_otherwise_at
        if arrested is not None and self.random.random() < 0.5:
            arrested = self._today - timedelta(days=self.random.randint(0, 3))
        if released is not None and self.random.random() < 0.2:
            released = self._at + timedelta(hours=self.random.randint(0, 60))
        if arrested is not None and released is not None:
            arrested = min(arrested, released.date())
        return Custody(arrested, released)

    def _request(self, request: Request) -> Request:
        received = request.received_at
        papers = request.instruments
        if received is not None:
            received = min(received, self._at)
        if papers is not None:
            papers = tuple(self._paper(one, received) for one in papers)
        return evolve(request, received_at=received, instruments=papers)

    def _paper(self, paper: Instrument, received: datetime | None) -> Instrument:
        shown = paper.presented_at
        if shown is not None:
            shown = received if received and self.random.random() < 0.4 else min(shown, self._at)
        issuer = None if paper.kind == "none-shown" else paper.issuer
        return evolve(paper, presented_at=shown, issuer=issuer)

    def _convictions(self, case: Case) -> tuple[Conviction, ...] | None:
        if case.person.convictions is None:
            return None
        return tuple(self._conviction(one, case) for one in case.person.convictions)

    def _conviction(self, one: Conviction, case: Case) -> Conviction:
        judgment, offence = one.judgment, one.offence_date
        served = one.incarcerated
        if offence is not None and served is not None:
            served = tuple(
                Period(start, end if end is None else max(start, end))
                for period in served
                for start, end in [(max(offence, period.start), period.end)]
            )
        elif served is not None:
            served = tuple(Period(min(p.start, p.end or p.start), p.end) for p in served)
        if judgment is not None and case.custody.arrested is not None:
            judgment = self._edge(judgment, case.custody.arrested, served or ())
        if judgment is not None:
            judgment = max(min(judgment, self._today), offence or date.min)
        return evolve(one, judgment=judgment, incarcerated=served)

    def _edge(self, judgment: date, arrested: date, served: tuple[Period, ...]) -> date:
        """Often a day about which the years back from the arrest begin."""
        years = self.random.choice((5, 5, 5, 10, 0))
        if not years:
            return judgment
        start = years_before(arrested, years) + self.random.choice(SHIFTS)
        if served and self.random.random() < 0.5:
            start -= timedelta(days=max(0, ((served[0].end or arrested) - served[0].start).days))
        return start


def examples(folder: Path) -> list[Case]:
    """The cases of every pack's scenarios."""
    return [
        one.case for path in sorted(folder.glob("*/scenarios.yaml")) for one in read_scenarios(path)
    ]


def stretches(law: Law) -> list[Stretch]:
    """Every version that binds an agency of the law, in order."""
    counsel = Counsel(law)
    return [
        Stretch(agency.id, pack.zone, counsel.version_on(agency.id, day))
        for pack, agency in law.agencies()
        for day in change_days(law, agency.id)
    ]
