"""Scenarios: the law as lawyers state it by example, run against the law as encoded.

A scenario that expects the right outcome for the wrong reason fails. INVARIANT: a `sure` scenario
goes to nobody (its review is empty unless it says otherwise), an `arguable` one to somebody.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from comity.errors import ComityError, InputError, LawError, Place
from comity.facts import case_from
from comity.flow import Counsel
from comity.law.block import Item, read_yaml
from comity.law.pack import applies
from comity.model.case import ACTIONS, Case
from comity.model.decision import OUTCOMES, Answer, Decision


@frozen
class Scenario:
    """One case with what the law answers, where it stands, and how sure the research is."""

    says: str
    row: str
    sure: bool
    case: Case
    expect: Mapping[str, Item]
    place: Place


@frozen
class Result:
    """A scenario with its decision and everything in which that differs from what is expected."""

    scenario: Scenario
    decision: Decision | None
    faults: tuple[LawError, ...]


_KEYS = ("says", "row", "confidence", "from", "given", "expect")
_EXPECTED = ("outcome", "because", "needs", "review", "until", "duties")


def read_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of one file. Raises LawError with file and line."""
    top = read_yaml(path.read_text(encoding="utf-8"), Place(str(path), 1))
    top.known(("base", "bases", "scenarios"))
    base = top.get("base")
    bases = top.get("bases")
    listed = top.need("scenarios", "a list of scenarios")
    return [_scenario(one, base, bases) for one in listed.items()]


def _scenario(item: Item, base: Item | None, bases: Item | None) -> Scenario:
    item.known(_KEYS)
    confidence = item.need("confidence", "sure or arguable")
    if confidence.value not in ("sure", "arguable"):
        raise confidence.fail(f"not a confidence: {confidence.value!r}", "sure or arguable")
    data = base.plain() if base else {}
    start, given, row = item.get("from"), item.get("given"), item.get("row")
    if start:
        named = bases.get(start.text()) if bases else None
        if named is None:
            raise start.fail(f"no such starting point {start.text()!r}", "one of `bases`")
        data = merged(data, named.plain())
    if given:
        data = merged(data, given.plain())
    try:
        case = case_from(data)
    except InputError as error:
        raise LawError(
            error.message, place=item.place, field=error.field, expected=error.expected
        ) from None
    expect = item.need("expect", "actions and their answers").mapping()
    for action, one in expect.items():
        if action not in ACTIONS:
            raise one.fail(f"unknown action `{action}`", "one of " + ", ".join(ACTIONS))
        if isinstance(one.value, dict):
            one.known(_EXPECTED)
    says = item.need("says", "a sentence").text()
    sure = confidence.value == "sure"
    return Scenario(says, str(row.value) if row else "", sure, case, expect, item.place)


def merged(below: Any, above: Any) -> Any:
    """`above` over `below`: mappings are merged, everything else (lists too) is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def run(scenario: Scenario, counsel: Counsel) -> Result:
    """The scenario's decision, held against what it expects."""
    try:
        decision = counsel.decide(scenario.case)
    except ComityError as error:
        return Result(scenario, None, (_fault(scenario, "", str(error), "a decision"),))
    faults = [
        fault
        for action, item in scenario.expect.items()
        for fault in _compare(scenario, action, item, decision.actions[action])
    ]
    reviewed = any(decision.actions[action].review for action in scenario.expect)
    if not scenario.sure and not reviewed:
        faults.append(_fault(scenario, "", "arguable, and nothing goes to a person", "a review"))
    return Result(scenario, decision, tuple(faults))


def _fault(scenario: Scenario, action: str, message: str, expected: str) -> LawError:
    row = f"row {scenario.row}, " if scenario.row else ""
    return LawError(
        f"{message} ({row}{scenario.says!r})",
        place=scenario.place,
        field=action or None,
        expected=expected,
    )


def _compare(scenario: Scenario, action: str, item: Item, answer: Answer) -> Iterator[LawError]:
    fields = item.value if isinstance(item.value, dict) else {"outcome": item}
    for name, wanted in fields.items():
        found, expected = _field(name, wanted, answer)
        if found != expected:
            yield _fault(scenario, action, f"{name} is {_shown(found)}", _shown(expected))
    if scenario.sure and "review" not in fields and answer.review:
        yield _fault(scenario, action, f"review is {_shown(answer.review)}", "nothing to review")


def _field(name: str, wanted: Item, answer: Answer) -> tuple[Any, Any]:
    """What a decision says of one expected field, and what is expected, in comparable form."""
    expected = [one.value for one in wanted.items()]
    if name == "outcome":
        if wanted.value not in OUTCOMES:
            raise wanted.fail(f"not an outcome: {wanted.value!r}", "one of " + ", ".join(OUTCOMES))
        return answer.outcome, wanted.value
    if name == "because":
        found = [one.id for one in answer.because]
        return sorted(found), sorted(_full(one, found) for one in expected)
    if name == "needs":
        return sorted(answer.needs), sorted(expected)
    if name == "review":
        return bool(answer.review), wanted.value
    if name == "until":
        return (answer.until.isoformat() if answer.until else None), wanted.value
    owed = {one.do for one in answer.duties}
    return sorted(owed & set(expected)), sorted(set(expected))


def _full(short: str, ids: list[str]) -> str:
    return next((one for one in ids if one == short or one.endswith("/" + short)), short)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "nothing"
    return str(value)


def uncovered(counsel: Counsel, scenarios: list[Scenario]) -> Iterator[LawError]:
    """Every change of law without a scenario of the day before and one of the day itself."""
    tried = {(one.case.agency, counsel.day(one.case)) for one in scenarios}
    law = counsel.law
    for pack in law.packs.values():
        for page in pack.pages:
            bound = [
                (agency.id, below.first)
                for below, agency in law.agencies()
                if applies(page.agencies, agency.id, pack)
            ]
            for day in page.dates:
                for wanted in (day - timedelta(days=1), day):
                    if not _tried(bound, wanted, tried):
                        yield LawError(
                            f"no scenario on {wanted}, when {page.section} changes on {day}",
                            place=page.place,
                            expected="a scenario the day before and the day of each change",
                        )


def _tried(bound: list[tuple[str, date]], day: date, tried: set[tuple[str, date]]) -> bool:
    covered = [agency for agency, first in bound if first <= day]
    return not covered or any((agency, day) in tried for agency in covered)
