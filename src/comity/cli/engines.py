"""The options that choose an engine, and the engine that they choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from comity.errors import InputError
from comity.simulate.engine import Engine
from comity.simulate.progress import Watch


class Name(StrEnum):
    """The engines."""

    duckdb = "duckdb"
    spark = "spark"


Choice = Annotated[
    Name | None,
    typer.Option(
        "--engine", help="Answer in SQL: duckdb for files of any size, spark on a cluster."
    ),
]
Master = Annotated[
    str | None,
    typer.Option(help="With --engine spark: the address of the cluster (local[*] without it)."),
]


def check(engine: Name | None, master: str | None) -> None:
    """Raises InputError for a cluster without Spark."""
    if master is not None and engine is not Name.spark:
        raise InputError(
            "only Spark has a cluster", field="--master", expected="--engine spark beside it"
        )


@contextmanager
def chosen(engine: Name, master: str | None, watch: Watch) -> Iterator[Engine]:
    """The engine, ready for questions. Raises InputError where it does not start."""
    if engine is Name.spark:
        from comity.simulate import engine_spark

        with engine_spark.opened(master or "local[*]", watch=watch) as spark:
            yield spark
    else:
        from comity.simulate import engine_duckdb

        with engine_duckdb.opened(watch=watch) as duckdb:
            yield duckdb
