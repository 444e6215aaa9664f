"""What a question looks up and no case holds, as one row of a table: schedules and calendars.

DuckDB works out a list that is written in a condition anew for each batch of rows; a column of a
table with one row it hands through. So each such list is a column of that row. Spark has none.
"""

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from comity.decide.sql.columns import column
from comity.decide.sql.dialect import DUCKDB

TABLE: Final = "comity_constants"
"""What every table of cases is asked with."""

TRUTHS: Final = "comity_truths"
"""What was asked of the kinds of one table (see `kinds`)."""


class Constants:
    """The columns of the one row, each with the query that gives its value; DuckDB's alone.

    One object may serve several questions, so that they share one table.
    """

    def __init__(self, table: str = TABLE) -> None:
        self.table = table
        self._queries: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(self._queries)

    def add(self, name: str, query: Callable[[], str]) -> exp.Expr:
        """The column of a name; `query` writes what gives its value, if nobody has asked yet."""
        if name not in self._queries:
            self._queries[name] = query()
        return column(name)

    def select(self) -> str:
        """The query for the table."""
        columns = (
            f"({query}) AS {exp.to_identifier(name, quoted=True).sql(DUCKDB)}"
            for name, query in self._queries.items()
        )
        return f"SELECT {', '.join(columns)}"
