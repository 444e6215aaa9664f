"""Which rows of a table of cases cannot be used, as a condition in SQL: what `facts` refuses.

MUST: it is true for a row exactly where `facts` refuses the case; the tests hold both against each
other. Only `facts` says why.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlglot import exp

from comity.decide.sql.columns import (
    Columns,
    Stored,
    column,
    field_type,
    fits,
    is_list,
    item_type,
    within,
)
from comity.decide.sql.dialect import DIALECTS, SPARK, call, cast, integer, is_, joined
from comity.facts.checks import AGENCY_PATTERN
from comity.facts.values import (
    DAY_PATTERN,
    FIRST_YEAR,
    INSTANT_PATTERN,
    LAST_YEAR,
    LONGEST_TEXT,
)
from comity.model.shape import Field, ListOf, Record, Type, case_shape, document_shape, each_fact
from comity.model.tree import DAY, INSTANT, TEXT

_TEXT_TYPES: Final = (*exp.DataType.TEXT_TYPES,)
_NOT_BLANK: Final = r"[^\s\p{Z}\x{b}\x{1c}-\x{1f}\x{85}]"


def unusable(columns: Columns, dialect: str, no_paths: Iterable[str] = ()) -> exp.Expr:
    """The condition on which a row cannot be used; never NULL.

    `no_paths`: the paths among the sources' that name no fact.
    """
    checks = _Checks(columns, dialect)
    tests = [*checks.facts(), *checks.names(no_paths), *checks.contradictions()]
    return call("coalesce", joined(exp.Or, tests), exp.false())


class _Checks:
    """The conditions for one table."""

    def __init__(self, columns: Columns, dialect: str) -> None:
        self.columns = columns
        self.dialect = DIALECTS[dialect]
        self._depth = 0

    def names(self, no_paths: Iterable[str]) -> Iterator[exp.Expr]:
        """The names that have a form of their own: an agency's, and the path of a source."""
        yield _not(self._matches(_text(column("agency")), rf"\A({AGENCY_PATTERN})\z"))
        literals = [exp.Literal.string(path) for path in no_paths]
        if literals:
            yield self._some(
                column("sources"),
                lambda one: [exp.In(this=within(one, "path"), expressions=literals)],
            )

    def facts(self) -> Iterator[exp.Expr]:
        """Every fact that has a column: its type, its terms, its bounds."""
        for name, field in document_shape().fields.items():
            stored = self.columns.types.get(name)
            if stored is not None:
                yield from self._fact(field, field.type, column(name), stored)
        for path, field in each_fact(case_shape()):
            stored = self.columns.types.get(path)
            if stored is not None and "." in path:
                yield from self._fact(field, field.type, column(path), stored)

    def _fact(
        self, field: Field, kind: Type, value: exp.Expr, stored: exp.DataType
    ) -> Iterator[exp.Expr]:
        if field.required and kind == field.type:
            yield is_(value, None)
        if not fits(stored, kind):
            yield is_(value, None, not_=True)
        elif isinstance(kind, ListOf):
            item = item_type(stored)
            yield self._some(value, lambda one: [
                is_(one, None), *self._fact(field, kind.item, one, item)
            ])  # fmt: skip
        elif isinstance(kind, Record):
            yield from self._record(kind, value, stored)
        else:
            yield from self._scalar(field, kind, value, stored)

    def _record(self, record: Record, value: exp.Expr, stored: exp.DataType) -> Iterator[exp.Expr]:
        if record.pair:
            yield from self._pair(record, value, stored)
            return
        for name, field in record.fields.items():
            inner = field_type(stored, name)
            if inner is not None:
                yield from self._fact(field, field.type, within(value, name), inner)

    def _pair(self, record: Record, value: exp.Expr, stored: exp.DataType) -> Iterator[exp.Expr]:
        """A pair of days: both must be there, and only the second may be null."""
        size = self.dialect.size(value.copy())
        yield exp.NEQ(this=size, expression=integer(len(record.fields)))
        for position, field in enumerate(record.fields.values(), start=1):
            day = self._item(value, position)
            if position == 1:
                yield is_(day, None)
            yield from self._scalar(field, DAY, day.copy(), item_type(stored))

    def _scalar(
        self, field: Field, kind: str, value: exp.Expr, stored: exp.DataType
    ) -> Iterator[exp.Expr]:
        if field.terms:
            terms = [exp.Literal.string(one) for one in (*field.terms, *field.same_as)]
            yield _not(exp.In(this=_text(value), expressions=terms))
        elif kind == TEXT:
            text = _text(value)
            yield exp.GT(this=call("length", text), expression=integer(LONGEST_TEXT))
            yield call("contains", text.copy(), call("chr", integer(0)))
            if field.required:
                yield _not(self._matches(text.copy(), _NOT_BLANK))
        elif kind in (DAY, INSTANT):
            yield from self._time(kind, value, stored)

    def _time(self, kind: str, value: exp.Expr, stored: exp.DataType) -> Iterator[exp.Expr]:
        """A day or instant outside the calendar, or a text that is none."""
        type_ = "date" if kind == DAY else "timestamptz"
        if stored.is_type(*_TEXT_TYPES):
            pattern = DAY_PATTERN if kind == DAY else INSTANT_PATTERN
            yield _not(self._matches(value.copy(), rf"\A{pattern}\z"))
            yield is_(exp.TryCast(this=value.copy(), to=exp.DataType.build(type_)), None)
            value = self._written_day(value)
            type_ = "date"
        zone = "" if type_ == "date" else " 00:00:00+00:00"
        first, past = (
            cast(exp.Literal.string(f"{year}-01-01{zone}"), type_)
            for year in (FIRST_YEAR, LAST_YEAR + 1)
        )
        yield exp.LT(this=value.copy(), expression=first)
        yield exp.GTE(this=value.copy(), expression=past)

    def contradictions(self) -> Iterator[exp.Expr]:
        """See `facts.checks`, of which each line here is one."""
        released = self._day("custody.released_otherwise_at")
        yield from _greater(self._arrested(), released)
        yield from self._each("request.instruments", self._paper)
        yield from self._each("person.convictions", self._conviction)

    def _paper(self, one: exp.Expr, stored: exp.DataType) -> Iterator[exp.Expr]:
        kind, issuer = (_member(one, stored, name, TEXT) for name in ("kind", "issuer"))
        if kind is not None and issuer is not None:
            none_shown = exp.EQ(this=kind, expression=exp.Literal.string("none-shown"))
            yield joined(exp.And, [none_shown, is_(issuer, None, not_=True)])

    def _conviction(self, one: exp.Expr, stored: exp.DataType) -> Iterator[exp.Expr]:
        offence = _member(one, stored, "offence_date", DAY)
        yield from _greater(offence, _member(one, stored, "judgment", DAY))
        periods = field_type(stored, "incarcerated")
        if periods is None or not is_list(periods) or not is_list(item_type(periods)):
            return

        def period(days: exp.Expr) -> list[exp.Expr]:
            first, last = (_try(self._item(days, position), "date") for position in (1, 2))
            return [*_greater(first, last), *_greater(offence, first.copy())]

        yield self._some(within(one, "incarcerated"), period)

    def _each(self, path: str, tests: object) -> Iterator[exp.Expr]:
        found = self.columns.find(tuple(path.split(".")))
        if isinstance(found, Stored) and callable(tests):
            item = item_type(found.type)
            yield self._some(found.expression, lambda one: [*tests(one, item)])

    def _some(self, items: exp.Expr, tests: object) -> exp.Expr:
        """Whether for some element one of the tests is true."""
        assert callable(tests)
        self._depth += 1
        name = f"element_{self._depth}"
        body = joined(exp.Or, tests(column(name)) or [exp.false()])
        self._depth -= 1
        if self.dialect.name == SPARK:
            return call("exists", items.copy(), self.dialect.lambda_(body, name))
        found = self.dialect.each(items.copy(), name, body)
        return call(self.dialect.contains, found, exp.true())

    def _arrested(self) -> exp.Expr | None:
        found = self.columns.find(("custody", "arrested"))
        return _try(found.expression.copy(), "date") if isinstance(found, Stored) else None

    def _day(self, path: str) -> exp.Expr | None:
        """The day of an instant in the zone in which it is written; that of UTC if in none."""
        found = self.columns.find(tuple(path.split(".")))
        if not isinstance(found, Stored):
            return None
        if found.type.is_type(*_TEXT_TYPES):
            return self._written_day(found.expression)
        # The session's zone is UTC.
        return cast(found.expression.copy(), "date")

    def _written_day(self, text: exp.Expr) -> exp.Expr:
        return _try(call("substr", text.copy(), integer(1), integer(10)), "date")

    def _item(self, items: exp.Expr, position: int) -> exp.Expr:
        return call(self.dialect.item, items.copy(), integer(position))

    def _matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        return call(self.dialect.matches, text, exp.Literal.string(pattern))


def _member(one: exp.Expr, stored: exp.DataType, name: str, kind: str) -> exp.Expr | None:
    inner = field_type(stored, name)
    if inner is None or not fits(inner, kind):
        return None
    value = within(one, name)
    if kind in (DAY, INSTANT) and inner.is_type(*_TEXT_TYPES):
        return _try(value, "date" if kind == DAY else "timestamptz")
    return value


def _greater(left: exp.Expr | None, right: exp.Expr | None) -> Iterator[exp.Expr]:
    if left is not None and right is not None:
        yield exp.GT(this=left.copy(), expression=right.copy())


def _try(value: exp.Expr, type_: str) -> exp.Expr:
    return exp.TryCast(this=value, to=exp.DataType.build(type_))


def _text(value: exp.Expr) -> exp.Expr:
    return cast(value.copy(), "text")


def _not(test: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.Not(this=exp.Paren(this=test)))
