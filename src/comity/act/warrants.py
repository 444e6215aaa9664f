"""Warrant checks: what a record is, whom one asks about it, and what the silence or answer means.

MUST: the class of a record is a fact that somebody read in a document or heard from a person, never
the word "warrant": a hit in the national database may well be an administrative one, which no judge
has seen. And silence never confirms.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from attrs import field, frozen

from comity.act.warrant_inquiry import Inquiry, due
from comity.errors import InputError
from comity.model.contact import discloses

JUDICIAL: Final = "judicial-criminal-warrant"
ADMINISTRATIVE: Final = "administrative-immigration-warrant"
DEPORTED_FELON: Final = "deported-felon-notice"
OTHER: Final = "other"
CLASSES: Final = (JUDICIAL, ADMINISTRATIVE, DEPORTED_FELON, OTHER)

CONFIRMED: Final = "confirmed"
NOT_CONFIRMED: Final = "not-confirmed"
IN_PROCESS: Final = "in-process"
ANSWERS: Final = (CONFIRMED, NOT_CONFIRMED, IN_PROCESS)

CLASS_NOT_KNOWN: Final = "class-not-known"
NO_CRIMINAL_WARRANT: Final = "no-criminal-warrant"
NOT_ASKED: Final = "not-asked"
WAITING: Final = "waiting"
SECOND_DUE: Final = "second-request-due"
CONTROL_AGENCY_DUE: Final = "state-control-agency-due"
THIRD_DUE: Final = "third-request-due"
UNANSWERED: Final = "unanswered"
STATES: Final = (
    CLASS_NOT_KNOWN,
    NO_CRIMINAL_WARRANT,
    NOT_ASKED,
    WAITING,
    IN_PROCESS,
    CONFIRMED,
    NOT_CONFIRMED,
    SECOND_DUE,
    CONTROL_AGENCY_DUE,
    THIRD_DUE,
    UNANSWERED,
)

_SAYS: Final = {
    CLASS_NOT_KNOWN: "Nobody has said yet what this record is. Read the record itself first.",
    NOT_ASKED: "The issuing agency has not been asked.",
    WAITING: "The issuing agency has been asked. Until it confirms, nothing is confirmed.",
    IN_PROCESS: "The issuing agency says that it needs until then. Nothing is confirmed.",
    CONFIRMED: "The issuing agency confirms the warrant.",
    NOT_CONFIRMED: "The issuing agency does not confirm the warrant.",
    SECOND_DUE: "No answer in time, so nothing is confirmed. A second request is due.",
    CONTROL_AGENCY_DUE: "No answer to two requests, so nothing is confirmed. Tell the state's"
    " control agency.",
    THIRD_DUE: "The control agency has been told, nothing is confirmed. A third request is due.",
    UNANSWERED: "No answer to three requests. Nothing is confirmed.",
}
_NO_WARRANT: Final = {
    ADMINISTRATIVE: "An administrative warrant, signed by an officer and by no judge. It is never"
    " confirmed as a criminal warrant, whatever the agency that issued it answers.",
    DEPORTED_FELON: "A notice that the person was deported. It may point to a crime, and is no"
    " warrant; it is never confirmed as one.",
    OTHER: "A record that is no judge's warrant for a crime. It is never confirmed as one.",
}


@frozen
class RecordClass:
    """What a record is: one of CLASSES, with the document or person that it was learnt from.

    `by` put it down, at `at` (aware). Raises InputError without any of these.
    """

    name: str
    source: str
    by: str
    at: datetime

    def __attrs_post_init__(self) -> None:
        if self.name not in CLASSES:
            expected = f"one of {', '.join(CLASSES)}"
            raise InputError(f"no such class: {self.name!r}", field="class", expected=expected)
        if not self.source.strip() or not self.by.strip():
            what = "the class of a record is a fact with a source"
            expected = "the document or person it was learnt from, and who put it down"
            raise InputError(what, field="source", expected=expected)
        _aware("at", self.at)


@frozen
class Answer:
    """What `giver` answered to request `number`, at an aware instant.

    `says` is one of ANSWERS or the far side's own words, which then confirm nothing. `until`: for
    in-process, by when it will be confirmed or not. Raises InputError where that is missing.
    """

    number: int
    giver: str
    says: str
    at: datetime
    until: datetime | None = None

    def __attrs_post_init__(self) -> None:
        _aware("at", self.at)
        if self.says == IN_PROCESS and self.until is None:
            what = "an agency that needs more time says how much"
            raise InputError(what, field="until", expected="the instant by which it will answer")
        if self.until is not None:
            _aware("until", self.until)


@frozen
class Check:
    """One warrant check of a record that an agency, the issuer, entered.

    `record_class` is None until somebody has said what the record is. `inquiries` are the requests
    made of the issuer, 1 to 3. Raises InputError for one to another agency, or out of order.
    """

    record_class: RecordClass | None
    issuer: str
    inquiries: tuple[Inquiry, ...] = ()
    control_agency_told_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        for number, inquiry in enumerate(self.inquiries, start=1):
            if inquiry.to != self.issuer:
                what = f"{inquiry.to} is not the agency that issued the record"
                raise InputError(what, field="to", expected=self.issuer)
            if inquiry.number != number:
                raise InputError(f"{inquiry.number}", field="RNO", expected=f"{number}, in order")


@frozen
class CheckStanding:
    """Where a check stands at one instant: `state`, the same in words, and what is due when."""

    state: str
    says: str
    due: datetime | None = field(default=None)

    @property
    def confirmed(self) -> bool:
        """Whether a judge's warrant is confirmed. Only this is; every other state is not."""
        return self.state == CONFIRMED


def asked_by_default(check: Check) -> bool:
    """Whether the check leads to an inquiry by itself: for a judge's criminal warrant only.

    About any other record a person may still ask, where the law allows that contact.
    """
    return check.record_class is not None and check.record_class.name == JUDICIAL


def told_by(inquiry: Inquiry) -> tuple[str, ...]:
    """The items that an inquiry tells the agency asked, whatever the class of the record.

    It is a contact of the kind warrant-inquiry: whoever asks tells that the person is held, and so
    when he is due in court. A birth date in it is told too.
    """
    names = {name for name, _ in inquiry.fields}
    return discloses("warrant-inquiry", ("birth",) if "DOB" in names else ())


def standing(check: Check, answers: Iterable[Answer], now: datetime) -> CheckStanding:
    """Where the check stands at `now`, an aware instant.

    Counted are answers of the issuing agency, to a request that was made of it, given by now; the
    last one holds, and of two at one instant the one that does not confirm. An answer that wants
    time counts as silence once that time is over. Raises nothing: whatever cannot be read confirms
    nothing.
    """
    if check.record_class is None:
        return _of(CLASS_NOT_KNOWN)
    asked = _asked(check, tuple(answers), now)
    if asked_by_default(check):
        return asked
    waits = asked.due if asked.state in (WAITING, IN_PROCESS) else None
    return CheckStanding(NO_CRIMINAL_WARRANT, _NO_WARRANT[check.record_class.name], waits)


def _of(state: str, due_at: datetime | None = None) -> CheckStanding:
    return CheckStanding(state, _SAYS[state], due_at)


def _asked(check: Check, answers: tuple[Answer, ...], now: datetime) -> CheckStanding:
    if not check.inquiries:
        return _of(NOT_ASKED)
    last, latest = check.inquiries[-1], _latest(check, answers, now)
    if latest and latest.says in (CONFIRMED, NOT_CONFIRMED):
        return _of(latest.says)
    wanted = _time_wanted(last, latest)
    if wanted and _utc(now) < wanted:
        return _of(IN_PROCESS, wanted)
    until = max(due(last), wanted or due(last))
    return _of(WAITING, until) if _utc(now) < until else _silent(check, until)


def _time_wanted(last: Inquiry, latest: Answer | None) -> datetime | None:
    """Until when the issuing agency wants time for the last request; None if it does not."""
    if latest is None or latest.until is None or _utc(latest.at) < _utc(last.sent_at):
        return None
    return _utc(latest.until) if latest.says == IN_PROCESS else None


def _silent(check: Check, since: datetime) -> CheckStanding:
    """What comes next once an answer is overdue; `due` is when it became so."""
    if len(check.inquiries) == 1:
        return _of(SECOND_DUE, since)
    if len(check.inquiries) == 2:
        told = check.control_agency_told_at is not None
        return _of(THIRD_DUE if told else CONTROL_AGENCY_DUE, since)
    return _of(UNANSWERED)


def _latest(check: Check, answers: tuple[Answer, ...], now: datetime) -> Answer | None:
    asked = {inquiry.number: _utc(inquiry.sent_at) for inquiry in check.inquiries}
    counted = [
        one
        for one in answers
        if one.giver == check.issuer
        and one.number in asked
        and asked[one.number] <= _utc(one.at) <= _utc(now)
    ]
    return max(counted, key=_weight, default=None)


def _weight(answer: Answer) -> tuple[datetime, bool, datetime]:
    """Later answers last; at one instant those that do not confirm."""
    return _utc(answer.at), answer.says != CONFIRMED, _utc(answer.until or answer.at)


def _utc(instant: datetime) -> datetime:
    """Two instants of one zone would be compared by the clock on the wall."""
    return instant.astimezone(UTC)


def _aware(name: str, value: datetime) -> None:
    if value.utcoffset() is None:
        raise InputError(f"{value}", field=name, expected="an instant with its offset from UTC")
