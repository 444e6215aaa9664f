"""The columns of a table of cases: where each fact stands, and what it is where it has no column.

A fact may be a column of its own (`custody.arrested`) or a field of a nested one (`custody`). MUST:
a NULL is unknown, a designation's too; one without column or field has its default. A column of a
type that its fact cannot have can only be NULL in a row that was checked.
"""

from collections.abc import Collection, Mapping
from typing import Final

from attrs import frozen
from sqlglot import exp

from comity.model.shape import Field, ListOf, Record, Type, case_shape
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

TEXTS = (*exp.DataType.TEXT_TYPES, exp.DType.ENUM, exp.DType.UUID)
_SCALARS = {
    TRUTH: (exp.DType.BOOLEAN,),
    TEXT: TEXTS,
    NUMBER: (*exp.DataType.INTEGER_TYPES,),
    DAY: (exp.DType.DATE, *exp.DataType.TEXT_TYPES),
    INSTANT: (exp.DType.TIMESTAMPTZ, *exp.DataType.TEXT_TYPES),
}


@frozen
class Stored:
    """Where a fact stands, and the type that it has there."""

    expression: exp.Expr
    type: exp.DataType


@frozen
class Absent:
    """A fact without a column. `within` is the part that may be NULL, and unknown with it."""

    default: object
    within: exp.Expr | None = None


KIND: Final = "kind_number"
"""The field of an element, and the column of the table of kinds, that holds the number from 1."""


@frozen
class Kinds:
    """The kinds of the elements of one list (see `kinds`): their table, and which facts it has."""

    table: str
    facts: frozenset[str]


class Columns:
    """The columns of a table, by name, with their types as the dialect writes them.

    `known` are the paths of facts that are NULL nowhere in the table.
    """

    def __init__(
        self,
        types: Mapping[str, str],
        dialect: str,
        kinds: Mapping[str, Kinds] | None = None,
        known: Collection[str] = (),
    ) -> None:
        self.types = {
            name: exp.DataType.build(text, dialect=dialect) for name, text in types.items()
        }
        self.kinds = {path: one for path, one in (kinds or {}).items() if self._is_by_kind(path)}
        self.known = frozenset(known)

    def find(self, path: tuple[str, ...]) -> Stored | Absent:
        """Where the fact of a path stands."""
        own = self.types.get(".".join(path))
        if own is not None:
            return _of_type(Stored(column(".".join(path)), own), path)
        whole = self.types.get(path[0])
        if whole is None or len(path) == 1:
            return Absent(field_at(path).default)
        place = Stored(column(path[0]), whole)
        for name in path[1:]:
            inner = field_type(place.type, name)
            if inner is None:
                return Absent(field_at(path).default, place.expression)
            place = Stored(within(place.expression, name), inner)
        return _of_type(place, path)

    def _is_by_kind(self, path: str) -> bool:
        """Whether a list holds kinds; one that was put in its place may not."""
        found = self.find(tuple(path.split(".")))
        return isinstance(found, Stored) and field_type(item_type(found.type), KIND) is not None


def _of_type(place: Stored, path: tuple[str, ...]) -> Stored | Absent:
    return place if fits(place.type, field_at(path).type) else Absent(None)


def fits(stored: exp.DataType, kind: Type) -> bool:
    """Whether a fact of a type can be kept so; what is in a record is asked for fact by fact."""
    if isinstance(kind, ListOf):
        return is_list(stored) and fits(item_type(stored), kind.item)
    if isinstance(kind, Record):
        days = is_list(stored) and item_type(stored).is_type(*_SCALARS[DAY])
        return days if kind.pair else bool(stored.is_type(exp.DType.STRUCT))
    return bool(stored.is_type(*_SCALARS[kind]))


def column(name: str) -> exp.Column:
    """A column, by its name."""
    return exp.column(exp.to_identifier(name, quoted=True))


def within(value: exp.Expr, name: str) -> exp.Dot:
    """A field of a nested value."""
    return exp.Dot(this=value.copy(), expression=exp.to_identifier(name, quoted=True))


def is_list(type_: exp.DataType) -> bool:
    """Whether it is the type of lists."""
    return bool(type_.is_type(exp.DType.ARRAY, exp.DType.LIST))


def item_type(type_: exp.DataType) -> exp.DataType:
    """The type of the elements of a list."""
    found = type_.expressions[0]
    return found if isinstance(found, exp.DataType) else exp.DataType.build(found)


def field_type(type_: exp.DataType, name: str) -> exp.DataType | None:
    """The type of a field of a nested type, if it has that field."""
    for one in type_.expressions:
        if isinstance(one, exp.ColumnDef) and one.name == name:
            return one.kind
    return None


def field_at(path: tuple[str, ...]) -> Field:
    """What the fact model says of the fact of a path from the top."""
    record = case_shape()
    for name in path[:-1]:
        kind = record.fields[name].type
        inner = kind.item if isinstance(kind, ListOf) else kind
        if not isinstance(inner, Record):
            raise KeyError(".".join(path))
        record = inner
    return record.fields[path[-1]]
