"""The page "The law language" read literally, one provision after another: a twin of `decide`.

It shares with the other readers only the value of a condition (`decide.reference`) and never the
plan, in which they find exceptions, limits and points for review already put together.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from comity.decide.closure import Ruling
from comity.decide.reference import NOTHING, Truth, conjunction, disjunction, negation, value
from comity.model import tree
from comity.model.case import ACTIONS, Case
from comity.model.provision import Provision, Version
from comity.model.tree import Node


def rulings(case: Case, version: Version) -> tuple[Ruling, ...]:
    """The ruling on every action, in order."""
    values = _Values(case)
    return tuple(_Reading(values, version, action).ruling() for action in ACTIONS)


class _Values:
    """Conditions of one case, each worked out once and used for every action."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._known: dict[int, Any] = {}
        self._asked: dict[int, bool] = {}

    def of(self, node: Node) -> Any:
        if id(node) not in self._known:
            self._known[id(node)] = value(node, self.case)
        return self._known[id(node)]

    def ask_a_person(self, node: Node) -> bool:
        if id(node) not in self._asked:
            self._asked[id(node)] = _asks_a_person(node, self.case, NOTHING)
        return self._asked[id(node)]


class _Reading:
    """One action in one case, under one version."""

    def __init__(self, values: _Values, version: Version, action: str) -> None:
        self.value = values.of
        self.asks_a_person = values.ask_a_person
        self.at = values.case.at
        self.bearing = [one for one in version.provisions if action in one.actions]
        self.questions = [one for one in version.open if action in one.doubts]

    def ruling(self) -> Ruling:
        found = self.outcome()
        allowed = found in ("may", "must")
        review = any(self.review(found)) or (allowed and bool(self.questions))
        return Ruling(found, review, self.until() if allowed else None)

    def outcome(self) -> str:
        """Step 2 of "The outcome of an action", and step 4: an unknown that could change it."""
        steps = ((("forbid", "limit"), "must-not"), (("require",), "must"), (("permit",), "may"))
        for effects, found in steps:
            truth = disjunction(self.stands(one) for one in self.having(*effects))
            if truth is None:
                return "undetermined"
            if truth:
                return found
        return "silent"

    def having(self, *effects: str) -> list[Provision]:
        return [one for one in self.bearing if one.effect in effects]

    def founded(self, one: Provision) -> Truth:
        """Its condition is true and no exception to it stands."""
        exceptions = [other for other in self.bearing if one.id in other.overrides]
        unless = (negation(self.stands(other)) for other in exceptions)
        return conjunction((self.value(one.when), *unless))

    def stands(self, one: Provision) -> Truth:
        """Step 1, and step 6: a limit is reached at its very instant."""
        if one.until is None:
            return self.founded(one)
        limit = self.value(one.until)
        reached = None if limit is None else self.at >= limit
        in_time = reached if one.effect == "limit" else negation(reached)
        return conjunction((self.founded(one), in_time))

    def until(self) -> datetime | None:
        """What is allowed ends with the last permission, or before where somebody limits it."""
        allowing = [one for one in self.having("permit", "require") if self.stands(one) is True]
        capping = [one for one in self.having("limit") if self.founded(one) is True]
        ends = [self.value(one.until) for one in capping if one.until]
        if all(one.until for one in allowing):
            ends.append(max(self.value(one.until) for one in allowing if one.until))
        return min((one for one in ends if one), default=None)

    def review(self, found: str) -> Iterator[bool]:
        """Steps 3 and 5, and the judgements that only a person may make."""
        for one in self.bearing:
            stands = self.stands(one)
            yield one.effect == "refer" and stands is True
            yield one.effect == "doubt" and stands is not False and found in ("may", "must")
            for contest in one.contests:
                doubtful = contest.when is None or self.value(contest.when) is not False
                yield doubtful and self.founded(one) is True
            yield self.asks_a_person(one.when)
        if found == "must-not":
            against = [one for one in self.having("forbid") if self.stands(one) is True]
            allowing = [one for one in self.having("permit", "require") if self.stands(one) is True]
            yield bool(against and allowing)


def _asks_a_person(node: Node, case: Case, names: Mapping[str, Any]) -> bool:
    """Whether a question that only a person may answer arises, and is not answered."""
    if isinstance(node, tree.Term) and node.judgement is not None:
        asked = node.judgement
        arises = asked.when is None or value(asked.when, case, names) is True
        if arises and value(asked.fact, case, names) is None:
            return True
    if isinstance(node, tree.Quantified | tree.Count) and node.var and node.body:
        body, items = node.body, value(node.items, case, names) or ()
        return _asks_a_person(node.items, case, names) or any(
            _asks_a_person(body, case, {**names, node.var: one}) for one in items
        )
    return any(_asks_a_person(child, case, names) for child in tree.children(node))
