"""Syntax to the typed tree: every name looked up and every type checked, for one day.

A definition's body is put in the place of its name, so that the readers see one whole condition.
Variables are named by how deep they stand, so that no body captures another's variable.
"""

import difflib

from attrs import evolve

from comity.errors import LawError
from comity.law import cel
from comity.law.bound import Bound, Names, Scope, in_words, place_of, wrong
from comity.law.filtered import Filtered, within
from comity.law.functions import FUNCTIONS
from comity.law.page import Page
from comity.law.rule import DefinitionText
from comity.model import tree
from comity.model.shape import ListOf, Record, Type, case_shape
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH, Node

_MACROS = ("exists", "all", "exists_one", "filter")
_ORDERED = (NUMBER, DAY, INSTANT)


def bind(syntax: cel.Syntax, scope: Scope, expected: Type = TRUTH) -> Node:
    """The typed tree of a condition. Raises LawError with file, line and column."""
    binder = Binder(scope)
    bound = binder.value(binder.read(syntax, {}), syntax)
    if bound.type != expected:
        raise wrong(syntax, bound, expected)
    return bound.node


class Binder:
    """Binds the syntax of one page; a definition of another page gets a binder of its own."""

    def __init__(self, scope: Scope, depth: int = 0, open_terms: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.depth = depth
        self.open_terms = open_terms

    def read(self, syntax: cel.Syntax, names: Names) -> Bound:
        """The bound syntax. Raises LawError."""
        match syntax:
            case cel.Literal():
                return self._literal(syntax)
            case cel.Name():
                return self._name(syntax, names)
            case cel.Dot():
                return self.dot(syntax, names)
            case cel.Operation():
                return self._operation(syntax, names)
            case cel.Apply():
                return self._apply(syntax, names)
        raise AssertionError(syntax)

    def typed(self, syntax: cel.Syntax, names: Names, *expected: Type) -> Bound:
        """The bound syntax, which must have one of the expected types."""
        bound = self.read(syntax, names)
        if bound.type not in expected:
            raise wrong(syntax, bound, expected[0])
        return bound

    def value(self, bound: Bound, syntax: cel.Syntax) -> Bound:
        """The bound syntax, unless it is a filtered list that nobody counts or looks through."""
        if isinstance(bound.node, Filtered):
            raise LawError(
                "`filter` by itself",
                place=place_of(syntax),
                expected="`.size()`, `.exists(…)` or `.all(…)` after it",
            )
        return bound

    def _literal(self, syntax: cel.Literal) -> Bound:
        value = syntax.value
        if isinstance(value, tuple):
            return Bound(tree.Const(value), ListOf(TEXT))
        if isinstance(value, bool):
            return Bound(tree.Const(value), TRUTH)
        return Bound(tree.Const(value), NUMBER if isinstance(value, int) else TEXT)

    def _name(self, syntax: cel.Name, names: Names) -> Bound:
        if syntax.name in names:
            return names[syntax.name]
        field = case_shape().fields.get(syntax.name)
        if field is not None and not field.label and syntax.name != "sources":
            node = tree.Fact((field.name,), (field.attribute,), field.type)
            return Bound(node, field.type, field.terms)
        found = self.scope.definition(self.scope.page, syntax.name)
        if found is not None:
            return self._term(found, (), syntax)
        raise self._unknown(syntax, names)

    def _unknown(self, syntax: cel.Name | cel.Apply, names: Names) -> LawError:
        known = [*names, *case_shape().fields, *self.scope.names(self.scope.page), *FUNCTIONS]
        near = difflib.get_close_matches(syntax.name, known, 1)
        return LawError(
            f"unknown name `{syntax.name}`",
            place=syntax.place,
            expected=f"`{near[0]}`" if near else "a fact, a variable or a definition of the page",
        )

    def dot(self, syntax: cel.Dot, names: Names) -> Bound:
        """A field of a record."""
        of = self.value(self.read(syntax.of, names), syntax.of)
        if not isinstance(of.type, Record):
            raise LawError(f"{in_words(of.type)} has no `{syntax.name}`", place=syntax.place,
                           expected="a record before the dot")  # fmt: skip
        field = of.type.fields.get(syntax.name)
        if field is None or field.label:
            near = difflib.get_close_matches(syntax.name, of.type.fields, 1)
            what = "no rule may read" if field else f"{of.type.name} has no"
            raise LawError(
                f"{what} `{syntax.name}`",
                place=syntax.place,
                expected=f"`{near[0]}`" if near and not field else ", ".join(of.type.fields),
            )
        if isinstance(of.node, tree.Fact):
            path, attributes = of.node.path, of.node.attributes
            node: Node = tree.Fact((*path, field.name), (*attributes, field.attribute), field.type)
        else:
            node = tree.Member(of.node, field.name, field.attribute, field.type)
        return Bound(node, field.type, field.terms)

    def _operation(self, syntax: cel.Operation, names: Names) -> Bound:
        op = syntax.op
        if op in ("&&", "||"):
            parts = tuple(self.typed(part, names, TRUTH).node for part in syntax.parts)
            return Bound(tree.And(parts) if op == "&&" else tree.Or(parts), TRUTH)
        if op == "!":
            return Bound(tree.Not(self.typed(syntax.parts[0], names, TRUTH).node), TRUTH)
        if op in ("+", "-"):
            return self._sum(syntax, names)
        if op == "in":
            return self._among(syntax, names)
        return self._compare(syntax, names)

    def _sum(self, syntax: cel.Operation, names: Names) -> Bound:
        left = self.typed(syntax.parts[0], names, NUMBER, DAY)
        right = self.typed(syntax.parts[1], names, NUMBER)
        type_ = str(left.type)
        return Bound(tree.Plus(left.node, right.node, 1 if syntax.op == "+" else -1, type_), type_)

    def _among(self, syntax: cel.Operation, names: Names) -> Bound:
        item = self.typed(syntax.parts[0], names, TEXT)
        options = self.value(self.read(syntax.parts[1], names), syntax.parts[1])
        if options.type != ListOf(TEXT):
            raise wrong(syntax.parts[1], options, ListOf(TEXT))
        self._vocabulary(item, options, syntax)
        return Bound(tree.Among(item.node, options.node), TRUTH)

    def _compare(self, syntax: cel.Operation, names: Names) -> Bound:
        left = self.value(self.read(syntax.parts[0], names), syntax.parts[0])
        right = self.typed(syntax.parts[1], names, left.type)
        if isinstance(left.type, ListOf | Record):
            raise wrong(syntax.parts[0], left, TEXT)
        if syntax.op not in ("==", "!=") and left.type not in _ORDERED:
            raise LawError(
                f"`{syntax.op}` between values of type {left.type}",
                place=syntax.place,
                expected="`==` or `!=`",
            )
        self._vocabulary(left, right, syntax)
        return Bound(tree.Compare(syntax.op, left.node, right.node), TRUTH)

    def _vocabulary(self, left: Bound, right: Bound, syntax: cel.Operation) -> None:
        """A literal must be a term of the closed vocabulary that it is compared with."""
        for fact, literal in ((left, right), (right, left)):
            if not fact.terms or not isinstance(literal.node, tree.Const):
                continue
            value = literal.node.value
            for one in value if isinstance(value, tuple) else (value,):
                if one not in fact.terms:
                    near = difflib.get_close_matches(str(one), fact.terms, 1)
                    expected = f'"{near[0]}"' if near else "one of " + ", ".join(fact.terms)
                    raise LawError(f'no such term "{one}"', place=syntax.place, expected=expected)

    def _apply(self, syntax: cel.Apply, names: Names) -> Bound:
        if syntax.of is not None:
            return self._method(syntax, syntax.of, names)
        found = self.scope.definition(self.scope.page, syntax.name)
        if found is not None:
            args = tuple(self.value(self.read(arg, names), arg) for arg in syntax.args)
            return self._term(found, args, syntax)
        function = FUNCTIONS.get(syntax.name)
        if function is None:
            raise self._unknown(syntax, names)
        return function(self, syntax, names)

    def _method(self, syntax: cel.Apply, of: cel.Syntax, names: Names) -> Bound:
        if syntax.name in _MACROS:
            return self._macro(syntax, of, names)
        if syntax.name == "size" and not syntax.args:
            return self.count(of, names)
        if syntax.name == "startsWith" and len(syntax.args) == 1:
            prefix = self.typed(syntax.args[0], names, TEXT).node
            if isinstance(prefix, tree.Const):
                text = self.typed(of, names, TEXT).node
                return Bound(tree.StartsWith(text, str(prefix.value)), TRUTH)
        raise LawError(
            f"`.{syntax.name}(…)` is not supported",
            place=syntax.place,
            expected="exists, all, exists_one, filter, size or startsWith with a literal",
        )

    def _macro(self, syntax: cel.Apply, of: cel.Syntax, names: Names) -> Bound:
        items = self.read(of, names)
        if not isinstance(items.type, ListOf):
            raise wrong(of, items, ListOf(TEXT))
        if len(syntax.args) != 2 or not isinstance(syntax.args[0], cel.Name):
            raise LawError(f"`{syntax.name}` takes a variable and a condition",
                           place=syntax.place, expected=f"`{syntax.name}(x, …)`")  # fmt: skip
        inner = Binder(self.scope, self.depth + 1, self.open_terms)
        name = f"{syntax.args[0].name}@{self.depth}"
        variable = Bound(tree.Var(name), items.type.item, items.terms)
        body = inner.typed(syntax.args[1], {**names, syntax.args[0].name: variable}, TRUTH).node
        if isinstance(items.node, Filtered):
            body = within(items.node, name, body, syntax.name)
            items = items._replace(node=items.node.items)
        if syntax.name == "filter":
            return Bound(Filtered(items.node, name, body), items.type, items.terms)
        return Bound(tree.Quantified(syntax.name, items.node, name, body), TRUTH)

    def count(self, of: cel.Syntax, names: Names) -> Bound:
        """How many elements a list has, or how many of them pass its filter."""
        items = self.read(of, names)
        if not isinstance(items.type, ListOf):
            raise wrong(of, items, ListOf(TEXT))
        if isinstance(items.node, Filtered):
            return Bound(tree.Count(items.node.items, items.node.var, items.node.body), NUMBER)
        return Bound(tree.Count(items.node), NUMBER)

    def _term(
        self, found: tuple[Page, DefinitionText], args: tuple[Bound, ...], syntax: cel.Syntax
    ) -> Bound:
        page, definition = found
        if len(args) != len(definition.parameters):
            raise LawError(
                f"`{definition.name}` with {len(args)} arguments",
                place=place_of(syntax),
                expected=f"{len(definition.parameters)}",
            )
        if definition.name in self.open_terms:
            raise LawError(
                f"`{definition.name}` is defined by itself",
                place=place_of(syntax),
                expected="a definition that does not lead back to itself",
            )
        inner = Binder(
            evolve(self.scope, page=page), self.depth, (*self.open_terms, definition.name)
        )
        names = dict(zip(definition.parameters, args, strict=True))
        body = inner.read(definition.body, names)
        inner.value(body, definition.body)
        judgement = None
        if definition.judgement is not None:
            asked = definition.judgement
            judgement = tree.Judgement(
                fact=inner.read(asked.fact, names).node,
                when=inner.typed(asked.when, names, TRUTH).node if asked.when else None,
                by=asked.by,
                asks=asked.asks,
            )
        nodes = tuple(arg.node for arg in args)
        term = tree.Term(
            definition.name, definition.title, definition.cite, nodes, body.node, judgement
        )
        return Bound(term, body.type, body.terms)
