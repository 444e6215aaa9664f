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

from comity.decide.answer import Values
from comity.decide.changes import Change, changes
from comity.decide.plan import ActionPlan, plan
from comity.decide.points import Standing
from comity.decide.say import DUTIES, OUTCOMES, entry, say, told
from comity.decide.trace import Step, trace
from comity.facts import source_of, to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, SILENT, UNDETERMINED, Answer, Decision
from comity.model.provision import Version
from comity.model.shape import case_shape, each_fact, steps

_WIDTH_IN_A_FILE, _WIDEST = 100, 120
_MOST_ENTRIES = 5
_VERBS = {"forbid": "forbid", "permit": "allow", "require": "require", "limit": "limit"}
_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}


def print_proof(case: Case, version: Version, decision: Decision, out: IO[str]) -> None:
    """Print why each action has its outcome, and what would change it: those asked for first."""
    console = _console(out)
    proof = _Proof(case, version)
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


class _Proof:
    """The proof of one decision. What was shown under one action is only named under the next."""

    def __init__(self, case: Case, version: Version) -> None:
        self._case, self._version = case, version
        self._zone = ZoneInfo(version.calendar.zone)
        self._data = to_json(case)
        self._value = Values(case)
        self._docs = {path: one.doc for path, one in each_fact(case_shape())}
        self._shown: set[tuple[object, bool | None]] = set()
        self._sources: dict[str, int] = {}
        self._law = ""  # of the provision that is being shown,
        self._within = ""  # and the path of the entry

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
        self._why(root, action, answer.outcome)
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

    def _why(self, root: Tree, action: ActionPlan, outcome: str) -> None:
        forbids, allows = action.having("forbid", "limit"), action.having("require", "permit")
        carrying = {MUST_NOT: forbids, MUST: action.having("require"), MAY: action.having("permit")}
        wanted = None if outcome == UNDETERMINED else True
        why = Tree(Text("Why", "bold"))
        for one in carrying.get(outcome, (*forbids, *allows) if wanted is None else ()):
            # What may apply was mostly shown as an exception already.
            known = wanted is None and (one.provision.id, None) in self._shown
            if self._value(one.stands) is wanted and not known:
                self._provision(why, action, one, words=True)
        if outcome in (MAY, MUST) and forbids:
            against = why.add(Text("Nothing forbids it"))
            for one in forbids:
                self._provision(against, action, one)
        if why.children:
            root.children.append(why)

    def _provision(
        self, branch: Tree, action: ActionPlan, standing: Standing, *, words: bool = False
    ) -> None:
        """A provision: its words, its condition, its limit and the exceptions to it."""
        provision, value = standing.provision, self._value(standing.stands)
        applies, verb = self._value(provision.when), _VERBS[provision.effect]
        says = {True: f"{verb}s it", False: f"would {verb} it", None: f"may {verb} it"}[value]
        known = (provision.id, value) in self._shown
        head = f"{self._cited(provision.cite)} {says}: {provision.title}"
        law, section, _ = provision.cite.partition("§")
        above, self._law = self._law, law if section else ""
        said = "as shown above" if known else provision.words if words else ""
        below = branch.add(_marked(value, head, said))
        if not known:
            self._shown.add((provision.id, value))
            self._conditions(below, trace(provision.when, self._case))
            if provision.until is not None and applies is not False:
                self._limit(below, provision.until)
        if applies is not False:
            self._exceptions(below, action, standing, value)
        self._law = above

    def _limit(self, branch: Tree, until: tree.Node) -> None:
        step = trace(until, self._case)
        when, says = "", "is not known"
        if step.value is not None:
            when = f", {self._long(step.value)},"
            says = "is reached" if self._case.at >= step.value else "is not reached"
        line = f"The limit{when} {says}: {say(until)}"
        branch.add(Text.assemble(line, (f"\n{self._facts(step)}", "dim")))

    def _exceptions(
        self, branch: Tree, action: ActionPlan, standing: Standing, value: bool | None
    ) -> None:
        """What lifts the provision; where nothing does, what could have, and why it does not."""
        found = [
            one for one in action.standings if standing.provision.id in one.provision.overrides
        ]
        lifting = [one for one in found if self._value(one.stands)]
        title, shown = "Exceptions, none of which applies", found
        if lifting:
            title, shown = "It does not stand, because of an exception", lifting
        elif value is None:
            title = "Exceptions that may apply"
            shown = [one for one in found if self._value(one.stands) is None]
        if shown:
            below = branch.add(Text(title))
            for one in shown:
                self._provision(below, action, one)

    def _conditions(self, branch: Tree, step: Step) -> None:
        """A condition and, under it, the parts of it on which its value rests."""
        node = step.node
        match node:
            case tree.Const():
                return
            case tree.And() | tree.Or():
                self._parts(branch, step)
            case tree.Term():
                self._term(branch, step, step)
            case tree.Not(tree.Term()):
                self._term(branch, step, step.steps[0])
            case tree.Not(tree.And() | tree.Or()):
                below = branch.add(_marked(step.value, self._cited(say(node))))
                self._conditions(below, step.steps[0])
            case tree.Quantified():
                self._entries(branch, step, step)
            case tree.Not(tree.Quantified()):
                self._entries(branch, step, step.steps[0])
            case tree.Fact() | tree.Member():
                branch.add(_marked(step.value, self._facts(step)))
            case _:
                branch.add(_marked(step.value, self._cited(say(node)), self._facts(step)))

    def _parts(self, branch: Tree, step: Step) -> None:
        parts = _that_matter(step)
        says = {True: "each of these is enough", False: "none of these", None: "one of these"}
        if isinstance(step.node, tree.Or) and len(parts) > 1:
            branch = branch.add(_marked(step.value, says[step.value]))
            for part in parts:
                alone = not isinstance(part.node, tree.And) or len(_that_matter(part)) == 1
                below = branch if alone else branch.add(_marked(part.value, "all of these"))
                self._conditions(below, part)
            return
        for part in parts:
            self._conditions(branch, part)

    def _term(self, branch: Tree, said: Step, step: Step) -> None:
        text, key = self._cited(say(said.node)), (step.node, step.value)
        general = isinstance(step.node, tree.Term) and not step.node.args
        known = general and key in self._shown
        below = branch.add(_marked(said.value, text, "as shown above" if known else ""))
        if not known:
            self._conditions(below, step.steps[0])
        self._shown.add(key)

    def _entries(self, branch: Tree, said: Step, step: Step) -> None:
        """A condition on a list, and its entries as far as they matter."""
        items, *bodies = step.steps
        note = "" if bodies else self._facts(items)
        below = branch.add(_marked(said.value, self._cited(say(said.node)), note))
        decisive = step.node.kind != "all"  # type: ignore[attr-defined]
        only = step.value if step.value in (None, decisive) else ...
        shown = [(n, body) for n, body in enumerate(bodies) if only in (..., body.value)]
        for n, body in shown[:_MOST_ENTRIES]:
            self._entry(below, step.node, f"{items.path}[{n}]", body)
        if len(shown) > _MOST_ENTRIES:
            below.add(Text(f"and {len(shown) - _MOST_ENTRIES} more entries"))

    def _entry(self, branch: Tree, node: tree.Node, path: str, body: Step) -> None:
        data: Any = self._data
        for one in steps(path):
            data = data[one]
        name = node.var.partition("@")[0]  # type: ignore[attr-defined]
        text = _clean(f"{name} is {path}: {entry(data)}")
        outer, self._within = self._within, path
        below = branch.add(_marked(body.value, f"{text} {self._source(path)}"))
        # The definition was just named with the list.
        named = isinstance(body.node, tree.Term) and len(body.node.args) == 1
        self._conditions(below, body.steps[0] if named else body)
        self._within = outer

    def _facts(self, step: Step) -> str:
        """The facts that a condition looked at, a line each, with where they come from."""
        lines = [
            f"{say(part.node)}: {self._told(part.value)}"
            for part in step.steps
            if isinstance(part.node, tree.Call | tree.Plus) and part.value is not None
        ]
        for fact in _leaves(step):
            if fact.value is None and step.value is not None:
                continue  # it would not have mattered
            known = fact.value is not None and not self._said(fact.path)
            note = f" {self._source(fact.path)}" if known else ""
            lines.append(_clean(f"{fact.path}: {self._told(fact.value)}{note}"))
        return "\n".join(dict.fromkeys(lines))

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

    def _cited(self, text: str) -> str:
        """Citations without the name of the law, inside a provision of that law."""
        return text.replace(f"({self._law}§", "(§").removeprefix(self._law) if self._law else text

    def _told(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M %Z}"
        return told(value)

    def _long(self, instant: datetime) -> str:
        here = instant.astimezone(self._zone)
        return f"{here:%A} {here.day} {here:%B %Y, %H:%M %Z}"


def _that_matter(step: Step) -> list[Step]:
    """The parts on which a value rests: the true ones of a true `||`, all of a false one."""
    decisive = isinstance(step.node, tree.Or)
    if step.value is decisive or step.value is None:
        return [part for part in step.steps if part.value is step.value]
    return list(step.steps)


def _leaves(step: Step) -> Iterator[Step]:
    if step.path and not step.steps and step.path not in ("at", "agency"):
        yield step
    for part in step.steps:
        yield from _leaves(part)


def _change(branch: Tree, change: Change) -> None:
    facts = [Text(_clean(fact)) for fact in change.facts]
    outcome = Text.assemble((OUTCOMES[change.outcome], "bold"), " if")
    if len(facts) == 1:
        branch.add(outcome.append(": ") + facts[0])
        return
    below = branch.add(outcome.append(" all of these:"))
    for fact in facts:
        below.add(fact)
