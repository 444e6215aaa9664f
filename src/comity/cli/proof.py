"""`comity decide --why`: a decision with its proof, for whoever must act on it tonight.

Everything is read off the decision and off the conditions that made it. MUST NOT decide: what
does not follow from those two is not said here.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from shutil import get_terminal_size
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from comity.decide.changes import Change, changes
from comity.decide.plan import ActionPlan, plan
from comity.decide.proof import (
    LIFTED,
    MAY_APPLY,
    NONE_APPLIES,
    NOTHING_FORBIDS,
    Line,
    More,
    OfCondition,
    OfEntry,
    OfFact,
    OfLimit,
    OfParts,
    OfProvision,
    OfProvisions,
    Proof,
    Seen,
)
from comity.decide.say import DUTIES, OUTCOMES, told
from comity.facts import source_of
from comity.model.case import Case
from comity.model.decision import SILENT, Answer, Decision
from comity.model.provision import Version
from comity.model.shape import case_shape, each_fact

_WIDTH_IN_A_FILE, _WIDEST = 100, 120
_VERBS = {"forbid": "forbid", "permit": "allow", "require": "require", "limit": "limit"}
_ANY = {True: "each of these is enough", False: "none of these", None: "one of these"}
_HEADINGS = {
    NOTHING_FORBIDS: "Nothing forbids it",
    NONE_APPLIES: "Exceptions, none of which applies",
    LIFTED: "It does not stand, because of an exception",
    MAY_APPLY: "Exceptions that may apply",
}
_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}


def print_proof(case: Case, version: Version, decision: Decision, out: IO[str]) -> None:
    """Print why each action has its outcome, and what would change it: those asked for first."""
    console = _console(out)
    proof = _Printed(case, version)
    for line in proof.heading(decision):
        console.print(line)
    asked = case.request.asks or ()
    plans = sorted(plan(version).actions, key=lambda one: one.action not in asked)
    silent = []
    for action in plans:
        answer = decision.actions[action.action]
        if answer.outcome == SILENT and not answer.review:
            silent.append(_plain(action.action))
            continue
        console.print()
        console.print(proof.action(action, answer, asked=action.action in asked))
    console.print()
    for line in proof.closing(silent):
        console.print(line)


def _console(out: IO[str]) -> Console:
    # `decide` holds its output back until every case is decided; then it goes to where we look.
    shown = sys.stdout if isinstance(out, SpooledTemporaryFile) else out
    terminal = shown.isatty()
    width = min(get_terminal_size().columns, _WIDEST) if terminal else _WIDTH_IN_A_FILE
    return Console(
        file=out, width=width, force_terminal=terminal, highlight=False, markup=False, emoji=False
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _clean(text: str) -> str:
    """Text from a case on one line, without what a terminal would obey."""
    return "".join(one if one.isprintable() else "?" for one in text)


def _marked(value: bool | None, text: str, note: str = "") -> Text:
    mark, style = _MARKS[value]
    return Text.assemble((mark, style), f" {text}", (f"\n{note}" if note else "", "dim"))


class _Printed:
    """The proof of one decision as text, with its sources numbered as they come up."""

    def __init__(self, case: Case, version: Version) -> None:
        self._case, self._version = case, version
        self._proof = Proof(case)
        self._zone = ZoneInfo(version.calendar.zone)
        self._docs = {path: one.doc for path, one in each_fact(case_shape())}
        self._sources: dict[str, int] = {}
        self._within = ""  # the path of the entry that is being shown

    def heading(self, decision: Decision) -> Iterator[Text]:
        """What was decided, for whom, when and under which law."""
        days = self._version.days
        until = f" to {days.last}" if days.last else " on"
        zone = self._version.calendar.zone
        yield Text(f"Case {_clean(self._case.id)}", "bold")
        yield Text(f"{decision.agency}, {self._long(decision.at)} ({zone})")
        yield Text(f"Law {decision.law[:12]}, as in force from {days.first}{until}")
        yield Text("✓ true   ✗ false   ? unknown", "dim")

    def closing(self, silent: list[str]) -> Iterator[Text]:
        """The acts that law says nothing of, and the sources to which the proof has referred."""
        if silent:
            yield Text(f"The law does not speak to: {', '.join(silent)}.")
        yield from (Text(f"[{number}] {source}") for source, number in self._sources.items())

    def action(self, action: ActionPlan, answer: Answer, *, asked: bool) -> Tree:
        """The proof of one action's outcome."""
        head = Text(f"{_plain(action.action)}: {OUTCOMES[answer.outcome]}", "bold")
        if answer.until:
            head.append(f", until {self._long(answer.until)}")
        root = Tree(head.append("   (asked for)" if asked else "", "dim"), guide_style="dim")
        self._branch(root, "Missing: find out", (self._needed(path) for path in answer.needs))
        self._branch(root, "For a person to decide", map(Text, answer.review))
        self._branch(root, "The agency owes", (Text(self._owed(one)) for one in answer.duties))
        lines = self._proof.why(action, answer.outcome)
        if lines:
            self._lines(root.add(Text("Why", "bold")), lines, words=True)
        branch = root.add(Text("What would change it", "bold"))
        found = changes(action, self._case)
        for one in found:
            _change(branch, one)
        if not found:
            branch.add(Text("No change was found in up to three facts."))
        return root

    def _branch(self, root: Tree, title: str, lines: Iterable[Text]) -> None:
        found = list(lines)
        if found:
            branch = root.add(Text(title, "bold"))
            for line in found:
                branch.add(line)

    def _needed(self, path: str) -> Text:
        doc = self._docs.get(re.sub(r"\[\d+\]", "[]", path), "")
        return Text.assemble(path, (f"\n{doc}" if doc else "", "dim"))

    def _owed(self, owed: Any) -> str:
        by = "at once" if owed.by == self._case.at else "at an hour that is not known"
        if owed.by and owed.by != self._case.at:
            by = f"by {self._long(owed.by)}"
        return f"{DUTIES.get(owed.do, owed.do)}, {by} ({owed.cite})"

    def _line(self, branch: Tree, line: Line, *, words: bool = False) -> None:
        match line:
            case OfProvision():
                self._provision(branch, line, words=words)
            case OfLimit():
                branch.add(self._limit(line))
            case OfProvisions(heading, lines):
                self._lines(branch.add(_HEADINGS[heading]), lines)
            case OfParts(value, True, lines):
                self._lines(branch.add(_marked(value, "all of these")), lines)
            case OfParts(value, False, lines):
                self._lines(branch.add(_marked(value, _ANY[value])), lines)
            case OfCondition(value, says, facts, again, lines):
                note = "as shown above" if again else self._facts(facts)
                self._lines(branch.add(_marked(value, says, note)), lines)
            case OfFact(value, fact):
                branch.add(_marked(value, self._fact(fact)))
            case OfEntry():
                self._entry(branch, line)
            case More(count):
                branch.add(Text(f"and {count} more entries"))

    def _lines(self, branch: Tree, lines: Iterable[Line], *, words: bool = False) -> None:
        for one in lines:
            self._line(branch, one, words=words)

    def _provision(self, branch: Tree, line: OfProvision, *, words: bool) -> None:
        verb = _VERBS[line.provision.effect]
        says = {True: f"{verb}s it", False: f"would {verb} it", None: f"may {verb} it"}[line.value]
        note = "as shown above" if line.again else line.provision.words if words else ""
        head = f"{line.cite} {says}: {line.provision.title}"
        self._lines(branch.add(_marked(line.value, head, note)), line.lines)

    def _limit(self, line: OfLimit) -> Text:
        when, says = "", "is not known"
        if line.at is not None:
            when = f", {self._long(line.at)},"
            says = "is reached" if line.reached else "is not reached"
        text = f"The limit{when} {says}: {line.says}"
        return Text.assemble(text, (f"\n{self._facts(line.facts)}", "dim"))

    def _entry(self, branch: Tree, line: OfEntry) -> None:
        text = _clean(f"{line.name} is {line.path}: {line.says}")
        below = branch.add(_marked(line.value, f"{text} {self._source(line.path)}"))
        outer, self._within = self._within, line.path
        self._lines(below, line.lines)
        self._within = outer

    def _facts(self, facts: Iterable[Seen]) -> str:
        return "\n".join(self._fact(one) for one in facts)

    def _fact(self, fact: Seen) -> str:
        """A fact on a line, with where it comes from unless its entry has just said so."""
        known = fact.path and fact.value is not None and not self._said(fact.path)
        note = f" {self._source(fact.path)}" if known else ""
        return _clean(f"{fact.says}: {self._told(fact.value)}{note}")

    def _said(self, path: str) -> bool:
        """Whether a fact has the source that was named with its entry."""
        inside = self._within and path.startswith(f"{self._within}.")
        return bool(inside) and self._source(path) == self._source(self._within)

    def _source(self, path: str) -> str:
        """The number under which the source of a fact is named at the end."""
        found = source_of(self._case, path)
        if found is None:
            return "(source not stated)"
        by = f"by {found.by}" if found.by else None
        at = self._told(found.at) if found.at else None
        text = ", ".join(part for part in (found.document, by, at) if part)
        return f"[{self._sources.setdefault(_clean(text), len(self._sources) + 1)}]"

    def _told(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M %Z}"
        return told(value)

    def _long(self, instant: datetime) -> str:
        here = instant.astimezone(self._zone)
        return f"{here:%A} {here.day} {here:%B %Y, %H:%M %Z}"


def _change(branch: Tree, change: Change) -> None:
    facts = [Text(_clean(fact)) for fact in change.facts]
    outcome = Text.assemble((OUTCOMES[change.outcome], "bold"), " if")
    if len(facts) == 1:
        branch.add(outcome.append(": ") + facts[0])
        return
    below = branch.add(outcome.append(" all of these:"))
    for fact in facts:
        below.add(fact)
