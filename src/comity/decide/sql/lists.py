"""Conditions on lists: whether some element satisfies one, exactly one does, or how many do.

A NULL list is unknown. An unknown element leaves `exists` unknown unless another one satisfies it.
"""

from typing import TYPE_CHECKING

from sqlglot import exp

from comity.decide.sql.columns import column
from comity.decide.sql.dialect import Dialect, call, choice, integer, is_, paren, unknown
from comity.decide.sql.nodes import Holds, Length, Single, Tally, Truths, Worked
from comity.model.tree import Node

if TYPE_CHECKING:
    from comity.decide.sql.write import Writer


def written(node: Node, write: "Writer") -> exp.Expr | None:
    """The expression of a node on lists; None for any other node."""
    match node:
        case Truths(items, var, body):
            return write.dialect.each(write(items), var, write.inside(body))
        case Worked(items, var, names, values):
            record = write.dialect.record(names, [write.inside(one) for one in values])
            return write.dialect.each(write(items), var, record)
        case Length(items):
            return write.dialect.size(write(items))
        case Holds(truths):
            return _holds(truths, write)
        case Single(truths):
            return write.dialect.let(write(truths), _LIST, _single(write.dialect))
        case Tally(truths):
            return write.dialect.let(write(truths), _LIST, _tally(write.dialect))
    return None


_LIST, _ONE = "truths", "truth"

NAMES = (_LIST, _ONE)
"""The names of elements that are given here."""


def _holds(truths: Node, write: "Writer") -> exp.Expr:
    dialect = write.dialect
    if not dialect.truth_lists and isinstance(truths, Truths):
        # Spark's own `exists` is Kleene's.
        body = dialect.lambda_(write.inside(truths.body), truths.var)
        return call("exists", write(truths.items), body)
    found = write(truths)
    if isinstance(truths, Truths) and not write.folding.may_be_null(truths.body):
        return call(dialect.contains, found, exp.true())
    contains = call(dialect.contains, column(_LIST), exp.true())
    unknown_one = choice([(_has_unknown(dialect), unknown())], exp.false())
    return dialect.let(found, _LIST, paren(exp.Or(this=contains, expression=unknown_one)))


def _single(dialect: Dialect) -> exp.Expr:
    """False as soon as two are true, whatever the unknown ones turn out to be."""
    several = exp.GT(this=_true_ones(dialect), expression=integer(1))
    one = paren(exp.EQ(this=_true_ones(dialect), expression=integer(1)))
    return choice([(several, exp.false()), (_has_unknown(dialect), unknown())], one)


def _tally(dialect: Dialect) -> exp.Expr:
    return choice([(_has_unknown(dialect), unknown("bigint"))], _true_ones(dialect))


def _true_ones(dialect: Dialect) -> exp.Expr:
    test = dialect.lambda_(column(_ONE), _ONE)
    return dialect.size(call(dialect.filtered, column(_LIST), test))


def _has_unknown(dialect: Dialect) -> exp.Expr:
    """Whether the list of truths has one that is NULL."""
    if dialect.truth_lists:
        return is_(call("list_position", column(_LIST), exp.null()), None, not_=True)
    return call("exists", column(_LIST), dialect.lambda_(is_(column(_ONE), None), _ONE))
