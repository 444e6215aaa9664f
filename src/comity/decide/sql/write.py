"""Writes a folded condition as an expression of SQL; NULL is the unknown of the logic.

INVARIANT: an expression gives the value that `reference` gives, in every row in which it is needed
(see `guards`). Whatever has a column already is read from there.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

import attrs
from sqlglot import exp

from comity.decide.sql import answers, days, lists
from comity.decide.sql.columns import (
    KIND,
    TEXTS,
    Absent,
    Stored,
    column,
    field_at,
    is_list,
    within,
)
from comity.decide.sql.constants import Constants
from comity.decide.sql.costs import EXPENSIVE_INSIDE, inside
from comity.decide.sql.dialect import (
    SPARK,
    call,
    cast,
    choice,
    integer,
    is_,
    joined,
    paren,
    unknown,
    unknown_if_null,
)
from comity.decide.sql.fold import Folding
from comity.decide.sql.nodes import Kept, LookedUp
from comity.decide.sql.schedules import Schedules
from comity.model import tree
from comity.model.case import Period
from comity.model.tree import DAY, INSTANT, Node

_PAIR = tuple(field.name for field in attrs.fields(Period))
_COMPARISONS: Mapping[str, type[exp.Binary]] = {
    "==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


class Writer:
    """Writes the conditions of one query. `names` holds the columns that there are so far."""

    def __init__(
        self, folding: Folding, constants: Constants, truths: Constants, *, of_kinds: bool = False
    ) -> None:
        self.of_kinds = of_kinds
        self.folding = folding
        self.constants = constants
        self.truths = truths
        self.dialect = folding.dialect
        self.schedules = Schedules(constants, self.dialect)
        self.names: Mapping[Node, str] = {}
        self.depth = 0

    def __call__(self, node: Node) -> exp.Expr:
        """The value of a node: its column, or its expression."""
        if node in self.names and not isinstance(node, tree.Const):
            return column(self.names[node])
        return self.form(node)

    def form(self, node: Node) -> exp.Expr:
        """The expression of a node."""
        match node:
            case tree.Const(value):
                return constant(value)
            case tree.Fact(path):
                return column(".".join(path))
            case tree.Var(name):
                return column(name)
            case Kept(var, name):
                return within(column(var), name)
            case LookedUp():
                return self._looked_up(node)
            case tree.Member():
                return self._member(node)
            case tree.And(parts) | tree.Or(parts):
                return self._joined(node, parts)
            case tree.Not(part):
                return paren(exp.Not(this=paren(self(part))))
            case tree.Surely(part):
                return is_(self(part), True)
            case tree.Perhaps(part):
                return is_(self(part), False, not_=True)
            case tree.Unknown(part):
                return is_(self(part), None)
        return self._operation(node)

    def _operation(self, node: Node) -> exp.Expr:
        match node:
            case tree.Compare(op, left, right):
                return paren(_COMPARISONS[op](this=self(left), expression=self(right)))
            case tree.Plus(left, right, sign, type_):
                if type_ == DAY:
                    return self.dialect.days(self(left), self(right), sign)
                kind = exp.Add if sign > 0 else exp.Sub
                return paren(kind(this=self(left), expression=self(right)))
            case tree.Among(item, tree.Const(options)):
                return self.schedules.one_of(self._plain(item, options), options)  # type: ignore[arg-type]
            case tree.Among(item, options):
                contains = call(self.dialect.contains, self(options), self(item))
                if isinstance(item, tree.Const):
                    return contains
                # An empty list does not have NULL for NULL.
                return joined(exp.Or, [contains, unknown_if_null(self(item))])
            case tree.StartsWith(of, prefix):
                return call(self.dialect.starts_with, self.text(of), exp.Literal.string(prefix))
            case tree.Listed(table, args):
                known = [one.value if isinstance(one, tree.Const) else None for one in args]
                return self.schedules.listed(table, [self.text(one) for one in args], known)
        for writer in (lists.written, days.written, answers.written):
            found = writer(node, self)
            if found is not None:
                return found
        raise TypeError(f"no node of a condition: {node!r}")

    def _looked_up(self, node: LookedUp) -> exp.Expr:
        """What was asked of each kind, for the kind of an element."""
        each = Writer(self.folding, self.constants, self.truths, of_kinds=True)
        asked = each(node.source)
        looked_in = {one.name for one in asked.find_all(exp.Column)} & {*self.constants.names}
        tables = ", ".join([node.table, *([self.constants.table] if looked_in else [])])
        query = f"SELECT list({asked.sql(self.dialect.name)} ORDER BY {KIND}) FROM {tables}"
        digest = hashlib.sha256(query.encode()).hexdigest()[:12]
        known = self.truths.add(f"{node.table} {digest}", lambda: query)
        return call(self.dialect.item, known, within(column(node.var), KIND))

    def inside(self, node: Node) -> exp.Expr:
        """The value of a condition on an element of a list."""
        self.depth += 1
        found = self(node)
        self.depth -= 1
        return found

    def text(self, node: Node) -> exp.Expr:
        """A text as a text, also where its column holds the terms of an ENUM."""
        stored = self.folding.type_of(node.source if isinstance(node, Kept) else node)
        if stored is not None and stored.is_type(exp.DType.ENUM):
            return cast(self(node), "text")
        return self(node)

    def fact(self, path: tuple[str, ...]) -> exp.Expr:
        """A fact of the case as the table holds it, in the type that conditions expect."""
        found = self.folding.columns.find(path)
        if isinstance(found, Stored):
            return self._typed(found.expression.copy(), found.type, path)
        if found.within is None:
            raise TypeError(f"a fact without a column: {path}")
        default = constant(found.default)
        return choice([(is_(found.within.copy(), None, not_=True), default)], None)

    def _member(self, node: tree.Member) -> exp.Expr:
        if self.of_kinds:
            return column(node.name)
        above = self.folding.type_of(node.of)
        if above is not None and is_list(above):
            position = integer(_PAIR.index(node.attribute) + 1)
            found: exp.Expr = call(self.dialect.item, self(node.of), position)
        else:
            found = within(self(node.of), node.name)
        stored = self.folding.type_of(node)
        return found if stored is None else self._typed(found, stored, self.folding.path(node))

    def _typed(self, value: exp.Expr, stored: exp.DataType, path: tuple[str, ...]) -> exp.Expr:
        """A value that may be kept as a text: a day, an instant, or another spelling of a term."""
        fact = field_at(path)
        if fact.type in (DAY, INSTANT) and stored.is_type(*TEXTS):
            return cast(value, "date" if fact.type == DAY else "timestamptz")
        if fact.same_as:
            same = [
                (exp.EQ(this=value.copy(), expression=exp.Literal.string(spelling)),
                 exp.Literal.string(term))
                for spelling, term in fact.same_as.items()
            ]  # fmt: skip
            return choice(same, value)
        return value

    def _plain(self, node: Node, options: object) -> exp.Expr:
        """A text that is compared with a few literals as it is kept, with many as a text."""
        few = isinstance(options, tuple) and len(options) <= 8
        return self(node) if few else self.text(node)

    def _joined(self, node: Node, parts: tuple[Node, ...]) -> exp.Expr:
        """All or any of some truths. DuckDB works out every part for every element, unless told."""
        kind = exp.And if isinstance(node, tree.And) else exp.Or
        if not self.depth or self.dialect.name == SPARK:
            return joined(kind, [self(part) for part in parts])
        cheap = [part for part in parts if inside(part) < EXPENSIVE_INSIDE]
        rest = [part for part in parts if inside(part) >= EXPENSIVE_INSIDE]
        if not cheap or not rest:
            return joined(kind, [self(part) for part in parts])
        decisive = kind is exp.Or
        first = joined(kind, [self(part) for part in cheap])
        whole = joined(kind, [first.copy(), *(self(part) for part in rest)])
        return choice([(is_(first, decisive), exp.Boolean(this=decisive))], whole)


def constant(value: object) -> exp.Expr:
    """A literal; NULL is a truth, because only truths stand where nothing is known."""
    match value:
        case None:
            return unknown()
        case bool():
            return exp.Boolean(this=value)
        case int():
            return integer(value)
        case str():
            return exp.Literal.string(value)
        case date():
            return cast(exp.Literal.string(value.isoformat()), "date")
        case ():
            return cast(exp.Array(expressions=[]), "array<text>")
    raise TypeError(f"no literal: {value!r}")


__all__ = ["Absent", "Writer", "constant"]
