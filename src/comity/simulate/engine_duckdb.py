"""DuckDB as an engine: files of any size on one machine, out of core.

MUST: whatever stops a query (an interrupt, a full disk, too little memory) ends it cleanly.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from comity.decide.sql import DUCKDB, TABLE, TRUTHS, Constants, select
from comity.errors import InputError
from comity.intake import read
from comity.intake.shown import shown_line
from comity.model.provision import Version
from comity.simulate.engine_given import WHOLE, Given, Part
from comity.simulate.engine_input import ROW, quoted
from comity.simulate.progress import SILENT, Watch

_TICK: Final = 0.1
_FETCHED: Final = 1_000
_MOST_VERSIONS: Final = 100
_ANSWERS: Final = (("outcome", "VARCHAR"), ("review", "BOOLEAN"), ("until", "TIMESTAMPTZ"))


@frozen
class Settings:
    """How much of the machine the engine may use; `folder` is for what does not fit in memory."""

    memory: str = "3GB"
    threads: int | None = None
    folder: Path | None = None


@define
class DuckDB:
    """A session of DuckDB, as `engine.Engine` says."""

    connection: Any = field(repr=False)
    folder: Path
    watch: Watch = SILENT
    dialect: str = DUCKDB
    threads: int = 1
    _constants: Constants = field(factory=Constants, repr=False)
    _given: Given | None = None
    _part: Part = WHOLE
    _asked: dict[tuple[Any, ...], str] = field(factory=dict, repr=False)
    _truths: dict[tuple[Any, ...], Constants] = field(factory=dict, repr=False)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, in memory."""
        return self._run(query)

    def view(self, name: str, query: str) -> None:
        """Gives a query a name."""
        self._run(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def types(self, name: str) -> dict[str, str]:
        """The columns of a view, with their types."""
        return {column: type_ for column, type_, *_ in self._run(f"DESCRIBE {name}")}

    def read(self, path: Path, name: str) -> None:
        """A view over a Parquet file, with the column `row`."""
        next(read(path), None)  # raises for a damaged file, or for columns that are no facts
        query = (
            f'SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS "{ROW}" '
            f"FROM {_parquet(path)}"
        )
        self._give(Given(self.connection, name, query, (path,), ROW))

    def staged(self, pattern: Path, name: str) -> None:
        """A view over the Parquet files of a pattern."""
        paths = tuple(sorted(pattern.parent.glob(pattern.name)))
        query = f"SELECT * FROM read_parquet({quoted(pattern)})"
        self._give(Given(self.connection, name, query, paths))

    def parts(self, carry: Sequence[str] = ()) -> Iterator[Part]:
        """Makes the view of what was read show part after part, and at last every row again.

        What is asked meanwhile is asked of one part. `carry`: the columns that are read and that
        no law reads.
        """
        if self._given is None:
            yield self._part
            return
        try:
            for part in self._given.parts(self.threads, carry):
                self._part = part
                yield part
        finally:
            self._part = WHOLE

    def bad(self, name: str, test: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows for which a test is true, as `facts` reads them out of the file."""
        self._run(f'CREATE OR REPLACE TEMP TABLE bad AS SELECT "{ROW}" FROM {name} WHERE {test}')
        numbers = [row for (row,) in self._run(f'FROM bad ORDER BY "{ROW}"')]
        for start in range(0, len(numbers), _FETCHED):
            yield from self._fetched(numbers[start : start + _FETCHED])

    def without_bad(self, name: str, source: str) -> None:
        """A view over the rows that `bad` did not find; they stay in a table of this name."""
        self._run(f"CREATE TEMP TABLE {name}_without AS FROM bad")
        rest = f'"{ROW}" NOT IN (SELECT "{ROW}" FROM {name}_without)'
        self.view(name, f"SELECT * FROM {source} WHERE {rest}")

    def ruled(
        self,
        versions: Sequence[Version],
        source: str,
        actions: Sequence[str],
        carry: Sequence[str],
        assumed: Collection[str] = (),
    ) -> str:
        """The query over all versions, a group at a time, and the tables that it looks in."""
        types = self.types(source)
        key = (*versions, source, *actions, *carry, *types.items(), *assumed, self._part.like)
        if key not in self._asked:
            self._asked[key] = self._written(versions, types, source, actions, carry, assumed)
        truths = self._truths[self._part.like]
        if truths.names:
            self._run(f"CREATE OR REPLACE TEMP TABLE {TRUTHS} AS {truths.select()}")
        return self._asked[key]

    def _written(
        self, versions: Sequence[Version], types: dict[str, str], source: str,
        actions: Sequence[str], carry: Sequence[str], assumed: Collection[str],
    ) -> str:  # fmt: skip
        known = [one for one in self._part.known if not _touches(one, assumed)]
        truths = self._truths.setdefault(self._part.like, Constants(TRUTHS))
        before = self._constants.names
        queries = [
            select(
                versions[n : n + _MOST_VERSIONS], types, source=source, actions=actions,
                carry=carry, dialect=self.dialect, constants=self._constants, truths=truths,
                kinds=self._part.kinds, known=known,
            )
            for n in range(0, len(versions), _MOST_VERSIONS)
        ]  # fmt: skip
        if self._constants.names != before:
            # Queries share the table: it only ever gains columns.
            self._run(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS {self._constants.select()}")
        return " UNION ALL ".join(f"({one})" for one in queries) or _nothing(actions, carry, types)

    def keep(
        self, name: str, query: Callable[[], str], carry: Sequence[str], what: str, rows: int
    ) -> None:
        """Works a query out once, into Parquet in the folder, a file for each part of the input."""
        before = 0.0
        for number, part in enumerate(self.parts(carry)):
            share = part.rows / rows if part.rows and rows else 1.0

            def told(done: float, before: float = before, share: float = share) -> None:
                self.watch.part(what, min(1.0, before + done * share), rows)

            self._run(_copy(query(), self.folder / f"{name}-{number:05}.parquet"), told)
            before += share
            self.watch.part(what, min(1.0, before), rows)
        self.view(name, f"SELECT * FROM read_parquet({quoted(self.folder / f'{name}-*.parquet')})")

    def write(self, query: str, path: Path) -> None:
        """Writes a query as one Parquet file."""
        self._run(_copy(query, path))

    def _give(self, given: Given) -> None:
        self._given = given
        given.show_all()

    def _fetched(self, numbers: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        assert self._given is not None
        chosen = self.folder / "fetched.parquet"
        listed = ", ".join(str(number - 1) for number in numbers)
        self.write(
            f"SELECT * EXCLUDE (file_row_number) FROM {_parquet(self._given.paths[0])} "
            f"WHERE file_row_number IN ({listed}) ORDER BY file_row_number", chosen,
        )  # fmt: skip
        for number, raw in zip(numbers, read(chosen), strict=True):
            yield number, raw.data

    def _run(
        self, query: str, told: Callable[[float], None] = lambda _: None
    ) -> list[tuple[Any, ...]]:
        """Runs a query in a thread of its own, so that this one hears of an interrupt."""
        work = _Work(self.connection, query)
        work.start()
        try:
            while not work.done.wait(_TICK):
                told(max(0.0, self.connection.query_progress()) / 100)
        finally:
            while not work.done.is_set():
                self.connection.interrupt()
                work.done.wait(_TICK)
        if work.error:
            raise _refusal(work.error) from None
        return work.found


class _Work(threading.Thread):
    """One query."""

    def __init__(self, connection: Any, query: str) -> None:
        super().__init__(daemon=True)
        self.connection, self.query = connection, query
        self.found: list[tuple[Any, ...]] = []
        self.error: Exception | None = None
        # In Python 3.11 an interrupted `join` takes a thread for ended that still runs.
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self.found = self.connection.execute(self.query).fetchall()
        except Exception as error:  # told in the thread that asked
            self.error = error
        finally:
            self.done.set()


@contextmanager
def opened(settings: Settings | None = None, watch: Watch = SILENT) -> Iterator[DuckDB]:
    """A session, and a temporary folder for what does not fit in memory."""
    import duckdb

    chosen = settings or Settings()
    above = str(chosen.folder) if chosen.folder else None
    with tempfile.TemporaryDirectory(dir=above, prefix="comity-") as name:
        folder = Path(name)
        config: dict[str, Any] = {
            "memory_limit": chosen.memory,
            "temp_directory": str(folder / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            **({"threads": chosen.threads} if chosen.threads else {}),
        }
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            # Progress is told to whoever asks, and never printed into their output.
            connection.execute("SET enable_progress_bar = true")
            connection.execute("SET enable_progress_bar_print = false")
            threads = chosen.threads or os.cpu_count() or 1
            yield DuckDB(connection, folder, watch, threads=threads)


def _touches(path: str, others: Collection[str]) -> bool:
    """Whether a path is one of others, or has one above or below it."""
    return any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in others)


def _parquet(path: Path) -> str:
    options = "hive_partitioning = false, file_row_number = true"
    return f"read_parquet({quoted(path)}, {options})"


def _copy(query: str, path: Path) -> str:
    return f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"


def _nothing(actions: Sequence[str], carry: Sequence[str], types: dict[str, str]) -> str:
    """The query for no rulings at all, with their columns."""
    columns = [f'CAST(NULL AS {types.get(name, "VARCHAR")}) AS "{name}"' for name in carry]
    columns += [
        f"CAST(NULL AS {type_}) AS {action}_{name}"
        for action in actions
        for name, type_ in _ANSWERS
    ]
    return f"SELECT {', '.join(columns)} WHERE FALSE"


def _refusal(error: Exception) -> Exception:
    """What DuckDB says of a disk, of memory or of a file, in a line; another error as it is."""
    import duckdb

    if not isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
        return error
    return InputError(
        f"DuckDB stopped: {shown_line(str(error))}",
        expected="files that can be read, room on the disk, and enough memory",
    )
