"""Where the dialects of SQL differ: the names of functions on lists, texts, days and instants.

INVARIANT: both dialects give the same value for every argument that a checked case can have, NULL
included; Spark runs with ANSI mode, in which a wrong cast or index is an error.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from attrs import frozen
from sqlglot import exp

DUCKDB, SPARK = "duckdb", "spark"


@frozen
class Dialect:
    """The functions of one dialect.

    `truth_lists`: there is no `exists` of Kleene's; it is read off a list of truths.
    """

    name: str
    truth_lists: bool
    transform: str
    contains: str
    filtered: str
    item: str
    micros: str
    instant: str
    starts_with: str
    matches: str

    def lambda_(self, body: exp.Expr, *names: str) -> exp.Lambda:
        """A function of elements."""
        identifiers = [exp.to_identifier(name, quoted=True) for name in names]
        return exp.Lambda(this=body, expressions=identifiers, colon=self.name == DUCKDB)

    def each(self, items: exp.Expr, var: str, body: exp.Expr) -> exp.Expr:
        """The list of a value for each element."""
        return call(self.transform, items, self.lambda_(body, var))

    def let(self, value: exp.Expr, name: str, body: exp.Expr) -> exp.Expr:
        """An expression with a name for a value that it reads several times."""
        one = exp.Array(expressions=[value])
        return call(self.item, self.each(one, name, body), integer(1))

    def size(self, items: exp.Expr) -> exp.Expr:
        """How many elements a list has; NULL for NULL."""
        if self.name == DUCKDB:
            return call("len", items)
        return choice([(exp.Is(this=items.copy(), expression=exp.null()), exp.null())],
                      call("size", items))  # fmt: skip

    def days(self, day: exp.Expr, number: exp.Expr, sign: int) -> exp.Expr:
        """A day so many days later, or (sign -1) earlier."""
        whole = cast(number, "int")
        if self.name == SPARK:
            return call("date_add" if sign > 0 else "date_sub", day, whole)
        return paren(exp.Add(this=day, expression=whole) if sign > 0
                     else exp.Sub(this=day, expression=whole))  # fmt: skip

    def days_from(self, first: exp.Expr, last: exp.Expr) -> exp.Expr:
        """How many days lie between two days, as an INTEGER."""
        if self.name == SPARK:
            return call("datediff", last, first)
        return cast(exp.Sub(this=last, expression=first), "int")

    def years(self, day: exp.Expr, number: int) -> exp.Expr:
        """The same date so many years later; 29 February becomes 28 February."""
        if self.name == SPARK:
            return call("add_months", day, integer(12 * number))
        interval = exp.Interval(this=exp.Literal.string(str(number)), unit=exp.var("YEAR"))
        return cast(exp.Add(this=day, expression=interval), "date")

    def record(self, names: tuple[str, ...], values: list[exp.Expr]) -> exp.Expr:
        """A nested value with these fields."""
        if self.name == SPARK:
            named = [part for pair in zip(names, values, strict=True)
                     for part in (exp.Literal.string(pair[0]), pair[1])]  # fmt: skip
            return call("named_struct", *named)
        return exp.Struct(
            expressions=[
                exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)
                for name, value in zip(names, values, strict=True)
            ]
        )


DIALECTS = {
    DUCKDB: Dialect(
        DUCKDB, True, "list_transform", "list_contains", "list_filter", "list_extract",
        "epoch_us", "make_timestamptz", "starts_with", "regexp_matches",
    ),
    SPARK: Dialect(
        SPARK, False, "transform", "array_contains", "filter", "try_element_at",
        "unix_micros", "timestamp_micros", "startswith", "regexp_like",
    ),
}  # fmt: skip


def call(name: str, *args: exp.Expr) -> exp.Anonymous:
    """A call of a function by its name in the dialect."""
    return exp.Anonymous(this=name, expressions=list(args))


def integer(value: int) -> exp.Expr:
    """A whole number; a negative one in brackets, lest two minus signs begin a comment."""
    made = exp.Literal.number(abs(value))
    return exp.Paren(this=exp.Neg(this=made)) if value < 0 else made


def cast(value: exp.Expr, type_: str) -> exp.Cast:
    """A value as one of a type."""
    return exp.Cast(this=value, to=_type(type_).copy())


@cache
def _type(name: str) -> exp.DataType:
    return exp.DataType.build(name)


def paren(value: exp.Expr) -> exp.Paren:
    """A value in brackets."""
    return exp.Paren(this=value)


def choice(cases: Iterable[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None) -> exp.Case:
    """The value of the first condition that is true."""
    ifs = [exp.If(this=condition, true=value) for condition, value in cases]
    return exp.Case(ifs=ifs, default=otherwise)


def is_(value: exp.Expr, what: bool | None, *, not_: bool = False) -> exp.Expr:
    """Whether a truth is true, false or NULL; a truth that is never NULL."""
    right = exp.null() if what is None else exp.Boolean(this=what)
    test = exp.Is(this=value, expression=right)
    return paren(exp.Not(this=paren(test)) if not_ else test)


def joined(kind: type[exp.And] | type[exp.Or], parts: Sequence[exp.Expr]) -> exp.Expr:
    """All or any of some truths, in brackets."""
    made = parts[0]
    for part in parts[1:]:
        made = kind(this=made, expression=part)
    return paren(made) if len(parts) > 1 else made


def unknown(type_: str = "boolean") -> exp.Expr:
    """NULL, with a type."""
    return cast(exp.null(), type_)


def unknown_if_null(value: exp.Expr) -> exp.Expr:
    """NULL for NULL and otherwise false, without a choice: DuckDB is slow to choose."""
    return paren(exp.NEQ(this=value.copy(), expression=value.copy()))
