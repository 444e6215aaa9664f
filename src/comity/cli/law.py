"""`comity law`: what the packs hold, whether it is sound, and what changed."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.errors import CoverageError, InputError, LawError
from comity.flow import Counsel, counsel
from comity.law.check import faults
from comity.law.pack import Law
from comity.law.read import problems, read_law, shipped
from comity.prove.scenarios import Result, Scenario, read_scenarios, run, uncovered

app = typer.Typer(
    help="The law: what is in the packs.", no_args_is_help=True, rich_markup_mode=None
)

Folder = Annotated[
    Path | None, typer.Option("--law", help="A folder of packs instead of Comity's.")
]


@app.command("list")
def list_law(law: Folder = None) -> None:
    """Print jurisdictions, agencies, sections and open questions."""
    for pack in read_law(law).packs.values():
        verified = f", verified {pack.verified}" if pack.verified else ""
        _say(f"{pack.id}  {pack.name} (from {pack.first}{verified})")
        for agency in pack.agencies:
            _say(f"  agency   {agency.id}  {agency.name}")
        for page in pack.pages:
            dates = ", ".join(str(day) for day in page.dates)
            _say(f"  section  {page.section}  {page.title} (from {dates})")
        for question in pack.open:
            since = f" (decisions from {question.first})" if question.first else ""
            _say(f"  open     {question.id}{since}: {question.ask}")


@app.command()
def show(
    cite: Annotated[str, typer.Argument(help="A citation or its end, as 14-154 or 14-154(b)(2).")],
    at: Annotated[str | None, typer.Option(help="The day; today if left out.")] = None,
    law: Folder = None,
) -> None:
    """Print the words of a section, and its rules, as they stand on a day."""
    day = _day(at) if at else datetime.now(UTC).date()
    found = False
    for pack in read_law(law).packs.values():
        for page in pack.pages:
            for rule in page.rules_on(day):
                if not _cited(rule.cite, cite, page.section):
                    continue
                found = True
                _say(f"{rule.cite}  {rule.title}  (in force {rule.days})")
                _say(f"  {rule.words}")
                _say("".join(f"    {line}\n" for line in rule.source.rstrip().split("\n")))
    if not found:
        raise CoverageError(
            f"nothing is cited as {cite!r} on {day}",
            expected="a citation that `comity law list` prints",
        )


def _cited(cite: str, asked: str, section: str) -> bool:
    asked = asked.replace(" ", "")
    written = cite.replace(" ", "")
    bare = section.replace(" ", "")
    return (
        written == asked or bare == asked or bare.endswith("§" + asked)
        or f"§{asked}(" in written or written.endswith("§" + asked)
    )  # fmt: skip


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of packs, or one pack.")] = None,
) -> None:
    """Check every page, walk every agency through time, and run every scenario."""
    root = folder or shipped()
    found: list[LawError] = problems(root)
    if not found:
        law = read_law(root)
        found = list(faults(law))
        if not found:
            asked = Counsel(law)
            scenarios = _scenarios(root, found)
            results = [run(one, asked) for one in scenarios]
            found += [fault for result in results for fault in result.faults]
            found += uncovered(asked, scenarios) if scenarios or folder is None else ()
            _say(_summary(law, scenarios, results))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    if found:
        sys.stderr.write(f"{len(found)} faults\n")
        raise typer.Exit(2)


def _summary(law: Law, scenarios: list[Scenario], results: list[Result]) -> str:
    pages = [page for pack in law.packs.values() for page in pack.pages]
    rules = sum(len(page.provisions) for page in pages)
    sure = sum(one.sure for one in scenarios)
    passed = sum(not result.faults for result in results)
    return (
        f"{len(law.packs)} packs, {len(pages)} sections, {rules} rules; {passed} of "
        f"{len(scenarios)} scenarios as expected ({sure} sure, {len(scenarios) - sure} arguable)"
    )


def _scenarios(root: Path, found: list[LawError]) -> list[Scenario]:
    scenarios = []
    for path in sorted(root.glob("**/scenarios.yaml")):
        try:
            scenarios += read_scenarios(path)
        except LawError as error:
            found.append(error)
    return scenarios


@app.command()
def compare(
    at: Annotated[list[str], typer.Option(help="Two days: give the option twice.")],
    agency: Annotated[str | None, typer.Option(help="One agency; every one if left out.")] = None,
    law: Folder = None,
) -> None:
    """Print which rules bind on one day and not on the other."""
    if len(at) != 2:
        raise InputError(f"{len(at)} days", field="--at", expected="two days")
    asked = counsel(law)
    days = sorted(_day(one) for one in at)
    for _, one in asked.law.agencies():
        if agency in (None, one.id):
            _compare(asked, one.id, days[0], days[1])


def _compare(asked: Counsel, agency: str, first: date, second: date) -> None:
    rules: list[dict[str, str]] = []
    cites: dict[str, str] = {}
    for day in (first, second):
        try:
            version = asked.version_on(agency, day)
        except CoverageError:
            rules.append({})
            continue
        rules.append({rule.id: rule.source for rule in version.provisions})
        cites |= {rule.id: f"{rule.cite}: {rule.title}" for rule in version.provisions}
    before, after = rules
    changes = [
        *(f"  - {name}  {cites[name]}" for name in before if name not in after),
        *(f"  + {name}  {cites[name]}" for name in after if name not in before),
        *(
            f"  ~ {name}  {cites[name]}"
            for name in after
            if name in before and before[name] != after[name]
        ),
    ]
    _say(f"{agency}: {first} to {second}" + ("" if changes else ": no rule differs"))
    for line in changes:
        _say(line)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"not a day: {text!r}", field="--at", expected="YYYY-MM-DD") from None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
