"""Why an act has its outcome: provisions, their conditions, the facts under them, as a tree.

Everything is read off the decision and off the conditions that made it. MUST NOT decide: what does
not follow from those two is not said here. How a line reads is for whoever shows it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from comity.decide.answer import Values
from comity.decide.plan import ActionPlan
from comity.decide.points import Standing
from comity.decide.say import entry, say
from comity.decide.trace import Step, trace
from comity.facts import to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, UNDETERMINED
from comity.model.provision import Provision
from comity.model.shape import steps

MOST_ENTRIES: Final = 5
NOTHING_FORBIDS, NONE_APPLIES, LIFTED, MAY_APPLY = "nothing-forbids", "none", "lifted", "may-apply"


@frozen
class Seen:
    """A fact that a condition looked at, by its path; or a date that it worked out, in words."""

    says: str
    value: Any
    path: str = ""


@frozen
class OfProvision:
    """A provision that stands (true), does not (false) or may. `again`: it was shown above."""

    value: bool | None
    provision: Provision
    cite: str
    again: bool = False
    lines: tuple["Line", ...] = ()


@frozen
class OfLimit:
    """The instant at which a provision's limit is reached; None if it is not known."""

    says: str
    at: datetime | None
    reached: bool
    facts: tuple[Seen, ...] = ()


@frozen
class OfProvisions:
    """Provisions under one heading: NOTHING_FORBIDS, NONE_APPLIES, LIFTED or MAY_APPLY."""

    heading: str
    lines: tuple["Line", ...]


@frozen
class OfParts:
    """Conditions that matter together: any one of them, or (`all`) each."""

    value: bool | None
    all: bool
    lines: tuple["Line", ...]


@frozen
class OfCondition:
    """A condition in words, with the facts under it. `again`: it was shown above."""

    value: bool | None
    says: str
    facts: tuple[Seen, ...] = ()
    again: bool = False
    lines: tuple["Line", ...] = ()


@frozen
class OfFact:
    """A condition that is nothing but a fact."""

    value: bool | None
    fact: Seen


@frozen
class OfEntry:
    """An entry of a list, by the name that the condition gives it, its path, and in words."""

    value: bool | None
    name: str
    path: str
    says: str
    lines: tuple["Line", ...] = ()


@frozen
class More:
    """So many entries more."""

    count: int


Line = OfProvision | OfLimit | OfProvisions | OfParts | OfCondition | OfFact | OfEntry | More


class Proof:
    """The proof of one decision. What was shown under one act is only named under the next."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._data = to_json(case)
        self._value = Values(case)
        self._shown: set[tuple[object, bool | None]] = set()
        self._law = ""  # of the provision that is being shown

    def why(self, action: ActionPlan, outcome: str) -> tuple[Line, ...]:
        """The provisions that carry an outcome; for an open one, those that may apply."""
        forbids, allows = action.having("forbid", "limit"), action.having("require", "permit")
        carrying = {MUST_NOT: forbids, MUST: action.having("require"), MAY: action.having("permit")}
        wanted = None if outcome == UNDETERMINED else True
        found: list[Line] = []
        for one in carrying.get(outcome, (*forbids, *allows) if wanted is None else ()):
            # What may apply was mostly shown as an exception already.
            known = wanted is None and (one.provision.id, None) in self._shown
            if self._value(one.stands) is wanted and not known:
                found.append(self._provision(action, one))
        if outcome in (MAY, MUST) and forbids:
            against = tuple(self._provision(action, one) for one in forbids)
            found.append(OfProvisions(NOTHING_FORBIDS, against))
        return tuple(found)

    def _provision(self, action: ActionPlan, standing: Standing) -> OfProvision:
        """A provision with its condition, its limit and the exceptions to it."""
        provision, value = standing.provision, self._value(standing.stands)
        cite, applies = self._cited(provision.cite), self._value(provision.when)
        again = (provision.id, value) in self._shown
        self._shown.add((provision.id, value))
        law, section, _ = provision.cite.partition("§")
        above, self._law = self._law, law if section else ""
        lines: list[Line] = []
        if not again:
            lines += self._conditions(trace(provision.when, self._case))
            if provision.until is not None and applies is not False:
                lines.append(self._limit(provision.until))
        if applies is not False:
            lines += self._exceptions(action, standing, value)
        self._law = above
        return OfProvision(value, provision, cite, again, tuple(lines))

    def _limit(self, until: tree.Node) -> OfLimit:
        step = trace(until, self._case)
        reached = step.value is not None and self._case.at >= step.value
        return OfLimit(say(until), step.value, reached, self._facts(step))

    def _exceptions(
        self, action: ActionPlan, standing: Standing, value: bool | None
    ) -> Iterator[Line]:
        """What lifts the provision; where nothing does, what could have, and why it does not."""
        found = [
            one for one in action.standings if standing.provision.id in one.provision.overrides
        ]
        lifting = [one for one in found if self._value(one.stands)]
        heading, shown = NONE_APPLIES, found
        if lifting:
            heading, shown = LIFTED, lifting
        elif value is None:
            heading = MAY_APPLY
            shown = [one for one in found if self._value(one.stands) is None]
        if shown:
            yield OfProvisions(heading, tuple(self._provision(action, one) for one in shown))

    def _conditions(self, step: Step) -> Iterator[Line]:
        """A condition and, under it, the parts of it on which its value rests."""
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
                yield OfCondition(step.value, self._cited(say(node)), lines=below)
            case tree.Quantified():
                yield self._entries(step, step)
            case tree.Not(tree.Quantified()):
                yield self._entries(step, step.steps[0])
            case tree.Fact() | tree.Member():
                yield OfFact(step.value, Seen(step.path, step.value, step.path))
            case _:
                yield OfCondition(step.value, self._cited(say(node)), self._facts(step))

    def _parts(self, step: Step) -> Iterator[Line]:
        parts = _that_matter(step)
        if not isinstance(step.node, tree.Or) or len(parts) < 2:
            for part in parts:
                yield from self._conditions(part)
            return
        lines: list[Line] = []
        for part in parts:
            below = tuple(self._conditions(part))
            lines += (OfParts(part.value, all=True, lines=below),) if len(below) > 1 else below
        yield OfParts(step.value, all=False, lines=tuple(lines))

    def _term(self, said: Step, step: Step) -> OfCondition:
        text, key = self._cited(say(said.node)), (step.node, step.value)
        general = isinstance(step.node, tree.Term) and not step.node.args
        again = general and key in self._shown
        below = () if again else tuple(self._conditions(step.steps[0]))
        self._shown.add(key)
        return OfCondition(said.value, text, again=again, lines=below)

    def _entries(self, said: Step, step: Step) -> OfCondition:
        """A condition on a list, and its entries as far as they matter."""
        items, *bodies = step.steps
        assert isinstance(step.node, tree.Quantified)
        decisive = step.node.kind != "all"
        only: Any = step.value if step.value in (None, decisive) else ...
        shown = [(n, body) for n, body in enumerate(bodies) if only in (..., body.value)]
        lines: list[Line] = [
            self._entry(step.node, f"{items.path}[{n}]", body) for n, body in shown[:MOST_ENTRIES]
        ]
        if len(shown) > MOST_ENTRIES:
            lines.append(More(len(shown) - MOST_ENTRIES))
        facts = () if bodies else self._facts(items)
        return OfCondition(said.value, self._cited(say(said.node)), facts, lines=tuple(lines))

    def _entry(self, node: tree.Quantified, path: str, body: Step) -> OfEntry:
        data: Any = self._data
        for one in steps(path):
            data = data[one]
        name = (node.var or "").partition("@")[0]
        # The definition was just named with the list.
        named = isinstance(body.node, tree.Term) and len(body.node.args) == 1
        below = tuple(self._conditions(body.steps[0] if named else body))
        return OfEntry(body.value, name, path, entry(data), below)

    def _facts(self, step: Step) -> tuple[Seen, ...]:
        """What a condition looked at: the dates that it worked out, then the facts."""
        found = [
            Seen(say(part.node), part.value)
            for part in step.steps
            if isinstance(part.node, tree.Call | tree.Plus) and part.value is not None
        ]
        found += [
            Seen(fact.path, fact.value, fact.path)
            for fact in _leaves(step)
            if fact.value is not None or step.value is None  # or it would not have mattered
        ]
        return tuple(dict.fromkeys(found))

    def _cited(self, text: str) -> str:
        """Citations without the name of the law, inside a provision of that law."""
        return text.replace(f"({self._law}§", "(§").removeprefix(self._law) if self._law else text


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
