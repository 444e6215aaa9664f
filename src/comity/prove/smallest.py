"""The smallest case that a question asks for: fewest known facts and fewest entries in lists.

Counted is what a case says beyond its number, instant and agency. INVARIANT: what the formula
counts is never more than what `size` counts of the case, so that no smaller case is passed over.
"""

from collections.abc import Callable, Iterator
from typing import Any

import z3
from attrs import evolve

from comity.decide.smt.facts import Facts, Found, Periods, Records, Scalar, Text, Texts, general
from comity.decide.smt.logic import Formula, Truth, contrary, every, number, some
from comity.decide.smt.texts import UnprovableError, fields
from comity.facts import to_json
from comity.model.case import Case
from comity.model.shape import Field
from comity.prove.plain import plain
from comity.prove.question import Question
from comity.prove.search import USUAL, Effort, Finding, Search


def size(case: Case) -> int:
    """How much a case says: each known fact and each entry of a list is one."""
    data = to_json(case)
    return sum(_size(value) for key, value in data.items() if key not in ("id", "at", "agency"))


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_size(one) for one in value.values())
    if isinstance(value, list):
        return 1 + sum(1 if isinstance(one, str) else _entry(one) for one in value)
    return 1


def _entry(value: Any) -> int:
    # A period is one entry; what a record says of itself is counted beside it.
    return 1 + (_size(value) if isinstance(value, dict) else 0)


def smallest(question: Question, effort: Effort = USUAL) -> Finding:
    """The smallest case that the question asks for, made plain; or that there is none.

    Where the search ends before it is known that none is smaller, `open` says so beside the case.
    """
    try:
        search = Search(question, effort)
    except UnprovableError as error:
        return Finding(None, f"no formula for {error}")
    best = search.found()
    if best.case is None:
        return best
    case = plain(best.case, question)
    while True:
        found = search.found(_at_most(size(case) - 1))
        if found.case is None:
            return evolve(found, case=case)
        case = plain(found.case, question)


def _at_most(most: int) -> Callable[[Facts], Any]:
    return lambda facts: counted(facts) <= most


def counted(facts: Facts) -> Any:
    """How much a case says of the facts that conditions have asked for, as a formula."""
    return z3.Sum([z3.IntVal(0), *_counts(facts)])


def _counts(facts: Facts) -> Iterator[Any]:
    known = fields()
    for path, found in facts.made.items():
        there = _there(facts, path)
        for amount in _amounts(found, known[general(path)]):
            yield amount if there is True else z3.If(there, amount, z3.IntVal(0))


def _there(facts: Facts, path: str) -> Formula:
    """Whether the entry that a fact is about is there."""
    within = [
        present
        for found in facts.made.values()
        if isinstance(found, Records)
        for entry, present in found.entries
        if path.startswith(f"{entry}.")
    ]
    return every(within)


def _amounts(found: Found, field: Field) -> Iterator[Any]:
    match found:
        case Truth(yes, no):
            known = some((yes, no))
            silent = (yes if field.default else no) if field.designation else contrary(known)
            yield number(contrary(silent))
        case Scalar(known):
            yield number(known)
        case Text(known, options):
            usual = some(when for when, kind in options if field.default in kind.examples)
            silent = every((known, usual)) if field.designation else contrary(known)
            yield number(contrary(silent))
        case Texts(known, counts):
            entries = z3.Sum([amount for amount, _ in counts])
            silent = every((known, entries == 0)) if field.designation else contrary(known)
            yield number(contrary(silent))
            yield z3.If(every((True, known)), entries, z3.IntVal(0))
        case Records(known, entries):
            yield number(known)
            yield z3.Sum([z3.IntVal(0), *(number(every((known, one))) for _, one in entries)])
        case Periods(known, length):
            yield number(known)
            yield z3.If(known, length, z3.IntVal(0))
