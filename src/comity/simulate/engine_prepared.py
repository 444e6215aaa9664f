"""Cases made ready for many questions: one table in memory that holds numbers for texts.

Texts with few values become terms of an ENUM, and of each record in a list everything but its days,
instants and lists becomes one number, its kind. MUST: nothing here looks at any law; a prepared
table answers every question that its Parquet does.
"""

from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen
from sqlglot import exp

from comity.decide.sql.columns import Columns, Kinds, Stored, fits, is_list, item_type
from comity.decide.sql.dialect import DUCKDB
from comity.decide.sql.kinds import KIND
from comity.decide.sql.write import constant
from comity.model.shape import Field, ListOf, Record, case_shape
from comity.model.tree import TEXT, TRUTH
from comity.simulate.engine_input import ROW

_MOST_TERMS: Final = 1_000
_UNTYPED: Final = exp.DataType.build("unknown")


@frozen
class Prepared:
    """A table of cases made ready: its name, its columns with their types, and its kinds.

    `known` are the paths of the facts that are NULL nowhere in it.
    """

    table: str
    types: dict[str, str]
    kinds: dict[str, Kinds]
    known: frozenset[str]


def prepare(connection: Any, source: str, types: dict[str, str], table: str) -> Prepared:
    """Makes a table ready out of a view with the column `row` and these columns."""
    made = _Making(connection, source, Columns(types, DUCKDB), table)
    made.create()
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    types = {name: type_ for name, type_, *_ in described}
    return Prepared(table, types, made.kinds, frozenset(made.known(types)))


class _Making:
    """One table in the making."""

    def __init__(self, connection: Any, source: str, columns: Columns, table: str) -> None:
        self.connection = connection
        self.source = source
        self.columns = columns
        self.table = table
        self.kinds: dict[str, Kinds] = {}

    def create(self) -> None:
        """Creates the table and those of its kinds."""
        chosen, joins = [f't."{ROW}"'], []
        for path, field, value, stored in self._facts():
            item = field.type.item if isinstance(field.type, ListOf) else None
            if isinstance(item, Record) and not item.pair:
                joins.append(self._by_kind(path, item, value, stored))
                chosen.append(f'coalesce(k{len(joins)}.items, {_empty(value)}) AS "{path}"')
            else:
                chosen.append(f'{self._scalar(field, value, stored)} AS "{path}"')
        joined = " ".join(
            f'LEFT JOIN ({query}) AS k{n} ON k{n}."{ROW}" = t."{ROW}"'
            for n, query in enumerate(joins, start=1)
        )
        self.connection.execute(
            f"CREATE TABLE {self.table} AS SELECT {', '.join(chosen)} FROM {self.source} AS t "
            f'{joined} ORDER BY t."{ROW}"'
        )

    def known(self, types: dict[str, str]) -> Iterator[str]:
        """The facts, those of elements too, that are NULL in no row."""
        columns = Columns(types, DUCKDB).types
        tests = {name: f'"{name}" IS NULL' for name in columns if name != ROW}
        for name, stored in columns.items():
            item = item_type(stored) if is_list(stored) else None
            for one in item.expressions if item and item.is_type(exp.DType.STRUCT) else ():
                if one.name != KIND:
                    null = f'list_transform("{name}", lambda x: x."{one.name}" IS NULL)'
                    tests[f"{name}.{one.name}"] = f"list_contains({null}, true)"
        yield from self._without(self.table, tests)
        for path, kinds in self.kinds.items():
            tests = {f"{path}.{name}": f'"{name}" IS NULL' for name in sorted(kinds.facts)}
            yield from self._without(kinds.table, tests)

    def _without(self, table: str, tests: dict[str, str]) -> Iterator[str]:
        counts = ", ".join(f"count_if({test})" for test in tests.values())
        found = self.connection.execute(f"SELECT {counts} FROM {table}").fetchone()
        yield from (name for name, count in zip(tests, found, strict=True) if count == 0)

    def _facts(self) -> Iterator[tuple[str, Field, str, exp.DataType]]:
        """Each fact with a column: its path, its value in the view, and its type there."""
        yield from self._of(case_shape(), ())

    def _of(
        self, record: Record, above: tuple[str, ...]
    ) -> Iterator[tuple[str, Field, str, exp.DataType]]:
        for name, field in record.fields.items():
            path = (*above, name)
            if isinstance(field.type, Record):
                yield from self._of(field.type, path)
                continue
            found = self.columns.find(path)
            if isinstance(found, Stored):
                yield ".".join(path), field, f"t.{found.expression.sql(DUCKDB)}", found.type
            elif found.within is not None and found.default is not None:
                # The default, but only where the part that it stands in is there.
                known = f"t.{found.within.sql(DUCKDB)} IS NOT NULL"
                default = constant(found.default).sql(DUCKDB)
                yield ".".join(path), field, f"CASE WHEN {known} THEN {default} END", _UNTYPED

    def _scalar(self, field: Field, value: str, stored: exp.DataType) -> str:
        if field.type != TEXT or not stored.is_type(*exp.DataType.TEXT_TYPES):
            return value
        terms = self.connection.execute(
            f"SELECT DISTINCT {value} AS v FROM {self.source} AS t WHERE v IS NOT NULL "
            f"ORDER BY ALL LIMIT {_MOST_TERMS + 1}"
        ).fetchall()
        if not terms or len(terms) > _MOST_TERMS:
            return value
        literals = ", ".join(exp.Literal.string(term).sql(DUCKDB) for (term,) in terms)
        return f"CAST({value} AS ENUM({literals}))"

    def _by_kind(self, path: str, record: Record, value: str, stored: exp.DataType) -> str:
        """The query for the lists by row; their kinds get a table of their own."""
        fields = [one for one in item_type(stored).expressions if isinstance(one, exp.ColumnDef)]
        types = {one.name: one.args["kind"] for one in fields if one.name in record.fields}
        coded = [
            name
            for name, type_ in types.items()
            if record.fields[name].type in (TEXT, TRUTH) and fits(type_, record.fields[name].type)
        ]
        kinds = f"{self.table}_kinds_{len(self.kinds) + 1}"
        columns = ", ".join(f'x."{name}" AS "{name}"' for name in coded)
        each = (
            f'SELECT t."{ROW}", unnest({value}) AS x, generate_subscripts({value}, 1) AS n '
            f"FROM {self.source} AS t"
        )
        self.connection.execute(
            f"CREATE TABLE {kinds} AS SELECT CAST(row_number() OVER () AS INTEGER) AS {KIND}, * "
            f"FROM (SELECT DISTINCT {columns} FROM ({each}))"
        )
        self.kinds[path] = Kinds(kinds, frozenset(coded))
        same = " AND ".join(f'e.x."{name}" IS NOT DISTINCT FROM k."{name}"' for name in coded)
        rest = "".join(f", '{name}': e.x.\"{name}\"" for name in types if name not in coded)
        return (
            f"SELECT e.\"{ROW}\", list({{'{KIND}': k.{KIND}{rest}}} ORDER BY e.n) AS items "
            f'FROM ({each}) AS e JOIN {kinds} AS k ON {same} GROUP BY e."{ROW}"'
        )


def _empty(value: str) -> str:
    """An empty list where the list is empty, and not where it is NULL."""
    return f"CASE WHEN len({value}) = 0 THEN [] END"
