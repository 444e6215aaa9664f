"""What an engine of SQL must be able to do; everything that is asked of it is written once.

DuckDB works on one machine and out of core, Apache Spark on a cluster. INVARIANT: whatever is asked
of one gives the same rows from the other.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from sqlglot import exp

from comity.model.provision import Version

CASES: Final = "cases"
"""The view over the rows that are answered."""


class Engine(Protocol):
    """A session of an engine, with its temporary folder. Every failure of it is an InputError."""

    @property
    def dialect(self) -> str:
        """The dialect that it speaks."""

    @property
    def folder(self) -> Path:
        """For what is gone when the session ends."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, in memory: for counts."""

    def view(self, name: str, query: str) -> None:
        """Gives a query a name."""

    def types(self, name: str) -> dict[str, str]:
        """The columns of a view, with their types."""

    def read(self, path: Path, name: str) -> None:
        """A view over Parquet, with the column `row`. Raises InputError for no such file."""

    def staged(self, pattern: Path, name: str) -> None:
        """A view over Parquet that was made in the folder."""

    def bad(self, name: str, test: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of a view for which a test is true: their numbers, and as JSON of cases.

        The view is one of `read`, or rests on it.
        """

    def without_bad(self, name: str, source: str) -> None:
        """A view over the rows of `source` without those that `bad` has just found in it."""

    def ruled(
        self,
        versions: Sequence[Version],
        source: str,
        actions: Sequence[str],
        carry: Sequence[str],
        assumed: Collection[str] = (),
    ) -> str:
        """The query for the rulings of some versions on the rows of a view.

        `assumed`: the paths of the facts that are otherwise in the view than in its file.
        """

    def keep(
        self, name: str, query: Callable[[], str], carry: Sequence[str], what: str, rows: int
    ) -> None:
        """Works a query out once, under a name; `what` and `rows` are for whoever watches.

        An engine may take the file in parts, and then asks for the query of each. `carry` are the
        columns that the query reads and no law does.
        """

    def write(self, query: str, path: Path) -> None:
        """Writes a query as Parquet."""


def quoted(name: str, dialect: str) -> str:
    """A column's name in a dialect."""
    return exp.to_identifier(name, quoted=True).sql(dialect)


def text(value: str, dialect: str) -> str:
    """A text as a literal of a dialect."""
    return exp.Literal.string(value).sql(dialect)


def chosen(columns: Mapping[str, str], dialect: str) -> str:
    """The columns of a query: expressions by the names that they get."""
    return ", ".join(f"{value} AS {quoted(name, dialect)}" for name, value in columns.items())
