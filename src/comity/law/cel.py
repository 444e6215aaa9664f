"""The text of a condition to its syntax: the Common Expression Language, read by a library.

Only the part of the language that the reference page "The law language" lists gets through; the
rest is refused with its place and the nearest form that is supported. Names and types are not
looked at here (`law.bind` does that).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
from attrs import frozen

from comity.errors import LawError, Place


class Syntax:
    """Any node of the syntax."""

    __slots__ = ()


_place = attrs.field(eq=False, repr=False)


@frozen
class Literal(Syntax):
    """A text, whole number or truth, or a list of such."""

    value: object
    place: Place = _place


@frozen
class Name(Syntax):
    """A bare name: a fact at the top, a variable, or a definition without parameters."""

    name: str
    place: Place = _place


@frozen
class Dot(Syntax):
    """`of.name`."""

    of: Syntax
    name: str
    place: Place = _place


@frozen
class Apply(Syntax):
    """`name(args)`, or `of.name(args)` when `of` is given."""

    name: str
    args: tuple[Syntax, ...]
    of: Syntax | None
    place: Place = _place


@frozen
class Operation(Syntax):
    """An operator with its operands: `&&`, `||`, `!`, `in`, `+`, `-` or a comparison."""

    op: str
    parts: tuple[Syntax, ...]
    place: Place = _place


_COMPARISONS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
}

_REFUSED = {
    "conditional": ("the choice `a ? b : c`", "`(a && b) || (!a && c)`"),
    "member_index": ("an index such as `x[0]`", "`x.exists(e, …)`"),
    "map_lit": ("a map literal", "a definition or a schedule"),
    "member_object": ("a message literal", "field access on the case"),
    "dot_ident": ("a name that begins with a dot", "the name without the dot"),
    "dot_ident_arg": ("a name that begins with a dot", "the name without the dot"),
    "unary_neg": ("a minus sign before a value", "`0 - x`"),
    "multiplication_mul": ("`*`", "`+` and `-`"),
    "multiplication_div": ("`/`", "`+` and `-`"),
    "multiplication_mod": ("`%`", "`+` and `-`"),
}


def names(syntax: Syntax) -> Iterator[str]:
    """Every bare name in a condition, and every name that is applied."""
    match syntax:
        case Name(name):
            yield name
        case Dot(of):
            yield from names(of)
        case Operation(_, parts):
            for part in parts:
                yield from names(part)
        case Apply(name, args, of):
            yield name
            for part in (*args, *([of] if of else [])):
                yield from names(part)


@cache
def _parser() -> Any:
    # Slow to import and to build; a cached pack never needs it.
    from celpy.celparser import CELParser

    return CELParser()


def parse(text: str, place: Place) -> Syntax:
    """The syntax of a condition whose first character stands at `place`.

    Raises LawError, with file, line and column, where the text is no CEL or no supported CEL.
    """
    from celpy.celparser import CELParseError

    try:
        tree = _parser().parse(text)
    except CELParseError as error:
        at = _shift(place, error.line or 1, error.column or 1)
        raise LawError("this is not a CEL expression", place=at, expected=_HINT) from None
    return _Reader(place).read(tree)


_HINT = 'conditions such as `a.b == "c" && xs.exists(x, x.d)`'


def _shift(place: Place, line: int, column: int) -> Place:
    first = (place.column or 1) + column - 1 if line == 1 else column
    return Place(place.file, (place.line or 1) + line - 1, first)


class _Reader:
    """Walks the library's parse tree, in which every level of precedence is a node."""

    def __init__(self, place: Place) -> None:
        self.origin = place

    def place(self, tree: Any) -> Place:
        line = getattr(tree.meta, "line", None)
        if line is None:  # an expression of one token may have no place of its own
            return self.origin
        return _shift(self.origin, line, tree.meta.column)

    def refuse(self, tree: Any, what: str, instead: str) -> LawError:
        return LawError(f"{what} is not supported", place=self.place(tree), expected=instead)

    def read(self, tree: Any) -> Syntax:
        kind, parts = tree.data, tree.children
        if kind == "expr" and len(parts) == 3:
            raise self.refuse(tree, *_REFUSED["conditional"])
        if kind in ("conditionalor", "conditionaland") and len(parts) == 2:
            return self._chain("||" if kind == "conditionalor" else "&&", tree)
        if kind == "relation" and len(parts) == 2:
            return self._binary(_COMPARISONS[parts[0].data], parts, tree)
        if kind == "addition" and len(parts) == 2:
            return self._binary("+" if parts[0].data == "addition_add" else "-", parts, tree)
        if kind == "multiplication" and len(parts) == 2:
            raise self.refuse(tree, *_REFUSED[parts[0].data])
        if kind == "unary" and len(parts) == 2:
            if parts[0].data != "unary_not":
                raise self.refuse(tree, *_REFUSED["unary_neg"])
            return Operation("!", (self.read(parts[1]),), self.place(tree))
        if kind in _REFUSED:
            raise self.refuse(tree, *_REFUSED[kind])
        reader = getattr(self, f"_{kind}", None)
        if reader is not None:
            return reader(tree)  # type: ignore[no-any-return]
        if len(parts) == 1:
            return self.read(parts[0])
        raise self.refuse(tree, f"`{kind}`", _HINT)

    def _chain(self, op: str, tree: Any) -> Syntax:
        left, right = (self.read(part) for part in tree.children)
        head = left.parts if isinstance(left, Operation) and left.op == op else (left,)
        return Operation(op, (*head, right), self.place(tree))

    def _binary(self, op: str, parts: Any, tree: Any) -> Syntax:
        left, right = self.read(parts[0].children[0]), self.read(parts[1])
        return Operation(op, (left, right), self.place(tree))

    def _member_dot(self, tree: Any) -> Syntax:
        return Dot(self.read(tree.children[0]), str(tree.children[1]), self.place(tree))

    def _member_dot_arg(self, tree: Any) -> Syntax:
        of, name, *rest = tree.children
        return Apply(str(name), self._args(rest), self.read(of), self.place(tree))

    def _ident_arg(self, tree: Any) -> Syntax:
        name, *rest = tree.children
        return Apply(str(name), self._args(rest), None, self.place(tree))

    def _args(self, rest: list[Any]) -> tuple[Syntax, ...]:
        return tuple(self.read(part) for part in rest[0].children) if rest else ()

    def _ident(self, tree: Any) -> Syntax:
        return Name(str(tree.children[0]), self.place(tree))

    def _list_lit(self, tree: Any) -> Syntax:
        items = [self.read(part) for part in (tree.children[0].children if tree.children else ())]
        for item in items:
            if not isinstance(item, Literal) or isinstance(item.value, tuple):
                raise self.refuse(tree, "a list of anything but literals", '`["a", "b"]`')
        return Literal(tuple(item.value for item in items), self.place(tree))  # type: ignore[attr-defined]

    def _literal(self, tree: Any) -> Syntax:
        text = str(tree.children[0])
        if text in ("true", "false"):
            return Literal(text == "true", self.place(tree))
        if text == "null":
            raise self.refuse(tree, "`null`", "the fact itself: an unknown fact is unknown")
        if text[0] in "\"'":
            return Literal(_unquote(text, self.place(tree)), self.place(tree))
        try:
            return Literal(int(text), self.place(tree))
        except ValueError:
            raise self.refuse(tree, f"the literal {text}", "a text or a whole number") from None


def _unquote(text: str, place: Place) -> str:
    if text[:3] in ('"""', "'''") or "\\" in text:
        raise LawError(
            "escapes and long quotes are not supported",
            place=place,
            expected="plain text in quotes",
        )
    return text[1:-1]
