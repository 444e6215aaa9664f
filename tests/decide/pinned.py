"""The facts of one case as demands on the variables of a formula, for tests of the SMT reader."""

from collections.abc import Iterator
from typing import Any

import z3

from comity.decide import reference
from comity.decide.clock import days_served
from comity.decide.smt.bounds import enough
from comity.decide.smt.facts import (
    Facts,
    Found,
    Periods,
    Records,
    Scalar,
    Text,
    Texts,
    general,
    micros,
)
from comity.decide.smt.logic import Truth
from comity.decide.smt.reader import Reader
from comity.decide.smt.texts import Vocabulary
from comity.model.case import Case
from comity.model.shape import Record, case_shape, steps
from comity.model.tree import Node


class Pinned:
    """Conditions as the SMT reader understands them, with every fact fixed to that of a case."""

    def __init__(self, nodes: tuple[Node, ...], case: Case) -> None:
        self.case = case
        self.vocabulary = Vocabulary(nodes)
        at = micros(case.at)
        sizes = {path: len(_at(case, steps(path)) or ()) for path in enough(nodes)}
        facts = Facts(self.vocabulary, sizes, (at, at + 1))
        self.reader = Reader(facts, case.agency)
        self.truths = [self.reader.truth(node) for node in nodes]
        self.solver = z3.Solver()
        self.solver.add(*facts.demands)
        for path, found in facts.made.items():
            self.solver.add(*self._demands(path, found))
        self._served()

    def values(self) -> list[bool | None]:
        """What each condition is: exactly one of true, false and unknown can be."""
        found = self.possible()
        assert all(1 == len(one) for one in found), found
        return [one[0] for one in found]

    def possible(self) -> list[list[bool | None]]:
        """What each condition can be: more than one thing where the formula leaves it open."""
        return [self._possible(truth) for truth in self.truths]

    def _possible(self, truth: Truth) -> list[bool | None]:
        formulas: dict[bool | None, Any] = {
            True: truth.yes,
            False: truth.no,
            None: z3.Not(z3.Or(truth.yes, truth.no)),
        }
        return [value for value, formula in formulas.items() if self._can_be(formula)]

    def _can_be(self, formula: Any) -> bool:
        while self.solver.check(formula) == z3.sat:
            corrections = list(self.reader.almanac.corrections(self._said))
            if not corrections:
                return True
            self.solver.add(*corrections)
        return False

    def _said(self, term: Any) -> int:
        return int(self.solver.model().eval(term, model_completion=True).as_long())

    def _demands(self, path: str, found: Found) -> Iterator[Any]:
        value = _at(self.case, steps(path))
        if isinstance(found, Truth):
            yield found.yes == (value is True)
            yield found.no == (value is False)
            return
        yield found.known == (value is not None)
        if value is None:
            return
        match found:
            case Scalar(_, term):
                yield term == (micros(value) if hasattr(value, "hour") else value.toordinal())
            case Text(_, options):
                marks = self.vocabulary.marks(general(path), value)
                (here,) = [when for when, kind in options if kind.marks == marks]
                yield here
            case Texts(_, counts):
                marks_of: list[object] = [
                    self.vocabulary.marks(f"{general(path)}[]", one) for one in value
                ]
                for amount, kind in counts:
                    yield amount == marks_of.count(kind.marks)
            case Records(_, entries):
                for number, (_, present) in enumerate(entries):
                    yield present == (number < len(value))
            case Periods(_, length):
                yield length == len(value)

    def _served(self) -> None:
        """What `days_served` gives: the formula leaves it open which periods there were."""
        for one in self.reader.almanac.served:
            element = _at(self.case, steps(one.path)[:-1])
            first, last = element.offence_date, self.case.custody.arrested
            if element.incarcerated is not None and first and last:
                self.solver.add(one.days == days_served(element.incarcerated, first, last))


def _at(case: Case, path: tuple[str | int, ...]) -> Any:
    found: Any = case
    record: Any = case_shape()
    for step in path:
        if found is None:
            return None
        if isinstance(step, int):
            found = found[step] if step < len(found) else None
            record = record.item
        else:
            assert isinstance(record, Record)
            field = record.fields[step]
            found, record = getattr(found, field.attribute), field.type
    return found


def expected(nodes: tuple[Node, ...], case: Case) -> list[bool | None]:
    """What the reference says of the same conditions."""
    return [reference.value(node, case) for node in nodes]
