"""What is due, and when: ends of holds, duties, answers about warrants, reports.

MUST: a clock is an instant, kept in UTC; nothing is recomputed from time that has passed. If the
machine's clock is set back an hour, every due instant stays as it is; what was overdue for less
than that hour is shown as still to come until its instant comes again, and nothing else changes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from attrs import field, frozen

from comity.act.permit import ALLOWING
from comity.act.report_dates import ReportDate, report_dates
from comity.act.warrants import Answer, Check, standing
from comity.decide.say import DUTIES
from comity.errors import InputError

HOLD: Final = "hold-limit"
LIMIT: Final = "limit"
DUTY: Final = "duty"
WARRANT: Final = "warrant-reply"
REPORT: Final = "report"

WITH_THE_ACT: Final = ("search", "privacy-officer-approval", "court-review", "report")
"""Duties that come before or after an act and are owed by nobody who does not do it. Every other
duty stands whatever the answer is: to release when the hours are over, to give a copy."""


def _utc(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise InputError(f"{value}", field="due", expected="an instant with its offset from UTC")
    return value.astimezone(UTC)


@frozen
class Clock:
    """Something due at an instant, which is kept in UTC. Raises InputError without an offset.

    `kind` is HOLD, LIMIT (of another act), DUTY, WARRANT or REPORT; `subject` is a number or an
    agency, never a name.
    """

    kind: str
    due: datetime = field(converter=_utc)
    says: str
    subject: str
    cite: str | None = None


def of_decision(
    decision: Mapping[str, Any],
    subject: str | None = None,
    asked: Collection[str] | None = None,
) -> tuple[Clock, ...]:
    """The clocks that a decision starts, from its JSON (docs/reference/decision.md).

    The limits of acts (of a hold: where the 48 hours of 8 CFR 287.7(d) end), and each duty that has
    an instant; a duty owed for several acts is one. A duty that goes with an act counts only where
    the act was asked for and may be done. `subject`: the decision's own case if None; `asked`: the
    acts asked for, every one if None.
    """
    name = str(decision["case"]) if subject is None else subject
    return tuple(dict.fromkeys(_of_answers(decision, name, asked)))


def of_check(
    check: Check, answers: Iterable[Answer], now: datetime, subject: str
) -> tuple[Clock, ...]:
    """The clock of a warrant check that waits for an answer, or whose next step is due; else none.

    10 minutes for an urgent request, 1 hour for a routine one, or the time that the issuing agency
    asked for.
    """
    stands = standing(check, answers, now)
    if stands.due is None:
        return ()
    return (Clock(WARRANT, stands.due, stands.says, subject),)


def of_reports(agency: str, first: date, last: date) -> tuple[Clock, ...]:
    """The reports of an agency that fall due from one day to another, both inclusive."""
    return tuple(_of_report(one) for one in report_dates(agency, first, last))


def _of_answers(
    decision: Mapping[str, Any], subject: str, asked: Collection[str] | None
) -> Iterator[Clock]:
    for action, answer in decision["actions"].items():
        until = answer["limits"].get("until")
        if until:
            cite = next((one["cite"] for one in answer["because"]), None)
            kind, says = (HOLD, "the hold ends") if action == "hold" else (LIMIT, _ends(action))
            yield Clock(kind, datetime.fromisoformat(until), says, subject, cite)
        done = answer["outcome"] in ALLOWING and (asked is None or action in asked)
        for owed in answer["duties"]:
            if owed["by"] and (done or owed["do"] not in WITH_THE_ACT):
                by = datetime.fromisoformat(owed["by"])
                yield Clock(DUTY, by, DUTIES.get(owed["do"], owed["do"]), subject, owed["cite"])


def _ends(action: str) -> str:
    return f"{action.replace('_', ' ')}: not after this"


def _of_report(report: ReportDate) -> Clock:
    says = f"report for {report.first} to {report.last}"
    if not report.day_named:
        says += "; the law names no day, so at the latest before the next one is due"
    return Clock(REPORT, report.due, says, report.agency, report.cite)
