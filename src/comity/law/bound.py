"""What binding gives for a piece of syntax, and where it looks names up."""

from collections.abc import Callable
from typing import NamedTuple

from attrs import frozen

from comity.errors import LawError, Place
from comity.law import cel
from comity.law.page import Page
from comity.law.rule import DefinitionText
from comity.model.shape import ListOf, Type
from comity.model.tree import Calendar, Node, Table


class Bound(NamedTuple):
    """A node with its type, and the closed vocabulary of a text where it has one."""

    node: Node
    type: Type
    terms: tuple[str, ...] = ()


@frozen
class Scope:
    """Where the names of one page are looked up, on one day."""

    page: Page
    definition: Callable[[Page, str], tuple[Page, DefinitionText] | None]
    names: Callable[[Page], tuple[str, ...]]
    table: Callable[[str], Table | None]
    calendar: Calendar
    calendar_named: Callable[[str], Calendar | None]


Names = dict[str, Bound]
"""The variables and parameters that a piece of syntax may name."""


def wrong(syntax: cel.Syntax, bound: Bound, expected: Type) -> LawError:
    """The error for a piece of syntax that has another type."""
    return LawError(
        f"this is {in_words(bound.type)}", place=place_of(syntax), expected=in_words(expected)
    )


def in_words(type_: Type) -> str:
    """A type in words, with its article."""
    if isinstance(type_, ListOf):
        return "a list, each " + in_words(type_.item)
    return f"a {type_}" if isinstance(type_, str) else f"the record {type_.name}"


def place_of(syntax: cel.Syntax) -> Place:
    """Where a piece of syntax stands: file, line and column."""
    place: Place = syntax.place  # type: ignore[attr-defined]
    return place
