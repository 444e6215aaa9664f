"""What `comity compare` prints last: for each act a smallest case on which two laws part, or none.

INVARIANT: a case that is shown was decided under both laws, with the outcomes that are shown.
"""

import json
from datetime import date

from rich.console import Console

from comity.decide.answer import decide
from comity.errors import CoverageError
from comity.facts import to_json
from comity.model.case import ACTIONS, Case
from comity.model.days import Days
from comity.model.provision import Version
from comity.prove.search import Finding
from comity.simulate.compare import Side


def witnesses(console: Console, before: Side, after: Side, agency: str | None, day: date) -> None:
    """Prints for each act the smallest case that two laws answer differently, or why none.

    `day`: whose law a side has that names none itself.
    """
    if agency is None:
        console.print("Name one agency (--agency) to see the smallest case on which they part.")
        return
    from comity.prove.witness import difference

    versions = _versions(console, before, after, agency, day)
    if versions is None:
        return
    console.print(f"\nBefore {agency}, laws of {before.at or day} and {after.at or day}:")
    days = Days(before.at, before.at) if before.at else None
    found = {action: difference(*versions, action, days=days) for action in ACTIONS}
    for action, one in found.items():
        if one.case:
            _case(console, action, one.case, versions)
    alike = [action for action, one in found.items() if _alike(one)]
    if alike:
        console.print(f"\nProved alike, whatever the facts: {', '.join(alike)}.")
    for action, one in found.items():
        if one.case is None and not _alike(one):
            console.print(f"\nNot decided, {action}: {_reason(one)}.")


def _alike(found: Finding) -> bool:
    """Whether it is proved that there is no such case."""
    return found.case is None and not found.open and not found.short


def _reason(found: Finding) -> str:
    lists = ", ".join(f"{path} (up to {most} entries)" for path, most in found.short)
    return found.open or f"no such case as far as these lists were looked at: {lists}"


def _case(console: Console, action: str, case: Case, versions: tuple[Version, Version]) -> None:
    first, second = (decide(case, version).actions[action].outcome for version in versions)
    console.print(f"\nA smallest case on which they part, {action}: {first} and {second}")
    console.print(json.dumps(to_json(case), indent=2, ensure_ascii=False), soft_wrap=True)


def _versions(
    console: Console, before: Side, after: Side, agency: str, day: date
) -> tuple[Version, Version] | None:
    """Both laws for the agency; None where one of them says nothing on its day."""
    try:
        return _version(before, agency, day), _version(after, agency, day)
    except CoverageError as error:
        console.print(f"No smallest case: {error}")
        return None


def _version(side: Side, agency: str, day: date) -> Version:
    return side.counsel.version_on(agency, side.at or day)
