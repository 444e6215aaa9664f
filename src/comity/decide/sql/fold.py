"""Conditions made ready for a table: what its columns settle is settled before any row is read.

Facts without a column become constants and everything that they decide with them; terms of art are
replaced by their bodies; quantifiers become lists of truths, each variable with one name for each
list. MUST: a folded condition has the value of the whole one in every row.
"""

from typing import Any

from sqlglot import exp

from comity.decide import reference
from comity.decide.sql.columns import Absent, Columns, field_at, field_type, fits, item_type
from comity.decide.sql.day_lists import taken_apart
from comity.decide.sql.dialect import DUCKDB, Dialect
from comity.decide.sql.nodes import (
    Holds,
    InVersions,
    Kept,
    Length,
    LookedUp,
    Single,
    Tally,
    Truths,
    parts,
    rebuilt,
)
from comity.model import tree
from comity.model.tree import Const, Node

Variables = tuple[tuple[str, tree.Var], ...]

UNKNOWN = Const(None)

# Every designation that is a list is one of texts.
TEXT_LIST = exp.DataType.build("array<text>")


class Folding:
    """Folds conditions over the columns of one table, under the law of `agency`."""

    def __init__(self, columns: Columns, dialect: Dialect) -> None:
        self.columns = columns
        self.dialect = dialect
        self.agency = ""
        self.lists: dict[str, Node] = {}
        self.names: dict[Node, str] = {}
        self._variables: dict[tuple[Node, int], tree.Var] = {}
        self._known: dict[tuple[str, Node, Variables], Node] = {}

    def __call__(self, node: Node, variables: Variables = ()) -> Node:
        """The folded node; `variables` holds the new name of each variable around it."""
        if isinstance(node, tree.Const):
            return node  # not looked up: 0 and False are one key
        key = (self.agency, node, variables)
        if key not in self._known:
            self._known[key] = self._fold(node, variables)
        return self._known[key]

    def path(self, node: Node) -> tuple[str, ...]:
        """The path of a fact, or of the fact of an element, from the top of the case."""
        match node:
            case tree.Fact(path):
                return path
            case tree.Member(of, name):
                return (*self.path(of), name)
            case tree.Var(name):
                return self.path(self.lists[name])
        raise TypeError(f"no fact: {node!r}")

    def _fold(self, node: Node, variables: Variables) -> Node:
        match node:
            case tree.Fact():
                return self._fact(node)
            case tree.Var(name):
                return dict(variables)[name]
            case tree.Member():
                return self._member(node, variables)
            case tree.Term():
                body = self(node.body, variables)
                self.names.setdefault(body, node.name)
                return body
            case tree.Quantified() | tree.Count():
                return self._over_list(node, variables)
        made = settled(rebuilt(node, [self(part, variables) for part in tree.children(node)]))
        if isinstance(made, tree.Call) and self.dialect.name == DUCKDB:
            return taken_apart(made)
        return made

    def _fact(self, node: tree.Fact) -> Node:
        if node.path == ("agency",):
            return Const(self.agency)
        found = self.columns.find(node.path)
        if isinstance(found, Absent) and (found.within is None or found.default is None):
            return Const(found.default)
        return node

    def _member(self, node: tree.Member, variables: Variables) -> Node:
        of = self(node.of, variables)
        made = tree.Member(of, node.name, node.attribute, node.type)
        above = self.type_of(of)
        # A pair of days is a list of two, of which no field can be missing.
        if above is None or not above.is_type(exp.DType.STRUCT):
            return made
        stored = field_type(above, node.name)
        if stored is None and node.name in self._kind_facts(of):
            return made
        if stored is None:
            return Const(field_at(self.path(made)).default)
        return made if fits(stored, node.type) else UNKNOWN  # type: ignore[arg-type]

    def may_be_null(self, node: Node) -> bool:
        """Whether a value may be unknown in some row of the table, as far as that is known."""
        match node:
            case tree.Const(value):
                return value is None
            case tree.Fact() | tree.Member():
                return ".".join(self.path(node)) not in self.columns.known
            case tree.Var() | tree.Surely() | tree.Perhaps() | tree.Unknown() | InVersions():
                return False
            case Kept(_, _, source) | LookedUp(_, source):
                return self.may_be_null(source)
        return any(self.may_be_null(part) for part in parts(node))

    def _kind_facts(self, of: Node) -> frozenset[str]:
        """The facts that the kind of an element settles."""
        own = self.columns.kinds.get(".".join(self.path(of)))
        return own.facts if own else frozenset()

    def type_of(self, node: Node) -> Any:
        """The type that a fact, or the fact of an element, has in its column; None if unknown."""
        match node:
            case tree.Fact(path):
                found = self.columns.find(path)
                return TEXT_LIST if isinstance(found, Absent) else found.type
            case tree.Member(of, name):
                above = self.type_of(of)
                return None if above is None else field_type(above, name)
            case tree.Var(name):
                return item_type(self.type_of(self.lists[name]))
        return None

    def _over_list(self, node: tree.Quantified | tree.Count, variables: Variables) -> Node:
        items = self(node.items, variables)
        kind = node.kind if isinstance(node, tree.Quantified) else "count"
        if isinstance(items, Const):
            return _over_constant(kind, items.value)
        if node.body is None or node.var is None:
            return Length(items)
        var = self._variable(node.var, items, len(variables))
        body = self(node.body, (*variables, (node.var, var)))
        if kind == "all":
            return settled(tree.Not(_quantified("exists", items, var, settled(tree.Not(body)))))
        return _quantified(kind, items, var, body)

    def _variable(self, written: str, items: Node, depth: int) -> tree.Var:
        """The one variable for a list at a depth, so that equal conditions on it are equal."""
        if (items, depth) not in self._variables:
            name = f"{written.partition('@')[0]}{len(self._variables) + 1}"
            self._variables[items, depth] = tree.Var(name)
            self.lists[name] = items
        return self._variables[items, depth]


def _quantified(kind: str, items: Node, var: tree.Var, body: Node) -> Node:
    """The quantifier; one whose condition is the same for every element asks for the length."""
    length = Length(items)
    match kind, body:
        case _, tree.Const(None) if kind != "count":
            return tree.And((UNKNOWN, tree.Compare(">", length, Const(0))))
        case "exists", tree.Const(value):
            return tree.Compare(">" if value else "<", length, Const(0))
        case "exists_one", tree.Const(value):
            return tree.Compare("==" if value else "<", length, Const(int(bool(value))))
    truths = Truths(items, var.name, body)
    return {"exists": Holds, "exists_one": Single, "count": Tally}[kind](truths)


def _over_constant(kind: str, elements: Any) -> Node:
    """The value over a list that is the same in every row: unknown, or empty by default."""
    if elements is None:
        return UNKNOWN
    if elements:
        raise TypeError(f"a default with elements: {elements!r}")
    return Const(0) if kind == "count" else Const(kind == "all")


def settled(node: Node) -> Node:
    """The node, or the constant that it is because of the constants in it."""
    match node:
        case tree.And(found):
            return _joined(tree.And, found, True)
        case tree.Or(found):
            return _joined(tree.Or, found, False)
        case tree.Not(Const(value)):
            return Const(reference.negation(value))  # type: ignore[arg-type]
        case tree.Not(tree.Not(part)):
            return part
        case tree.Surely(Const(value)):
            return Const(value is True)
        case tree.Perhaps(Const(value)):
            return Const(value is not False)
        case tree.Unknown(Const(value)):
            return Const(value is None)
        case tree.Listed():
            return _listed(node)
        case tree.Compare() | tree.Plus() | tree.Among() | tree.StartsWith() | tree.Call():
            return _strict(node)
    return node


def _joined(kind: type[tree.And] | type[tree.Or], found: tuple[Node, ...], neutral: bool) -> Node:
    """An `&&` (neutral: True) or `||` without what cannot change it."""
    if Const(not neutral) in found:
        return Const(not neutral)
    left = tuple(dict.fromkeys(one for one in found if one != Const(neutral)))
    if len(left) == 1:
        return left[0]
    return kind(left) if left else Const(neutral)


def _strict(node: Node) -> Node:
    """An operation that is unknown as soon as one operand is."""
    operands = tree.children(node)
    if UNKNOWN in operands:
        return UNKNOWN
    if not all(isinstance(one, Const) for one in operands):
        return node
    values = tuple(one.value for one in operands if isinstance(one, Const))
    if isinstance(node, tree.Call):
        return Const(reference.call(node, values))
    return Const(reference.operation(node, values))


def _listed(node: tree.Listed) -> Node:
    if all(isinstance(one, Const) for one in node.args):
        values = tuple(one.value for one in node.args if isinstance(one, Const))
        return Const(reference.listed(node.table, values))  # type: ignore[arg-type]
    needed = node.args[:2]
    return UNKNOWN if UNKNOWN in needed else node
