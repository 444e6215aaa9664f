"""What would change an answer: the smallest changes of fact, every one of them tried.

Candidates are read off the conditions and the case: a fact is set to what it is compared with, an
element that would satisfy a condition is made up, one that satisfies it is taken away.
INVARIANT: nothing is returned that was not done to the case and decided anew; a change that makes
the case contradict itself is none.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

import attrs
from attrs import frozen

from comity.decide import clock, reference
from comity.decide.plan import ActionPlan, outcome
from comity.decide.say import entry, told
from comity.decide.suppose import Maker, as_json, field_at, fits, general, to_come
from comity.decide.trace import Step, trace
from comity.decide.write import Writer
from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.model import tree
from comity.model.case import Case
from comity.model.decision import UNDETERMINED
from comity.model.shape import steps
from comity.model.tree import DAY, INSTANT, Node

_DECIDING = ("forbid", "limit", "require", "permit")
_MOST_FACTS = 3
_MOST_TRIALS, _TRIALS_FOR_MORE, _MOST_EDITS = 2000, 500, 100

_NEVER = ("at", "id", "agency")  # another instant or agency may have another law
_LAST = ("request.kind", "request.from", "request.asks", "request.grounds", "information")
"""What makes the request the one it is: changed only where nothing else changes the answer."""

_CHANGED = (1, 0)  # the first rank of what changes a fact; below it, an unknown one is found out


@frozen
class Change:
    """Facts that would be otherwise, each told in a line, with the outcome and the case then."""

    facts: tuple[str, ...]
    outcome: str
    case: Case | None = attrs.field(default=None, eq=False, repr=False)


def changes(action: ActionPlan, case: Case, most: int = 3) -> tuple[Change, ...]:
    """The smallest changes that give an action another outcome, none of which holds a smaller one.

    None that leaves the outcome undetermined; empty where up to three facts change nothing.
    """
    trial = _Trial(action, case)
    every = sorted(_Edits(action, case).found.values(), key=lambda one: one.rank)
    ordinary = [one for one in every if one.rank < _CHANGED or not _under(one.path, _LAST)]
    found = _search(trial, ordinary, most) or _search(trial, every, most)
    return tuple(
        Change(tuple(edit.says for edit in one.edits), one.outcome, trial.case(one.edits))
        for one in _best(found, most)
    )


@frozen
class _Edit:
    """One change of one fact: a value set, an element added or one removed."""

    path: str
    how: str
    says: str
    rank: tuple[int, int]
    value: Any = attrs.field(default=None, eq=False)


@frozen
class _Found:
    """Edits that give another outcome, and of what kind they are whatever the values."""

    edits: tuple[_Edit, ...]
    outcome: str

    @property
    def kind(self) -> set[tuple[str, str]]:
        return {(one.how, general(one.path)) for one in self.edits}


class _Trial:
    """Makes changes to a case and decides anew, as long as the allowance lasts."""

    def __init__(self, action: ActionPlan, case: Case) -> None:
        self._nodes, self._data = (action.forbids, action.requires, action.permits), to_json(case)
        self._swift = _function(self._nodes)
        self._now = outcome(*self._swift(case))
        self.left = 0

    def __call__(self, edits: tuple[_Edit, ...]) -> str | None:
        """The other outcome that some edits give; None if they give none."""
        self.left -= 1
        case = self.case(edits)
        if case is None or outcome(*self._swift(case)) in (self._now, UNDETERMINED):
            return None
        found = outcome(*(reference.value(node, case) for node in self._nodes))
        return None if found in (self._now, UNDETERMINED) else found

    def case(self, edits: tuple[_Edit, ...]) -> Case | None:
        """The case with some edits made; None where it would contradict itself."""
        return _edited(self._data, edits)


@lru_cache(maxsize=64)
def _function(nodes: tuple[Node, ...]) -> Callable[[Case], tuple[bool | None, ...]]:
    """Conditions as one generated function, as `closure` has them: the trials are many."""
    writer = Writer(certain=False, roots=nodes)
    source = writer.finish(f"({', '.join(writer.truth(node) for node in nodes)})")
    names: dict[str, Any] = {"_clock": clock, "_timedelta": timedelta, "_reference": reference}
    names |= writer.constants
    exec(compile(source, "<changes>", "exec"), names)
    made: Callable[[Case], tuple[bool | None, ...]] = names["decide"]
    return made


def _edited(data: Any, edits: Iterable[_Edit]) -> Case | None:
    """The case that JSON states, with edits made; None where it would contradict itself."""
    for edit in sorted(edits, key=_turn):
        data = _put(data, steps(edit.path), edit)
    try:
        return case_from(data)
    except InputError:
        return None


def _turn(edit: _Edit) -> tuple[bool, list[int]]:
    """Elements go last, the hindmost first, so that the paths of other edits stay right."""
    return edit.how == "remove", [-one for one in steps(edit.path) if isinstance(one, int)]


def _put(data: Any, path: tuple[str | int, ...], edit: _Edit) -> Any:
    """A copy of JSON with an edit made below a path; the rest is shared."""
    if not path:
        return [*(data or ()), edit.value] if edit.how == "add" else edit.value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        gone = edit.how == "remove" and not rest
        return [*data[:step], *([] if gone else [_put(data[step], rest, edit)]), *data[step + 1 :]]
    return {**(data or {}), step: _put((data or {}).get(step), rest, edit)}


def _search(trial: _Trial, edits: list[_Edit], most: int) -> list[_Found]:
    found: list[_Found] = []
    trial.left = _MOST_TRIALS
    for size in range(1, _MOST_FACTS + 1):
        for made in combinations(edits[:_MOST_EDITS], size):
            if trial.left <= 0 or (size > 1 and len(found) >= most):
                return found
            if _clash(made) or any(set(smaller.edits) <= set(made) for smaller in found):
                continue
            new = trial(made)
            if new:
                _keep(_Found(made, new), found)
        if len(found) > 1:
            break
        if found:
            trial.left = min(trial.left, _TRIALS_FOR_MORE)
    return found


def _keep(new: _Found, found: list[_Found]) -> None:
    """Adds to what was found, unless it differs from something there in values only."""
    if not any(one.outcome == new.outcome and one.kind <= new.kind for one in found):
        found.append(new)


def _clash(edits: tuple[_Edit, ...]) -> bool:
    """Whether two edits touch one fact, or one a fact of what the other replaces or removes."""
    return any(
        one.path == other.path or (other.how != "add" and _under(one.path, (other.path,)))
        for one in edits
        for other in edits
        if one is not other
    )


def _best(found: list[_Found], most: int) -> list[_Found]:
    """As many as asked for, the smallest of each outcome before others; smallest first."""
    first = {one.outcome: one for one in reversed(found)}.values()
    chosen = [*first, *(one for one in found if one not in first)][:most]
    return [one for one in found if one in chosen]


def _under(path: str, tops: tuple[str, ...]) -> bool:
    return any(path == top or path.startswith((f"{top}.", f"{top}[")) for top in tops)


class _Edits:
    """The edits that the conditions of an action suggest for a case, each once."""

    def __init__(self, action: ActionPlan, case: Case) -> None:
        self.case, self.data = case, to_json(case)
        self.found: dict[str, _Edit] = {}
        for standing in action.standings:
            provision = standing.provision
            if provision.effect in _DECIDING or provision.overrides:
                for node in filter(None, (provision.when, provision.until)):
                    self._look(trace(node, case))

    def _look(self, step: Step) -> None:
        for part in step.steps:
            self._look(part)
        node, facts = step.node, {one.node: one for one in (*step.steps, step)}
        if isinstance(node, tree.Quantified):
            self._listed(step, node)
        for truth in (True, False):
            if step.value is not truth:
                for fact, value in fits(
                    node, truth, lambda of: facts[of].value, lambda of: field_at(facts[of].path)
                ):
                    self._set(facts[fact], value)
        # An hour that a limit runs from is compared with nothing by itself.
        if step.value is None and isinstance(node, tree.Fact) and node.type in (DAY, INSTANT):
            self._set(step, self.case.at if node.type == INSTANT else self.case.at.date())

    def _set(self, fact: Step, value: Any) -> None:
        known = field_at(fact.path) if fact.path else None
        fits = value != fact.value and not to_come(value, self.case)
        if known and fits and not _under(fact.path, _NEVER):
            says = f"{fact.path}: {told(fact.value)} -> {told(value)}"
            rank = 2 if isinstance(value, bool) else 4 if isinstance(value, date) else 3
            if known.designation:
                rank = 5
            elif fact.value is None:  # to find out is less than to change
                rank = 0
            self._add(_Edit(fact.path, "set", says, (rank, 0), as_json(value)))

    def _add(self, edit: _Edit) -> None:
        self.found.setdefault(edit.says, edit)

    def _listed(self, step: Step, node: tree.Quantified) -> None:
        items, *bodies = step.steps
        wanted = node.kind != "all"
        if items.value is None:
            self._set(items, ())
        for number, body in enumerate(bodies):
            if body.value is wanted:
                path = f"{items.path}[{number}]"
                data: Any = self.data
                for one in steps(path):
                    data = data[one]
                self._add(_Edit(path, "remove", f"remove {path}: {entry(data)}", (6, 0)))
        if step.value is not wanted:
            for made in Maker(self.case, node.var, items.path).made(node.body, wanted):
                says = f"add to {items.path}: {entry(made)}"
                edit = _Edit(items.path, "add", says, (1, len(made)), made)
                if _edited(self.data, [edit]):
                    self._add(edit)
                    break
