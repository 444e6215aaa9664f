"""What `comity prove` prints: each claim with its verdict, and a case as a few lines of facts."""

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve

from comity.errors import InputError
from comity.facts import to_json
from comity.flow import counsel
from comity.model.case import Case
from comity.prove.ask import Inquiry
from comity.prove.claim import FAILS, OPEN, PROVED, Claim
from comity.prove.run import ANSWERS, CONFLICTS, PROMISES, REACH, packs, prove
from comity.prove.search import Effort

_HEADINGS = {
    PROMISES: "Promises of the packs",
    ANSWERS: "An answer for every case: where every fact is known, no outcome is undetermined",
    REACH: "No dead rule: for each rule there is a case that it reaches",
    CONFLICTS: "Rules that can stand against each other: must-not, and a person decides",
}


def run(name: str | None, effort: Effort, out: Path | None, law: Path | None) -> bool:
    """Prints every claim about a pack, or about all; whether all of them are proved."""
    asked, cases, began = counsel(law), _Cases(out), time.monotonic()
    ask, found = Inquiry(effort), list[Claim]()
    for pack in packs(asked.law, name):
        _say(f"{pack.id}: {pack.name}, since {pack.first}")
        before = ""
        for section, claims in prove(asked, pack, ask):
            if section != before:
                _say(f"\n{_HEADINGS[section]}")
                before = section
            found += claims if section != CONFLICTS else ()
            for line in _TOLD[section](claims, cases):
                _say(f"  {line}")
        _say("")
    for line in _summary(found, time.monotonic() - began):
        _say(line)
    return all(claim.verdict == PROVED for claim in found)


class _Cases:
    """Writes the cases on which claims rest, each to a file of its own."""

    def __init__(self, folder: Path | None) -> None:
        if folder and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(
                f"{folder} is not an empty folder", field="--out", expected="a new one"
            )
        self.all, self._folder = folder is not None, folder

    def write(self, case: Case, name: str) -> Path:
        """The file of a case, made now."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="comity-prove-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = re.sub(r"[^\w.-]+", "-", name)
        file = self._folder / f"{stem}.json"
        data = to_json(evolve(case, id=stem))
        file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return file


def _promise(claims: list[Claim], cases: _Cases) -> Iterator[str]:
    proved = [one for one in claims if one.verdict == PROVED]
    for same in [proved, *([one] for one in claims if one.verdict != PROVED)]:
        if same:
            one = same[0]
            yield f"{one.verdict:11} {one.name}  ({_agencies(same)}; {_days(same)}{_time(same)})"
            yield f"{'':11} {one.says}{_bounded(same)}"
            yield from _why(one, cases)


def _answer(claims: list[Claim], cases: _Cases) -> Iterator[str]:
    for one in claims:
        yield f"{one.verdict:11} {one.agencies[0]}  ({_days([one])}{_time([one])}){_bounded([one])}"
        yield from _why(one, cases)


def _reach(claims: list[Claim], cases: _Cases) -> Iterator[str]:
    reached = [one for one in claims if one.verdict == PROVED]
    if reached:
        page = reached[0].name.rpartition("/")[0]
        yield f"{PROVED:11} {page}  ({len(reached)} of {len(claims)} rules{_time(claims)})"
    for one in claims:
        if one.verdict != PROVED:
            yield f"{one.verdict:11} {one.name}: {one.why}{_bounded([one])}"
        elif cases.all and one.case:
            cases.write(one.case, f"reach {one.name}")


def _conflict(claims: list[Claim], cases: _Cases) -> Iterator[str]:
    one = claims[0]
    said = f"not decided: {one.why}: " if one.verdict == OPEN else ""
    on = one.case.at.date() if one.case else one.days.first
    yield f"{said}{one.name}  ({_agencies(claims)}; a case of {on})"
    if cases.all and one.case:
        cases.write(one.case, f"conflict {one.name}")


_TOLD: dict[str, Callable[[list[Claim], _Cases], Iterator[str]]] = {
    PROMISES: _promise, ANSWERS: _answer, REACH: _reach, CONFLICTS: _conflict,
}  # fmt: skip


def _why(one: Claim, cases: _Cases) -> Iterator[str]:
    """Why a claim fails or is not decided, with the case in a few lines."""
    if one.why:
        yield f"{'':11} {one.why}"
    if one.case:
        file = cases.write(one.case, f"{one.name} {one.agencies[0]}")
        yield f"{'':11} so `comity decide` says of {file}:"
        for path, value in _facts(to_json(one.case)):
            yield f"{'':13} {path} = {value}"


def _facts(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The facts of a case, one a line; its number is none."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _facts(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        for number, value in enumerate(data):
            yield from _facts(value, f"{path}[{number}]")
    elif path != "id":
        yield path, json.dumps(data, ensure_ascii=False)


def _agencies(claims: list[Claim]) -> str:
    """The agencies of claims, the jurisdiction once where it is the same."""
    every = [agency for one in claims for agency in one.agencies]
    jurisdictions = {agency.partition("/")[0] for agency in every}
    return ", ".join(
        agency.partition("/")[2] if len(jurisdictions) == 1 else agency for agency in every
    )


def _days(claims: list[Claim]) -> str:
    first = min(one.days.first for one in claims)
    lasts = [one.days.last for one in claims]
    return f"{first}..{'' if None in lasts else max(one for one in lasts if one)}"


def _time(claims: list[Claim]) -> str:
    return f"; {sum(one.seconds for one in claims):.1f} s"


def _bounded(claims: list[Claim]) -> str:
    """Which lists were looked at up to some length only; nothing where every length was."""
    short = sorted({entry for one in claims for entry in one.short})
    told = ", ".join(f"{path} up to {most} entries" for path, most in short)
    return f" [bounded: {told}]" if short else ""


def _summary(found: list[Claim], seconds: float) -> Iterator[str]:
    counts = {one: sum(claim.verdict == one for claim in found) for one in (PROVED, FAILS, OPEN)}
    told = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
    short = any(one.short for one in found)
    lists = "up to the lengths named above" if short else "of any length"
    yield f"{told} in {seconds:.0f} s; for lists {lists}."
    yield "Proved of the rules as they are encoded; whether they say what the law says is not."


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
