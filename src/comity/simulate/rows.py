"""The rows of a history, each as a case before the agency that is to answer it, or as unplaced.

MUST: a row is never dropped and never guessed at; where no agency is found, the row says so.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs
from attrs import frozen

from comity.errors import CoverageError, InputError
from comity.facts import with_values
from comity.facts.detainers import case_of
from comity.intake.detainers import DetainerRecord, detainers
from comity.law.facilities import Facilities, facilities
from comity.law.pack import Law
from comity.model.case import Case
from comity.simulate.question import Question
from comity.simulate.recorded import recorded_class
from comity.simulate.refusals import Refusals, usable

_NO_NAME = "the record names no place"
_NO_ROW = "in no table of facilities"
_NO_AGENCY = "no agency is named"


@frozen
class Row:
    """One row: its case if an agency was found, otherwise the place and why none was.

    `number` is that by which messages name the row.
    """

    number: int
    month: str
    recorded: str
    case: Case | None
    facility: str = ""
    city: str = ""
    state: str = ""
    why: str = ""


def rows(question: Question, law: Law, published: bool, refusals: Refusals) -> Iterator[Row]:
    """The rows of the data. What cannot be used goes to `refusals`, which may raise InputError."""
    reading = _Reading(question, law)
    if published:
        yield from _of_records(question, reading, facilities(law), refusals)
        return
    check_column(question)
    for number, raw, case in usable(question.data, refusals):
        try:
            row = reading.of_case(case, number)
        except InputError as error:
            refusals.add(error, number, raw.data)
        else:
            yield row


def _of_records(
    question: Question, reading: "_Reading", table: Facilities, refusals: Refusals
) -> Iterator[Row]:
    for record in detainers(question.data, _column(question), refusals.add):
        try:
            row = reading.of_record(record, table)
        except InputError as error:
            said = attrs.asdict(record, filter=lambda field, _: field.name != "place")
            refusals.add(error, _number_of(record), said)
        else:
            yield row


def _number_of(record: DetainerRecord) -> int:
    """The number by which messages name a record."""
    return record.place.line or record.row


def check_column(question: Question) -> None:
    """Raises InputError where `--agency-by` names a column that no case has."""
    if question.agency_by not in (None, "agency"):
        raise InputError(
            f"a case has no column {question.agency_by!r}",
            field="--agency-by",
            expected="agency, the only one that a case has",
        )


def _column(question: Question) -> str | None:
    """The column that holds an agency's own name; None where facilities are looked up."""
    return None if question.agency_by == "facility" else question.agency_by


class _Reading:
    """Makes rows under one question."""

    def __init__(self, question: Question, law: Law) -> None:
        self.question = question
        self.zones = zones(law)
        self.known = law.pack_of

    def of_record(self, record: DetainerRecord, table: Facilities) -> Row:
        agency, why = self._agency(record, table)
        number = _number_of(record)
        month, recorded = month_of(record.prepared), recorded_class(record.lift_reason)
        if agency is None:
            place = (record.facility or "", record.city or "", record.state or "")
            return Row(number, month, recorded, None, *place, why)
        zone = self.zones[agency]
        case = self._asked(case_of(record, agency, zone.key), zone, lambda: str(record.place))
        return Row(number, month, recorded, case)

    def of_case(self, case: Case, number: int) -> Row:
        agency = self.question.agency or case.agency
        zone = self.zones.get(agency)
        if zone is None:
            return Row(number, month_of(case.at), "", None, why=why_unknown(self.known, agency))
        month = month_of(case.at.astimezone(zone))
        changed = attrs.evolve(case, agency=agency)
        return Row(number, month, "", self._asked(changed, zone, lambda: f"case {case.id}"))

    def _agency(self, record: DetainerRecord, table: Facilities) -> tuple[str | None, str]:
        """The agency of a record, or why there is none."""
        if self.question.agency:
            return self.question.agency, ""
        if _column(self.question):
            if record.agency is None:
                return None, _NO_AGENCY
            if record.agency not in self.zones:
                return None, why_unknown(self.known, record.agency)
            return record.agency, ""
        if not record.facility:
            return None, _NO_NAME
        found = table.find(record.facility, record.city, record.state)
        return (found.agency, found.note) if found else (None, _NO_ROW)

    def _asked(self, case: Case, zone: ZoneInfo, where: Callable[[], str]) -> Case:
        """The case as of the day that is asked about, under what is assumed."""
        if self.question.at:
            case = moved(case, self.question.at, zone)
        return assumed(case, self.question.assume, where)


def assumed(case: Case, assume: tuple[str, ...], where: Callable[[], str]) -> Case:
    """The case with what is assumed; `where` names it in the InputError that this may raise."""
    if not assume:
        return case
    try:
        return with_values(case, assume)
    except InputError as error:
        what = f"{error.message} (assumed for {where()})"
        raise InputError(what, field=error.field, expected=error.expected) from None


def moved(case: Case, day: date, zone: ZoneInfo) -> Case:
    """The case on another day, at its own time of the day in its agency's zone."""
    there = datetime.combine(day, case.at.astimezone(zone).time(), zone)
    return attrs.evolve(case, at=datetime.fromisoformat(there.isoformat()))


def zones(law: Law) -> dict[str, ZoneInfo]:
    """The zone of every agency that some pack covers."""
    return {agency.id: ZoneInfo(pack.zone) for pack, agency in law.agencies()}


def month_of(day: date) -> str:
    """The month under which a row is counted."""
    return f"{day.year}-{day.month:02}"


def why_unknown(known: Callable[[str], object], agency: str) -> str:
    """Why no pack covers an agency, as `known` says when it is asked for it."""
    try:
        known(agency)
    except CoverageError as error:
        return error.message
    return ""
