"""Looks for a case that a question asks for, among all there are; finding none is a proof.

A question is many conditions at once. The search begins with the light ones: as long as the case
that it finds breaks another, that one is demanded too. So a proof rests on few conditions, and a
case on all.
MUST: a case is returned only after the plain reference found every condition true of it.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import z3
from attrs import frozen

from comity.decide.answer import Values
from comity.decide.smt.bounds import enough
from comity.decide.smt.cases import case_of
from comity.decide.smt.facts import Facts, micros
from comity.decide.smt.reader import Reader
from comity.decide.smt.texts import UnprovableError, Vocabulary
from comity.errors import InputError
from comity.model import tree
from comity.model.case import Case
from comity.model.tree import Node
from comity.prove.question import Question, split

_MOST_ROUNDS = 1000
_LIGHT = 60
"""Nodes: a condition of so few is demanded at once."""


@frozen
class Finding:
    """What became of a question.

    `case` is the case that was found. Without one, `open` says why the question is not decided;
    where that is empty too, there is no such case. `short`: of these lists, entries beyond so many
    were not looked at.
    """

    case: Case | None
    open: str = ""
    short: tuple[tuple[str, int], ...] = ()


@frozen
class Effort:
    """How far to look: entries in a list where no number is enough, and seconds a question."""

    entries: int = 8
    seconds: float = 60.0


USUAL = Effort()


def search(question: Question, effort: Effort = USUAL) -> Finding:
    """A case that the question asks for, or the proof that there is none."""
    try:
        return Search(question, effort).found()
    except UnprovableError as error:
        return Finding(None, f"no formula for {error}")


class Search:
    """One question, put to the solver condition by condition."""

    def __init__(self, question: Question, effort: Effort) -> None:
        self.question, self.effort = question, effort
        parts = [part for one in question.conditions for part in split(one)]
        ordered = sorted(dict.fromkeys(parts), key=weight)
        self.demanded = [one for one in ordered if question.complete or weight(one) <= _LIGHT]
        self.waiting = ordered[len(self.demanded) :]
        self.vocabulary = Vocabulary(ordered)
        self.ends = time.monotonic() + effort.seconds
        self._begin()

    def _begin(self) -> None:
        """A new formula of what is demanded, with as many entries in lists as that needs."""
        first, last = (micros(one) for one in self.question.between())
        self.needed = enough(self.demanded)
        self.sizes = {path: self._size(most) for path, most in self.needed.items()}
        facts = Facts(self.vocabulary, self.sizes, (first, last), complete=self.question.complete)
        self.reader = Reader(facts, self.question.agency)
        # The plain core: the tactics that z3 tries first take longer than the whole search.
        self.solver = z3.SimpleSolver()
        self._told = 0
        for one in self.demanded:
            self.solver.add(self.reader.truth(one).yes)

    def _size(self, most: int | None) -> int:
        return self.effort.entries if most is None else min(most, self.effort.entries)

    def _demand(self, conditions: list[Node]) -> None:
        """Takes up more conditions."""
        self.demanded += conditions
        self.waiting = [one for one in self.waiting if one not in conditions]
        needed = enough(self.demanded)
        if any(self._size(most) > self.sizes.get(path, 0) for path, most in needed.items()):
            self._begin()
        else:
            self.needed = needed
            self.solver.add(*(self.reader.truth(one).yes for one in conditions))

    def found(self, also: Callable[[Facts], Any] | None = None) -> Finding:
        """Any case that is asked for, and of whose facts something else holds as well.

        The solver keeps what it learns from round to round and from call to call.
        """
        for _ in range(_MOST_ROUNDS):
            answer = self._check(also)
            if answer == z3.unsat:
                return self._finding(None)
            if answer != z3.sat:
                return self._finding(None, f"no answer in {self.effort.seconds:.0f} seconds")
            case, fault = self._case()
            if case is not None or fault:
                return self._finding(case, fault)
        return self._finding(None, f"no answer in {_MOST_ROUNDS} rounds")

    def _check(self, also: Callable[[Facts], Any] | None) -> Any:
        demands = self.reader.facts.demands
        self.solver.add(*demands[self._told :])
        self._told = len(demands)
        self.solver.set("timeout", max(1, int((self.ends - time.monotonic()) * 1000)))
        return self.solver.check(*([also(self.reader.facts)] if also else ()))

    def _case(self) -> tuple[Case | None, str]:
        """The case of a solution; None where it is not yet one that is asked for.

        Then more is demanded: what the calendar says, or the smallest conditions that it breaks.
        """
        model = self.solver.model()
        corrections = list(self.reader.almanac.corrections(_reading(model)))
        self.solver.add(*corrections)
        try:
            case = case_of(model, self.reader, self.question.calendar, "witness")
        except InputError as error:
            return None, "" if corrections else f"a solution that is no case: {error}"
        if self.question.holds(case):
            return case, ""
        of = Values(case)
        broken = [one for one in self.waiting if of(one) is not True]
        if broken:
            self._demand([one for one in broken if weight(one) <= 2 * weight(broken[0])])
            return None, ""
        return None, "" if corrections else "a solution that the reference reads otherwise"

    def _finding(self, case: Case | None, reason: str = "") -> Finding:
        short = tuple(
            (path, self.sizes[path])
            for path, most in self.needed.items()
            if most is None or most > self.effort.entries
        )
        return Finding(case, reason, short)


def _reading(model: Any) -> Callable[[Any], int]:
    def read(term: Any) -> int:
        return int(model.eval(term, model_completion=True).as_long())

    return read


@cache
def weight(node: Node) -> int:
    """How much there is to a condition."""
    return 1 + sum(weight(child) for child in tree.children(node))
