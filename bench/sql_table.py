"""Cases as a table in DuckDB, and what the SQL reader says of them, to compare with others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from comity.decide.closure import Ruling
from comity.decide.sql import TRUTHS, Constants, Kinds, select
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version
from comity.simulate.engine_input import ROW, case_types, write_cases

Rulings = tuple[Ruling, ...]
Reader = Callable[[Case], Rulings]


class Table:
    """Cases in a table; the row of a case is its place among them."""

    def __init__(self, connection: Any, cases: Sequence[Case], name: str = "cases") -> None:
        self.connection = connection
        self.cases = cases
        self.name = name
        self.types = {**case_types(), ROW: "BIGINT"}

    def rulings(
        self,
        versions: Version | Sequence[Version],
        *,
        in_force: bool = True,
        actions: Sequence[str] = ACTIONS,
        rows: Sequence[int] = (),
        types: dict[str, str] | None = None,
        kinds: dict[str, Kinds] | None = None,
        known: Iterable[str] = (),
    ) -> dict[int, Rulings]:
        """The rulings that the SQL reader gives, by row: on every row, or on these only."""
        constants, truths = Constants(), Constants(TRUTHS)
        source = self.name
        if rows:
            source = "chosen"
            chosen = f'SELECT * FROM {self.name} WHERE "{ROW}" IN {(*rows, -1)}'
            self.connection.execute(f"CREATE OR REPLACE TABLE {source} AS {chosen}")
        query = select(
            versions, types or self.types, source=source, actions=actions, carry=(ROW,),
            in_force=in_force, constants=constants, truths=truths, kinds=kinds, known=tuple(known),
        )  # fmt: skip
        for one in (constants, truths):
            if one.names:
                self.connection.execute(f"CREATE OR REPLACE TABLE {one.table} AS {one.select()}")
        found = self.connection.execute(query).fetchall()
        return {row: tuple(_rulings(answers)) for row, *answers in found}

    def mismatches(
        self, versions: Version | Sequence[Version], expected: Reader, **options: Any
    ) -> list[str]:
        """Every case of which the SQL reader says something else, in words."""
        found = self.rulings(versions, **options)
        return [
            f"{one.id} {action}: {got} instead of {right}"
            for row, answers in sorted(found.items())
            for one in [self.cases[row]]
            for action, got, right in zip(ACTIONS, answers, expected(one), strict=True)
            if got != right
        ]


def _rulings(answers: list[Any]) -> Iterator[Ruling]:
    for start in range(0, len(answers), 3):
        yield Ruling(*answers[start : start + 3])


@contextmanager
def table_of(cases: Sequence[Case]) -> Iterator[Table]:
    """A table of these cases."""
    with duckdb.connect(":memory:") as connection, TemporaryDirectory() as folder:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        parquet = write_cases(enumerate(cases), connection, Path(folder))
        connection.execute(f"CREATE TABLE cases AS FROM '{parquet}'")
        yield Table(connection, cases)


def table_types(connection: Any, source: str) -> dict[str, str]:
    """The columns of a table or file, with their types."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {name: type_ for name, type_, *_ in described}
