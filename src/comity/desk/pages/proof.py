"""Why an act has its outcome, as lines that open one by one: provision, words, conditions, facts.

Everything is read off the conditions that made the decision and the facts that it stood on. MUST
NOT decide: what does not follow from those two is not said here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen
from django.utils.translation import gettext as _

from comity.decide.answer import Values
from comity.decide.plan import ActionPlan
from comity.decide.points import Standing
from comity.decide.say import entry, say, told
from comity.decide.trace import Step, trace
from comity.facts import source_of, to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, UNDETERMINED
from comity.model.provision import Version
from comity.model.shape import steps

MOST_ENTRIES: Final = 5


@frozen
class Line:
    """One line of a proof. `value`: true, false, unknown (None), or a heading ("")."""

    value: bool | str | None
    text: str
    cite: str = ""
    words: str = ""
    facts: tuple[str, ...] = ()
    lines: tuple["Line", ...] = ()


class Proof:
    """The proof of one decision's acts, each to be read by itself.

    `unsaid` is where a fact comes from for which nobody said it.
    """

    def __init__(self, case: Case, version: Version, unsaid: str = "") -> None:
        self._case, self._data, self._unsaid = case, to_json(case), unsaid
        self._zone = ZoneInfo(version.calendar.zone)
        self._value = Values(case)
        self._shown: set[tuple[object, bool | None]] = set()
        self._law = ""

    def why(self, action: ActionPlan, outcome: str) -> tuple[Line, ...]:
        """The provisions that carry an outcome; for an open one, those that may apply."""
        self._shown.clear()
        forbids, allows = action.having("forbid", "limit"), action.having("require", "permit")
        carrying = {MUST_NOT: forbids, MUST: action.having("require"), MAY: action.having("permit")}
        wanted = None if outcome == UNDETERMINED else True
        shown = carrying.get(outcome, (*forbids, *allows) if wanted is None else ())
        found = [self._provision(action, one) for one in shown if self._value(one.stands) is wanted]
        if outcome in (MAY, MUST) and forbids:
            against = tuple(self._provision(action, one) for one in forbids)
            found.append(Line("", _("Nothing forbids it"), lines=against))
        return tuple(found)

    def _provision(self, action: ActionPlan, standing: Standing) -> Line:
        """A provision: its words, its condition, its limit and the exceptions to it."""
        provision, value = standing.provision, self._value(standing.stands)
        applies = self._value(provision.when)
        text = f"{_verb(provision.effect, value)}: {provision.title}"
        if (provision.id, value) in self._shown:
            return Line(value, text, provision.cite, _("as shown above"))
        self._shown.add((provision.id, value))
        law, section, _rest = provision.cite.partition("§")
        above, self._law = self._law, law if section else ""
        lines = [*self._conditions(trace(provision.when, self._case))]
        if provision.until is not None and applies is not False:
            lines.append(self._limit(provision.until))
        if applies is not False:
            lines += self._exceptions(action, standing, value)
        self._law = above
        return Line(value, text, provision.cite, provision.words, lines=tuple(lines))

    def _limit(self, until: tree.Node) -> Line:
        step = trace(until, self._case)
        if step.value is None:
            return Line(None, _("The limit is not known: %s") % say(until), facts=self._facts(step))
        reached = self._case.at >= step.value
        says = _("The limit, %s, is reached") if reached else _("The limit, %s, is not reached")
        return Line("", says % self._told(step.value), words=say(until), facts=self._facts(step))

    def _exceptions(
        self, action: ActionPlan, standing: Standing, value: bool | None
    ) -> Iterator[Line]:
        """What lifts the provision; where nothing does, what could have, and why it does not."""
        found = [
            one for one in action.standings if standing.provision.id in one.provision.overrides
        ]
        lifting = [one for one in found if self._value(one.stands)]
        title, shown = _("Exceptions, none of which applies"), found
        if lifting:
            title, shown = _("It does not stand, because of an exception"), lifting
        elif value is None:
            title = _("Exceptions that may apply")
            shown = [one for one in found if self._value(one.stands) is None]
        if shown:
            yield Line("", title, lines=tuple(self._provision(action, one) for one in shown))

    def _conditions(self, step: Step) -> Iterator[Line]:
        """A condition, and the parts of it on which its value rests."""
        node = step.node
        match node:
            case tree.Const():
                return
            case tree.And() | tree.Or():
                yield from self._parts(step)
            case tree.Term():
                yield self._term(step, step)
            case tree.Not(tree.Term()):
                yield self._term(step, step.steps[0])
            case tree.Not(tree.And() | tree.Or()):
                below = tuple(self._conditions(step.steps[0]))
                yield Line(step.value, self._cited(say(node)), lines=below)
            case tree.Quantified():
                yield self._entries(step, step)
            case tree.Not(tree.Quantified()):
                yield self._entries(step, step.steps[0])
            case _:
                yield Line(step.value, self._cited(say(node)), facts=self._facts(step))

    def _parts(self, step: Step) -> Iterator[Line]:
        parts = _that_matter(step)
        if not isinstance(step.node, tree.Or) or len(parts) < 2:
            for part in parts:
                yield from self._conditions(part)
            return
        says = {
            True: _("each of these is enough"),
            False: _("none of these"),
            None: _("one of these"),
        }
        lines: list[Line] = []
        for part in parts:
            below = tuple(self._conditions(part))
            grouped = len(below) > 1
            lines += [Line(part.value, _("all of these"), lines=below)] if grouped else below
        yield Line(step.value, says[step.value], lines=tuple(lines))

    def _term(self, said: Step, step: Step) -> Line:
        text, key = self._cited(say(said.node)), (step.node, step.value)
        general = isinstance(step.node, tree.Term) and not step.node.args
        if general and key in self._shown:
            return Line(said.value, text, words=_("as shown above"))
        self._shown.add(key)
        return Line(said.value, text, lines=tuple(self._conditions(step.steps[0])))

    def _entries(self, said: Step, step: Step) -> Line:
        """A condition on a list, and its entries as far as they matter."""
        items, *bodies = step.steps
        assert isinstance(step.node, tree.Quantified)
        decisive = step.node.kind != "all"
        only: Any = step.value if step.value in (None, decisive) else ...
        shown = [(n, body) for n, body in enumerate(bodies) if only in (..., body.value)]
        lines = [
            self._entry(step.node, f"{items.path}[{n}]", body) for n, body in shown[:MOST_ENTRIES]
        ]
        if len(shown) > MOST_ENTRIES:
            lines.append(Line("", _("and %d more") % (len(shown) - MOST_ENTRIES)))
        facts = () if bodies else self._facts(items)
        return Line(said.value, self._cited(say(said.node)), facts=facts, lines=tuple(lines))

    def _entry(self, node: tree.Quantified, path: str, body: Step) -> Line:
        data: Any = self._data
        for one in steps(path):
            data = data[one]
        text = f"{node.var.partition('@')[0]}: {entry(data)}"
        # The definition was just named with the list.
        named = isinstance(body.node, tree.Term) and len(body.node.args) == 1
        below = tuple(self._conditions(body.steps[0] if named else body))
        source = self._source(path)
        return Line(body.value, text, facts=(source,) if source else (), lines=below)

    def _facts(self, step: Step) -> tuple[str, ...]:
        """The facts that a condition looked at, a line each, with where they come from."""
        lines = [
            f"{say(part.node)}: {self._told(part.value)}"
            for part in step.steps
            if isinstance(part.node, tree.Call | tree.Plus) and part.value is not None
        ]
        for fact in _leaves(step):
            if fact.value is None and step.value is not None:
                continue  # it would not have mattered
            source = self._source(fact.path) if fact.value is not None else ""
            source = f" ({source})" if source else ""
            lines.append(f"{fact.path}: {self._told(fact.value)}{source}")
        return tuple(dict.fromkeys(lines))

    def _source(self, path: str) -> str:
        return source_in_words(self._case, path, self._told) or self._unsaid

    def _cited(self, text: str) -> str:
        """Citations without the name of the law, inside a provision of that law."""
        return text.replace(f"({self._law}§", "(§") if self._law else text

    def _told(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M %Z}"
        return told(value)


def source_in_words(case: Case, path: str, tell: Callable[[Any], str]) -> str:
    """Where a fact comes from: the document, who had it, and when; empty if nobody said."""
    found = source_of(case, re.sub(r"\[\d+\]$", "", path) if path.endswith("]") else path)
    if found is None:
        return ""
    by = _("by %s") % found.by if found.by else ""
    return ", ".join(
        part for part in (found.document, by, tell(found.at) if found.at else "") if part
    )


def _verb(effect: str, value: bool | None) -> str:
    """What a provision does, would do or may do to the act."""
    forbids, requires = effect in ("forbid", "limit"), effect == "require"
    if value is True:
        return _("forbids it") if forbids else _("requires it") if requires else _("allows it")
    if value is False:
        return (
            _("would forbid it")
            if forbids
            else _("would require it")
            if requires
            else _("would allow it")
        )
    return _("may forbid it") if forbids else _("may require it") if requires else _("may allow it")


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
