"""Random cases for Hypothesis: whole, consistent, with random unknowns.

The facts come from `model.shape`, so that a new fact is drawn from the day it is declared. Days are
drawn freely and then moved as little as is needed for the case not to contradict itself.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import attrs
from hypothesis import strategies as st

from comity.model.case import (
    ACTIONS,
    Case,
    Conviction,
    Custody,
    Instrument,
    Period,
    Request,
    Source,
)
from comity.model.shape import Field, ListOf, Record, case_shape, each_fact
from comity.model.tree import DAY, INSTANT, TRUTH

AGENCIES = ("us-ny-nyc/nypd", "us-ny-nyc/doc", "us-ny-nyc/dop", "us-ny-nyc/city")

LAW_DAYS = (
    date(2013, 7, 16),  # Local Law 21 of 2013
    date(2014, 12, 14),  # Local Law 59 of 2014
    date(2018, 11, 14),  # People ex rel. Wells v DeMarco
    date(2026, 1, 29),  # the reading of 2026
)
"""Days on which the law of New York City changed, and about which an error of a day shows."""

CALENDAR_DAYS = (
    date(2012, 2, 29),
    date(2016, 2, 29),
    date(2020, 2, 29),
    date(2024, 2, 29),
    date(2017, 3, 12),  # the clocks of New York go forward
    date(2017, 11, 5),  # and back
    date(2016, 12, 31),
    date(2017, 1, 1),
    date(2017, 7, 4),  # a holiday on a Tuesday
)

ZONES = tuple(timezone(timedelta(hours=hours)) for hours in (-4, -5, -8, 0, -10, 5.5, 14))

TEXTS = {
    "code": ("NY PL", "NY VTL", "NJ 2C", "US 21"),
    "section": ("160.10", "130.52", "120.05", "140.30", "110", "1192", "11-3", "841"),
    "subdivision": ("", "1", "2", "2(b)", "3-a"),
    "target_section": ("160.10", "120.05"),
    "target_subdivision": ("", "2"),
    "form": ("I-247A", "I-247D", "I-205", "I-200"),
    "from": ("us/ice", "us/cbp", "us-nj/state-police"),
    "asks": ACTIONS,
    "basis": ("final-order", "removal-proceedings", "biometric-match", "statements"),
    "offences": ("8 USC 1325", "8 USC 1326", "18 USC 922"),
    "items": ("court_date", "release_date", "address"),
    "shown_documents": ("passport", "birth-certificate"),
}
"""Texts on which rules turn, by the name of the fact."""


def days(around: Sequence[date] = (*LAW_DAYS, *CALENDAR_DAYS)) -> st.SearchStrategy[date]:
    """Days about those given, about five years before them, and any other day."""
    near = [day + timedelta(days=shift) for day in around for shift in (-1, 0, 1)]
    before = [day - timedelta(days=1826 + shift) for day in around for shift in (-1, 0, 1)]
    return (
        st.sampled_from(near)
        | st.sampled_from(before)
        | st.dates(date(1990, 1, 1), date(2030, 12, 31))
    )


def instants(of: st.SearchStrategy[date]) -> st.SearchStrategy[datetime]:
    """Instants of those days, often at the ends of the day, in several zones."""
    hours = st.sampled_from((time(0), time(23, 59), time(23, 59, 59, 999999), time(10)))
    return st.builds(datetime.combine, of, hours | st.times(), st.sampled_from(ZONES))


def texts() -> st.SearchStrategy[str]:
    """Any text that a case may hold."""
    letters = st.characters(codec="utf-8", exclude_characters="\0")
    return st.text(letters, max_size=30)


def random_cases(
    *,
    agencies: Sequence[str] = AGENCIES,
    around: Sequence[date] = (*LAW_DAYS, *CALENDAR_DAYS),
    most_convictions: int = 8,
) -> st.SearchStrategy[Case]:
    """Whole cases. Every fact is now and then unknown, every list now and then empty."""
    drawn = _Drawn(days(around), most_convictions)
    special = {"id": texts().filter(str.strip), "agency": st.sampled_from(list(agencies))}
    return drawn.record(case_shape(), special | {"sources": sources()}).map(consistent)


def sources() -> st.SearchStrategy[tuple[Source, ...]]:
    """Sources of facts, of whole parts and of elements of lists."""
    paths = [
        path.replace("[]", number) for path, _ in each_fact(case_shape()) for number in ("", "[0]")
    ]
    maybe_text = st.none() | texts()
    one = st.builds(
        Source,
        path=st.sampled_from(["person", "request", "person.convictions[7]", *paths]),
        document=maybe_text,
        by=maybe_text,
        at=st.none() | instants(days()),
    )
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def with_one_value_replaced(draw: st.DrawFn, data: Any, values: st.SearchStrategy) -> Any:
    """A copy of JSON data with one of its values, at any depth, replaced by one of `values`."""
    copy = json.loads(json.dumps(data))
    at = copy
    while True:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not at[key] or not isinstance(at[key], dict | list) or draw(st.booleans()):
            at[key] = draw(values)
            return copy
        at = at[key]


class _Drawn:
    """Strategies for the facts of a record, by their types and names."""

    def __init__(self, day: st.SearchStrategy[date], most: int) -> None:
        self.day, self.instant, self.most = day, instants(day), most

    def record(self, record: Record, special: dict[str, st.SearchStrategy]) -> st.SearchStrategy:
        if record.pair:
            return st.builds(Period, self.day, st.none() | self.day)
        facts = {one.attribute: self.fact(one) for one in record.fields.values()}
        return st.builds(record.python_class, **facts | special)

    def fact(self, field: Field) -> st.SearchStrategy:
        if isinstance(field.type, Record):
            return self.record(field.type, {})
        if isinstance(field.type, ListOf):
            value = self.list(field, field.type.item)
        else:
            value = self.scalar(field, field.type)
        return value if field.required else st.none() | value

    def list(self, field: Field, item: object) -> st.SearchStrategy:
        if isinstance(item, Record):
            most = self.most if field.name == "convictions" else 3
            return st.lists(self.record(item, {}), max_size=most).map(tuple)
        return st.lists(self.scalar(field, item), max_size=3).map(tuple)

    def scalar(self, field: Field, kind: object) -> st.SearchStrategy:
        if kind == TRUTH:
            return st.booleans()
        if kind in (DAY, INSTANT):
            return self.day if kind == DAY else self.instant
        known = field.terms or TEXTS.get(field.name)
        return st.sampled_from(known) if known else texts()


def consistent(case: Case) -> Case:
    """The case, its days and papers moved so that nothing in it contradicts itself."""
    convictions, day = case.person.convictions, case.at.date()
    if convictions is not None:
        convictions = tuple(_conviction(one, day) for one in convictions)
    return attrs.evolve(
        case,
        custody=_custody(case.custody, day),
        request=_request(case.request, case.at),
        person=attrs.evolve(case.person, convictions=convictions),
    )


def _custody(custody: Custody, day: date) -> Custody:
    arrested, released = custody.arrested, custody.released_otherwise_at
    if arrested:
        arrested = min(arrested, day, released.date() if released else day)
    return attrs.evolve(custody, arrested=arrested)


def _request(request: Request, at: datetime) -> Request:
    received, papers = request.received_at, request.instruments
    if papers is not None:
        papers = tuple(_instrument(one, at) for one in papers)
    return attrs.evolve(
        request, received_at=min(received, at) if received else None, instruments=papers
    )


def _instrument(paper: Instrument, at: datetime) -> Instrument:
    presented = paper.presented_at
    return attrs.evolve(
        paper,
        presented_at=min(presented, at) if presented else None,
        issuer=None if paper.kind == "none-shown" else paper.issuer,
    )


def _conviction(one: Conviction, day: date) -> Conviction:
    offence = min(one.offence_date, day) if one.offence_date else None
    first = offence or date(1990, 1, 1)
    judgment = max(min(one.judgment, day), first) if one.judgment else None
    served = one.incarcerated
    if served is not None:
        served = tuple(_period(period, first) for period in served)
    return attrs.evolve(one, offence_date=offence, judgment=judgment, incarcerated=served)


def _period(period: Period, first: date) -> Period:
    start = max(period.start, first)
    return Period(start, max(period.end, start) if period.end else None)
