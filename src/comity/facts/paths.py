"""Paths of facts: `person.convictions[0].grade`, and which source stands behind one.

A path without a number, `person.convictions.grade`, means that fact of every element.
"""

from comity.errors import InputError
from comity.facts.values import nearest
from comity.intake.shown import shown_key
from comity.model.case import Case, Source
from comity.model.shape import ListOf, Record, Type, case_shape, each_fact, joined, steps


def type_at(path: str) -> Type:
    """The type of the fact, list, element or part that a path names.

    Raises InputError, with the nearest path, if it names none.
    """
    kind: Type | None = case_shape()
    taken = steps(path)
    for step in taken:
        kind = _below(kind, step)
    if kind is None or not taken or joined(taken) != path:
        known = [fact.replace("[]", "") for fact, _ in each_fact(case_shape())]
        raise InputError(
            f"there is no such fact{nearest(path, known)}",
            field=shown_key(path),
            expected="the path of a fact, such as person.convictions[0].grade",
        )
    return kind


def source_of(case: Case, path: str) -> Source | None:
    """The source of a fact: the most specific one that covers it, and of equals the last.

    None when nobody said where the fact comes from. Raises InputError for a path that is none.
    """
    type_at(path)
    found = None
    for source in case.sources:
        if _covers(steps(source.path), steps(path)):
            better = found is None or len(steps(source.path)) >= len(steps(found.path))
            found = source if better else found
    return found


def _below(kind: Type | None, step: str | int) -> Type | None:
    if isinstance(step, int):
        return kind.item if isinstance(kind, ListOf) else None
    record = kind.item if isinstance(kind, ListOf) else kind
    if not isinstance(record, Record) or record.pair or step not in record.fields:
        return None
    return record.fields[step].type


def _covers(given: tuple[str | int, ...], asked: tuple[str | int, ...]) -> bool:
    """Whether a fact lies at or under a path; a path without a number covers every element."""
    matched = 0
    for step in asked:
        if matched == len(given):
            break
        if given[matched] == step:
            matched += 1
        elif isinstance(step, str) or isinstance(given[matched], int):
            return False
    return matched == len(given)
