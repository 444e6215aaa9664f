"""What a session of DuckDB reads: a view over files of Parquet, or over one part after another.

Files are taken in parts, their lists of records by kind, where Arrow and DuckDB see the same types
in them and memory holds each of their row groups; any other is left to DuckDB.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from comity.decide.sql import Kinds

if TYPE_CHECKING:
    from comity.simulate.coded import Coded
    from comity.simulate.parts import Group

_LABELS: Final = ("id", "sources")
"""The columns of a case that are no facts, and that no law reads."""

_MOST_ROWS: Final = 1_000_000
"""A row group with more rows is not held in memory."""

_ROWS: Final = "comity_part"


@frozen
class Part:
    """What is known of the rows that the view shows: nothing, where they are whole files.

    Parts that are `like` one another are asked in the same words.
    """

    rows: int = 0
    kinds: dict[str, Kinds] = field(factory=dict)
    known: frozenset[str] = frozenset()
    like: tuple[Any, ...] = ()


WHOLE: Final = Part()


@frozen
class Given:
    """Files under the name of a view, and the query that reads them whole.

    `row` names the column for the place of a row in its file, where they have none of their own.
    """

    connection: Any = field(repr=False)
    name: str
    query: str
    paths: tuple[Path, ...]
    row: str | None = None

    def show_all(self) -> None:
        """Makes the view show every row."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {self.name} AS {self.query}")

    def parts(self, threads: int, carry: Collection[str]) -> Iterator[Part]:
        """Makes the view show part after part, at last every row again.

        `carry`: the columns that are read and that are no facts.
        """
        from comity.simulate import parts

        found = [group for path in self.paths for group in parts.groups(parts.stored(path))]
        if not found or max(one.rows for one in found) > _MOST_ROWS or not self._is_alike(found[0]):
            yield WHOLE
            return
        without = [one for one in _LABELS if one not in carry]
        try:
            for coded in parts.parts(found, threads, self.row, without):
                yield self._show(coded)
        finally:
            self.show_all()

    def _is_alike(self, group: "Group") -> bool:
        """Whether Arrow's columns have the types that DuckDB reads."""
        self.connection.register(_ROWS, group.file.schema.empty_table())
        by_arrow, by_duckdb = _types(self.connection, _ROWS), _types(self.connection, self.name)
        return all(by_duckdb.get(name) == type_ for name, type_ in by_arrow.items())

    def _show(self, coded: "Coded") -> Part:
        part = put(self.connection, coded, _ROWS)
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {self.name} AS FROM {_ROWS}")
        return part


def put(connection: Any, coded: "Coded", name: str) -> Part:
    """Gives a session coded rows under a name, and their kinds under names of their own."""
    connection.register(name, coded.rows)
    kinds = {}
    for number, (path, table) in enumerate(coded.kinds.items(), start=1):
        connection.register(f"{name}_kinds_{number}", table)
        kinds[path] = Kinds(f"{name}_kinds_{number}", frozenset(table.column_names[1:]))
    like = (*((path, one.facts) for path, one in kinds.items()), coded.known)
    return Part(coded.rows.num_rows, kinds, coded.known, like)


def _types(connection: Any, name: str) -> dict[str, str]:
    return {
        column: type_ for column, type_, *_ in connection.execute(f"DESCRIBE {name}").fetchall()
    }
