"""`comity decide`: cases in, decisions out."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated
from zoneinfo import ZoneInfo

import attrs
import typer

from comity.errors import InputError
from comity.facts import cases
from comity.flow import Counsel, counsel
from comity.model.case import Case
from comity.model.decision import Answer, Decision, to_json

_SPOOLED_BYTES = 64 * 1024 * 1024


def decide(
    files: Annotated[list[Path], typer.Argument(help="JSON, JSON Lines, CSV or Parquet.")],
    at: Annotated[
        str | None, typer.Option(help="Decide as of this day or instant instead of the case's.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option(help="Answer for this agency instead of the case's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One decision a line, as JSON.")] = False,
    why: Annotated[
        bool,
        typer.Option("--why", help="Show the proof of every answer, and what would change it."),
    ] = False,
    law: Annotated[Path | None, typer.Option(help="A folder of packs instead of Comity's.")] = None,
) -> None:
    """Decide cases under the law in force, with every reason."""
    asked = counsel(law)
    with SpooledTemporaryFile(_SPOOLED_BYTES, "w+", encoding="utf-8") as held:
        # Nothing is printed until every case has been decided: a bad case leaves no half output.
        for case in _asked(files, at, agency, asked):
            _write(case, asked, held, as_json=as_json, why=why)
        held.seek(0)
        for line in held:
            sys.stdout.write(line)


def _asked(
    files: list[Path], at: str | None, agency: str | None, counsel: Counsel
) -> Iterator[Case]:
    for file in files:
        for case in cases(file):
            changed = attrs.evolve(case, agency=agency) if agency else case
            yield _moved(changed, at, counsel) if at else changed


def _moved(case: Case, at: str, counsel: Counsel) -> Case:
    """The case as of another day, at the same hour where the agency is, or of another instant."""
    zone = ZoneInfo(counsel.law.pack_of(case.agency).zone)
    try:
        if len(at) == len("2014-12-14"):
            hour: time = case.at.astimezone(zone).time()
            there = datetime.combine(date.fromisoformat(at), hour, zone)
            return attrs.evolve(case, at=datetime.fromisoformat(there.isoformat()))
        instant = datetime.fromisoformat(at)
    except ValueError:
        raise InputError(
            f"not a day or instant: {at!r}",
            field="--at",
            expected="2014-12-14, or with time and zone",
        ) from None
    if instant.tzinfo is None:
        raise InputError(
            f"no zone: {at!r}", field="--at", expected="an offset, as 2014-12-14T10:00:00-05:00"
        )
    return attrs.evolve(case, at=instant)


def _write(case: Case, counsel: Counsel, out: IO[str], *, as_json: bool, why: bool) -> None:
    decision = counsel.decide(case)
    if as_json:
        out.write(json.dumps(to_json(decision), ensure_ascii=False) + "\n")
    elif why:
        from comity.cli.proof import print_proof

        print_proof(case, counsel.version(case), decision, out)
    else:
        for line in lines(decision):
            out.write(line + "\n")


def lines(decision: Decision) -> Iterator[str]:
    """The decision in short: a heading, then a line or two for each action that law speaks to."""
    yield f"{decision.case}: {decision.agency} on {decision.at.isoformat()}"
    for action, answer in decision.actions.items():
        yield from _short(action, answer, decision.at)


def _short(action: str, answer: Answer, at: datetime) -> Iterator[str]:
    cites = "; ".join(dict.fromkeys(one.cite for one in answer.because))
    until = f" until {answer.until.isoformat()}" if answer.until else ""
    yield f"  {action:18} {answer.outcome}{until}" + (f"  [{cites}]" if cites else "")
    if answer.needs:
        yield f"  {'':18} needs {', '.join(answer.needs)}"
    for point in answer.review:
        yield f"  {'':18} a person decides: {point}"
    for duty in answer.duties:
        by = f" by {duty.by.isoformat()}" if duty.by and duty.by != at else ""
        yield f"  {'':18} owes: {duty.do}{by}  [{duty.cite}]"
