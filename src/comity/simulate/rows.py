"""The rows of a history, each as a case before the agency that is to answer it, or as unplaced.

MUST: a row is never dropped and never guessed at; where no agency is found, the row says so.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs
from attrs import frozen

from comity.errors import CoverageError, InputError
from comity.facts import cases, with_values
from comity.facts.detainers import case_of
from comity.intake.detainers import DetainerRecord, detainers
from comity.law.facilities import Facilities, facilities
from comity.law.pack import Law
from comity.model.case import Case
from comity.simulate.question import Question
from comity.simulate.recorded import recorded_class

_NO_NAME = "the record names no place"
_NO_ROW = "in no table of facilities"
_NO_AGENCY = "no agency is named"


@frozen
class Row:
    """One row: its case if an agency was found, otherwise the place and why none was."""

    month: str
    recorded: str
    case: Case | None
    facility: str = ""
    city: str = ""
    state: str = ""
    why: str = ""


def rows(question: Question, law: Law, published: bool) -> Iterator[Row]:
    """The rows of the data. Raises InputError for the first one that cannot be used."""
    reading = _Reading(question, law)
    if published:
        table = facilities(law)
        for record in detainers(question.data, _column(question)):
            yield reading.of_record(record, table)
        return
    if question.agency_by not in (None, "agency"):
        raise InputError(
            f"a case has no column {question.agency_by!r}",
            field="--agency-by",
            expected="agency, the only one that a case has",
        )
    for case in cases(question.data):
        yield reading.of_case(case)


def _column(question: Question) -> str | None:
    """The column that holds an agency's own name; None where facilities are looked up."""
    return None if question.agency_by == "facility" else question.agency_by


class _Reading:
    """Makes rows under one question."""

    def __init__(self, question: Question, law: Law) -> None:
        self.question = question
        self.zones = {agency.id: ZoneInfo(pack.zone) for pack, agency in law.agencies()}
        self.known = law.pack_of

    def of_record(self, record: DetainerRecord, table: Facilities) -> Row:
        agency, why = self._agency(record, table)
        if agency is None:
            place = (record.facility or "", record.city or "", record.state or "")
            return Row(
                _month(record.prepared), recorded_class(record.lift_reason), None, *place, why
            )
        zone = self.zones[agency]
        case = self._asked(case_of(record, agency, zone.key), zone, lambda: str(record.place))
        return Row(_month(record.prepared), recorded_class(record.lift_reason), case)

    def of_case(self, case: Case) -> Row:
        agency = self.question.agency or case.agency
        zone = self.zones.get(agency)
        if zone is None:
            why = _why_unknown(self.known, agency)
            return Row(_month(case.at), "", None, why=why)
        month = _month(case.at.astimezone(zone))
        changed = attrs.evolve(case, agency=agency)
        return Row(month, "", self._asked(changed, zone, lambda: f"case {case.id}"))

    def _agency(self, record: DetainerRecord, table: Facilities) -> tuple[str | None, str]:
        """The agency of a record, or why there is none."""
        if self.question.agency:
            return self.question.agency, ""
        if _column(self.question):
            if record.agency is None:
                return None, _NO_AGENCY
            if record.agency not in self.zones:
                return None, _why_unknown(self.known, record.agency)
            return record.agency, ""
        if not record.facility:
            return None, _NO_NAME
        found = table.find(record.facility, record.city, record.state)
        return (found.agency, found.note) if found else (None, _NO_ROW)

    def _asked(self, case: Case, zone: ZoneInfo, where: Callable[[], str]) -> Case:
        """The case as of the day that is asked about, under what is assumed."""
        if self.question.at:
            local = case.at.astimezone(zone).time()
            there = datetime.combine(self.question.at, local, zone)
            case = attrs.evolve(case, at=datetime.fromisoformat(there.isoformat()))
        if not self.question.assume:
            return case
        try:
            return with_values(case, self.question.assume)
        except InputError as error:
            what = f"{error.message} (assumed for {where()})"
            raise InputError(what, field=error.field, expected=error.expected) from None


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _why_unknown(known: Callable[[str], object], agency: str) -> str:
    try:
        known(agency)
    except CoverageError as error:
        return error.message
    return ""
