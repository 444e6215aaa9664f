"""What a decision asks, in SQL: the outcome, whether something goes to a person, and the end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql.dialect import call, choice, is_, joined, unknown
from comity.decide.sql.nodes import InVersions, Outcome, Review, Until
from comity.decide.sql.versions import among
from comity.model import tree
from comity.model.decision import MAY, MUST, MUST_NOT, OUTCOMES, SILENT, UNDETERMINED
from comity.model.tree import Node

if TYPE_CHECKING:
    from comity.decide.sql.write import Writer


def written(node: Node, write: "Writer") -> exp.Expr | None:
    """The expression of what a decision asks; None for any other node."""
    match node:
        case InVersions(numbers):
            return among(numbers)
        case Outcome():
            return _outcome(node, write)
        case Review():
            return _review(node, write)
        case Until():
            return _until(node, write)
    return None


def _outcome(node: Outcome, write: "Writer") -> exp.Expr:
    """See `plan.outcome`."""
    cases = [
        case
        for truth, found in (
            (node.forbids, MUST_NOT),
            (node.requires, MUST),
            (node.permits, MAY),
        )
        for case in _step(truth, found, write)
    ]
    silent = exp.Literal.string(SILENT)
    return choice(cases, silent) if cases else silent


def _step(truth: Node, found: str, write: "Writer") -> list[tuple[exp.Expr, exp.Expr]]:
    if truth == tree.Const(False):
        return []
    sure = (write(truth), exp.Literal.string(found))
    if not write.folding.may_be_null(truth):
        return [sure]
    return [sure, (is_(write(truth), None), exp.Literal.string(UNDETERMINED))]


def _review(node: Review, write: "Writer") -> exp.Expr:
    by_outcomes: dict[tuple[str, ...], list[exp.Expr]] = {}
    for arises, on in zip(node.arises, node.on, strict=True):
        by_outcomes.setdefault(on, []).append(write(arises))
    tests = [
        joined(exp.Or, points) if on == OUTCOMES
        else joined(exp.And, [_one_of(write(node.outcome), on), joined(exp.Or, points)])
        for on, points in by_outcomes.items()
    ]  # fmt: skip
    return call("coalesce", joined(exp.Or, tests), exp.false()) if tests else exp.false()


def _one_of(outcome: exp.Expr, on: tuple[str, ...]) -> exp.Expr:
    return exp.Paren(this=exp.In(this=outcome, expressions=[exp.Literal.string(one) for one in on]))


def _until(node: Until, write: "Writer") -> exp.Expr:
    """See `answer`: the last end of what allows the act, or an earlier one on everything.

    `greatest` and `least` pass over NULL in both dialects.
    """
    none = tree.Const(None)
    ends = [
        choice([(write(counts), write(limit))], None)
        for counts, limit in zip(node.caps, node.cap_limits, strict=True)
    ]
    allowed = [*zip(node.allowances, node.allowance_limits, strict=True)]
    endless = [write(counts) for counts, limit in allowed if limit == none]
    limited = [(counts, limit) for counts, limit in allowed if limit != none]
    # A limit that is unknown is no end either.
    endless += [
        joined(exp.And, [write(counts), is_(write(limit), None)]) for counts, limit in limited
    ]
    if limited:
        last = _of("greatest", [choice([(write(one), write(end))], None) for one, end in limited])
        without = call("coalesce", joined(exp.Or, endless), exp.false())
        ends.append(choice([(exp.Not(this=without), last)], None))
    if not ends:
        return unknown("timestamptz")
    return choice([(_one_of(write(node.outcome), (MAY, MUST)), _of("least", ends))], None)


def _of(function: str, values: Sequence[exp.Expr]) -> exp.Expr:
    return call(function, *values) if len(values) > 1 else values[0]
