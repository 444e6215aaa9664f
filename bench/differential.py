"""Every reader of the law held against a plainer one, on random law and random cases.

A comparison is one answer: one action of one case (outcome, whether a person must look, until
when), or one condition of one case. A mismatch is printed with the smallest case that still shows
it, as a file that `comity decide` reads.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from attrs import field, frozen

from bench import other_cel
from bench.plain import rulings
from bench.random_rules import DAY_OF_LAW, Written
from comity.decide.answer import decide
from comity.decide.closure import Ruling, closure
from comity.decide.reference import Truth, value
from comity.decide.trace import trace
from comity.decide.tracer import tracer
from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.model.case import ACTIONS, Case
from comity.model.decision import MAY, SILENT, UNDETERMINED
from comity.model.provision import Version
from comity.model.tree import Node


@frozen
class Tally:
    """How often each reader was compared, and every mismatch in words."""

    compared: Counter[str] = field(factory=Counter)
    mismatches: list[str] = field(factory=list)

    def add(self, other: "Tally") -> None:
        self.compared.update(other.compared)
        self.mismatches.extend(other.mismatches)

    @property
    def comparisons(self) -> int:
        return sum(self.compared.values())


def by_closure(case: Case, version: Version) -> tuple[Ruling, ...]:
    """The rulings of the generated function."""
    return closure(version)(case)


def by_decide(case: Case, version: Version) -> tuple[Ruling, ...]:
    """The rulings that the full decision contains."""
    answers = decide(case, version).actions
    return tuple(Ruling(one.outcome, bool(one.review), one.until) for one in answers.values())


def by_tracer(case: Case, version: Version) -> tuple[str, ...]:
    """The outcomes of the generated proof, which says nothing of review and limits."""
    return tracer(version)(case).outcomes


RulingsReader = Callable[[Case, Version], Sequence[Ruling | str]]
READERS: dict[str, RulingsReader] = {
    "closure": by_closure,
    "decide": by_decide,
    "proof": by_tracer,
}


def compare(case: Case, version: Version, tally: Tally, law: str = "") -> None:
    """Holds the readers against `plain.rulings`; `law` is a page to print with a mismatch."""
    expected = rulings(case, version)
    for name, reader in READERS.items():
        tally.compared[name] += len(ACTIONS)
        if any(_differences(reader, case, version, expected)):
            note(tally, name, reader, (case, version), law)


def note(
    tally: Tally, name: str, reader: RulingsReader, asked: tuple[Case, Version], law: str
) -> None:
    """Notes that a reader contradicts the law read plainly, with the smallest case that shows it.

    A reader of many cases may err where it would not if it were asked about this case alone.
    """
    case, version = asked
    smallest = shrunk(case, lambda one: _differs(reader, one, version))
    found = [*_differences(reader, smallest, version)] or ["only among other cases"]
    said = [f"{name}, under {version}:", *(f"  {one}" for one in found), _file(smallest), law]
    tally.mismatches.append("\n".join(said))


def _differs(reader: RulingsReader, case: Case, version: Version) -> bool:
    return any(_differences(reader, case, version))


def _differences(
    reader: RulingsReader,
    case: Case,
    version: Version,
    expected: Sequence[Ruling] | None = None,
) -> Iterator[str]:
    """Every action on which a reader contradicts the law read plainly."""
    try:
        found = reader(case, version)
    except Exception as error:
        yield f"it raised {error!r}"
        return
    right = rulings(case, version) if expected is None else expected
    for action, theirs, ours in zip(ACTIONS, found, right, strict=True):
        if theirs != (ours.outcome if isinstance(theirs, str) else ours):
            yield f"{action}: it says {theirs}, the law read plainly {ours}"


def _file(case: Case) -> str:
    return json.dumps(to_json(case), ensure_ascii=False)


@frozen
class ConditionReader:
    """Something that reads one condition. `knows_all`: whatever Kleene's logic knows of it."""

    name: str
    read: Callable[[Case], Truth]
    knows_all: bool = True

    def differs(self, node: Node, case: Case) -> bool:
        """Whether it contradicts the reference, or does not know what it ought to know."""
        expected, found = value(node, case), self.read(case)
        excused = found is None and not self.knows_all and not other_cel.complete(case)
        return found is not expected and not excused


def compare_condition(
    written: Written, cases: Sequence[Case], tally: Tally, *, cel_python: int = 0
) -> None:
    """Holds the readers of one condition against the reference, and both readers of CEL.

    Only the first `cel_python` cases go to cel-python, which is slow.
    """
    for one in _readers_of(written):
        for case in cases[:cel_python] if one.name == other_cel.Python.name else cases:
            try:
                wrong = one.differs(written.node, case)
            except other_cel.FellOverError:
                continue
            tally.compared[one.name] += 1
            if wrong:
                tally.mismatches.append(_condition_said(one, written, case))


TRUTHS = {MAY: True, SILENT: False, UNDETERMINED: None}


def _readers_of(written: Written) -> list[ConditionReader]:
    swift, proof = closure(written.version, ("hold",)), tracer(written.version, ("hold",))
    ours = [
        ConditionReader("closure of a condition", lambda case: TRUTHS[swift(case)[0].outcome]),
        ConditionReader("proof of a condition", lambda case: TRUTHS[proof(case).outcomes[0]]),
        ConditionReader("trace of a condition", lambda case: trace(written.node, case).value),
    ]
    return ours + [_cel_reader(one, written.text) for one in _cels()]


def _cel_reader(one: other_cel.Rust | other_cel.Python, text: str) -> ConditionReader:
    read = one.reader(text)
    return ConditionReader(
        one.name,
        lambda case: read(one.facts(other_cel.facts_of(case))),
        one.knows_as_much(text),
    )


@cache
def _cels() -> tuple[other_cel.Rust | other_cel.Python, ...]:
    given = other_cel.functions(DAY_OF_LAW)
    return other_cel.Rust(given), other_cel.Python(given)


def _condition_said(one: ConditionReader, written: Written, case: Case) -> str:
    def differs(case: Case) -> bool:
        try:
            return one.differs(written.node, case)
        except other_cel.FellOverError:
            return False

    case = shrunk(case, differs)
    found, expected = one.read(case), value(written.node, case)
    return f"{one.name} says {found}, the reference {expected}, of {written.text}\n{_file(case)}"


def shrunk(case: Case, differs: Callable[[Case], bool]) -> Case:
    """The smallest case that still differs, as far as leaving out one fact at a time finds it."""
    for smaller in _smaller(case):
        if differs(smaller):
            return shrunk(smaller, differs)
    return case


def _smaller(case: Case) -> Iterator[Case]:
    data = to_json(case)
    for path in _paths(data):
        less = deepcopy(data)
        at: Any = less
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
        try:
            yield case_from(less)
        except InputError:
            continue


def _paths(data: Any) -> Iterator[tuple[Any, ...]]:
    """Where something can be left out, the largest things first."""
    steps = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        if step not in ("id", "at", "agency"):
            yield (step,)
    for step in steps:
        yield from ((step, *more) for more in _paths(data[step]))
