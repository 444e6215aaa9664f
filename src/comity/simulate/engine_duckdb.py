"""Rulings on a file of cases of any size, by DuckDB: out of core, in one pass for each version.

MUST: every row of the file has a ruling, a refusal, or is counted as not covered.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from sqlglot import exp

from comity.decide.sql import DUCKDB, TABLE, Constants, select
from comity.decide.sql.columns import Columns
from comity.errors import InputError
from comity.flow import Counsel
from comity.model.case import ACTIONS
from comity.model.provision import Version
from comity.simulate.engine_checks import unusable
from comity.simulate.engine_input import (
    ROW,
    Refusals,
    Table,
    quoted,
    refused,
    table,
    unknown_paths,
)
from comity.simulate.engine_versions import CASES, Uncovered, answering, days_query

if TYPE_CHECKING:
    import duckdb

_FIRST_REFUSALS = 1_000
_TICK = 0.2
_MOST_VERSIONS = 100


@frozen
class Settings:
    """How much of the machine an engine may use; `folder` is for what does not fit in memory."""

    memory: str = "3GB"
    threads: int | None = None
    folder: Path | None = None


@frozen
class Rulings:
    """The rulings on a file. They are worked out when they are read."""

    connection: Any = field(repr=False)
    query: str = field(repr=False)
    versions: tuple[Version, ...]
    uncovered: tuple[Uncovered, ...]
    refused: int

    def relation(self) -> "duckdb.DuckDBPyRelation":
        """The rulings as a relation of DuckDB."""
        found: duckdb.DuckDBPyRelation = self.connection.sql(self.query)
        return found

    def write(self, path: Path, progress: Callable[[float], None] | None = None) -> int:
        """Writes the rulings as Parquet; how many. `progress` hears how much is done, of 1."""
        copy = f"COPY ({self.query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        with _watched(self.connection, progress):
            (count,) = self.connection.execute(copy).fetchone()
        return int(count)


@contextmanager
def rulings(
    path: Path,
    counsel: Counsel,
    actions: Iterable[str] = ACTIONS,
    *,
    carry: Iterable[str] = ("id",),
    refusals: Path | None = None,
    settings: Settings | None = None,
) -> Iterator[Rulings]:
    """The rulings on the cases of a file, each under the law in force for it.

    For each action there are the columns `<action>_outcome`, `<action>_review` and
    `<action>_until`, beside the row's number and the facts in `carry`. Raises InputError for the
    first row that cannot be used; with `refusals` such rows are written to that file instead.
    """
    with ExitStack() as stack:
        folder, connection = _opened(settings or Settings(), stack)
        kept = stack.enter_context(Refusals(refusals))
        found = table(path, connection, folder, kept)
        _view(found, connection, folder, kept)
        versions, uncovered = _answering(connection, counsel)
        query = _query(found, versions, (*actions,), (ROW, *carry), connection)
        yield Rulings(connection, query, versions, uncovered, kept.count)


def _opened(settings: Settings, stack: ExitStack) -> tuple[Path, Any]:
    import duckdb

    above = str(settings.folder) if settings.folder else None
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=above)))
    config: dict[str, Any] = {
        "memory_limit": settings.memory,
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        **({"threads": settings.threads} if settings.threads else {}),
    }
    connection = stack.enter_context(duckdb.connect(":memory:", config=config))
    connection.execute("SET TimeZone = 'UTC'")
    # Progress is told to whoever asks, and never printed into their output.
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    return folder, connection


def _view(found: Table, connection: Any, folder: Path, refusals: Refusals) -> None:
    """The view `cases`: the rows that can be used. Raises InputError as `refusals` does."""
    source = found.source()
    connection.execute(f"CREATE TEMP VIEW every_row AS {source}")
    if found.checked:
        connection.execute(f"CREATE TEMP VIEW {CASES} AS FROM every_row")
        return
    test = unusable(Columns(found.types, DUCKDB), DUCKDB, unknown_paths(found, connection))
    bad = f'SELECT "{ROW}" FROM every_row WHERE {test.sql(DUCKDB)}'
    connection.execute(f"CREATE TEMP TABLE bad AS {bad}")
    for error in _refused(found, connection, folder):
        refusals.add(error)
    rest = f' WHERE "{ROW}" NOT IN (SELECT "{ROW}" FROM bad)' if refusals.count else ""
    connection.execute(f"CREATE TEMP VIEW {CASES} AS SELECT * FROM every_row{rest}")


def _refused(found: Table, connection: Any, folder: Path) -> Iterator[InputError]:
    rows = [row for (row,) in connection.execute(f'FROM bad ORDER BY "{ROW}"').fetchall()]
    for start in range(0, len(rows), _FIRST_REFUSALS):
        yield from refused(found, rows[start : start + _FIRST_REFUSALS], folder, connection)


def _answering(
    connection: Any, counsel: Counsel
) -> tuple[tuple[Version, ...], tuple[Uncovered, ...]]:
    def count(query: exp.Select) -> int:
        (rows,) = connection.execute(query.sql(DUCKDB)).fetchone()
        return int(rows)

    days = connection.execute(days_query().sql(DUCKDB)).fetchall()
    return answering(days, counsel, count)


def _query(
    found: Table,
    versions: tuple[Version, ...],
    actions: tuple[str, ...],
    carry: tuple[str, ...],
    connection: Any,
) -> str:
    """The query over all versions, and the table of constants that it looks in."""
    constants = Constants()
    queries = [
        select(group, found.types, actions=actions, carry=carry, constants=constants)
        for group in _grouped(versions)
    ]
    if constants.names:
        connection.execute(f"CREATE TEMP TABLE {TABLE} AS {constants.select()}")
    return " UNION ALL ".join(f"({query})" for query in queries) or _nothing(actions, carry)


def _grouped(versions: tuple[Version, ...]) -> Iterator[tuple[Version, ...]]:
    """The versions that one query answers for: as many as its text stays readable with."""
    for start in range(0, len(versions), _MOST_VERSIONS):
        yield versions[start : start + _MOST_VERSIONS]


def _nothing(actions: tuple[str, ...], carry: tuple[str, ...]) -> str:
    """The query for no rulings at all, with their columns."""
    columns = [f'NULL AS "{name}"' for name in carry]
    for action in actions:
        columns += [
            f"CAST(NULL AS {type_}) AS {action}_{name}"
            for name, type_ in (
                ("outcome", "VARCHAR"), ("review", "BOOLEAN"), ("until", "TIMESTAMPTZ")
            )
        ]  # fmt: skip
    return f"SELECT {', '.join(columns)} WHERE FALSE"


@contextmanager
def _watched(connection: Any, progress: Callable[[float], None] | None) -> Iterator[None]:
    """Tells `progress` from time to time how much of the running query is done."""
    if progress is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_TICK):
            progress(max(0.0, connection.query_progress()) / 100)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    progress(1.0)
