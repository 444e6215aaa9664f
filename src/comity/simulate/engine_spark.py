"""Rulings on cases too many for one machine, by Apache Spark; row for row those of DuckDB.

Spark takes the same query in its own dialect. MUST: the session's zone is UTC, and a Java that is
not older than the law knows the zones.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from sqlglot import exp

from comity.decide.sql import SPARK, select
from comity.decide.sql.columns import Columns
from comity.errors import InputError, Place
from comity.facts import case_from
from comity.flow import Counsel
from comity.model.case import ACTIONS
from comity.model.provision import Version
from comity.simulate.engine_checks import unusable
from comity.simulate.engine_input import ROW, Refusals, check_columns, staged
from comity.simulate.engine_versions import CASES, Uncovered, answering, days_query

_MOST_REFUSALS: Final = 1_000
_INSTANT: Final = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"

_CONFIG: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    # What DuckDB and everybody else reads; Spark's own default is a form long given up.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A text of a law may well hold a dollar sign and braces.
    "spark.sql.variable.substitute": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@frozen
class Rulings:
    """The rulings on a table. Spark works them out when they are read."""

    frame: Any = field(repr=False)
    versions: tuple[Version, ...]
    uncovered: tuple[Uncovered, ...]
    refused: int

    def write(self, path: str | Path) -> None:
        """Writes the rulings as Parquet, into a folder with a file for each part of the work."""
        self.frame.write.parquet(str(path))


@contextmanager
def rulings(
    path: str | Path,
    counsel: Counsel,
    actions: Iterable[str] = ACTIONS,
    *,
    master: str,
    carry: Iterable[str] = ("id",),
    refusals: Path | None = None,
    config: Mapping[str, str] | None = None,
) -> Iterator[Rulings]:
    """The rulings on the cases of a file or folder, as `engine_duckdb.rulings` gives them.

    `master` is Spark's address of a cluster, or `local[2]`. Parquet may lie wherever the cluster
    reads it; another file goes through `facts` on this machine first.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = stack.enter_context(Refusals(refusals))
        checked = Path(path).suffix.lower() not in ("", ".parquet")
        parquet = str(staged(Path(path), folder, kept)) if checked else str(path)
        spark = stack.enter_context(session(master, config or {}))
        types = _view(spark, parquet, str(path), kept, checked=checked)
        versions, uncovered = _answering(spark, counsel)
        frame = _frame(spark, types, versions, (*actions,), (ROW, *carry))
        yield Rulings(frame, versions, uncovered, kept.count)


@contextmanager
def session(master: str, config: Mapping[str, str]) -> Iterator[Any]:
    """A session of Spark in which the dialect holds: UTC, and errors where values do not fit.

    Raises InputError where Spark is not installed.
    """
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise InputError(
            "Spark is not installed", field="--engine", expected="pip install 'comity[spark]'"
        ) from None
    # Workers that are started from here need to be told where Spark and Python are.
    os.environ.setdefault("SPARK_HOME", str(Path(str(pyspark.__file__)).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("comity")
    for name, value in {**_CONFIG, **config}.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    try:
        made.sparkContext.setLogLevel("ERROR")
        yield made
    finally:
        made.stop()


def _view(
    spark: Any, parquet: str, name: str, refusals: Refusals, *, checked: bool
) -> dict[str, str]:
    """The view `cases` and the types of its columns. Raises InputError as `refusals` does."""
    frame = spark.read.parquet(parquet)
    types = dict(frame.dtypes)
    if checked:
        frame.createOrReplaceTempView(CASES)
        return types
    check_columns(types, SPARK, Place(name))
    frame.selectExpr("*", f"_metadata.row_index + 1 AS `{ROW}`").createOrReplaceTempView(
        "every_row"
    )
    test = unusable(Columns(types, SPARK), SPARK).sql(SPARK)
    for error in _refused(spark, test, name):
        refusals.add(error)
    rest = f" WHERE NOT {test}" if refusals.count else ""
    spark.sql(f"SELECT * FROM every_row{rest}").createOrReplaceTempView(CASES)
    return types


def _refused(spark: Any, test: str, name: str) -> Iterator[InputError]:
    """Why `facts` refuses what cannot be used, as it says itself."""
    row = f"to_json(struct(*), map('timestampFormat', \"{_INSTANT}\", 'ignoreNullFields', 'false'))"
    found = spark.sql(f"SELECT `{ROW}`, {row} FROM every_row WHERE {test} ORDER BY `{ROW}`")
    for number, text in found.toLocalIterator():
        data = json.loads(text)
        data.pop(ROW)
        try:
            case_from(_nested(data))
        except InputError as error:
            yield InputError(
                error.message, place=Place(name, number), field=error.field,
                expected=error.expected,
            )  # fmt: skip


def _nested(data: dict[str, Any]) -> dict[str, Any]:
    """The row as JSON of a case: `custody.arrested` is a fact of `custody`."""
    made: dict[str, Any] = {}
    for name, value in data.items():
        *parts, key = name.split(".")
        inside = made
        for part in parts:
            inside = inside.setdefault(part, {})
        inside[key] = value
    return made


def _answering(spark: Any, counsel: Counsel) -> tuple[tuple[Version, ...], tuple[Uncovered, ...]]:
    def count(query: exp.Select) -> int:
        return int(spark.sql(query.sql(SPARK)).first()[0])

    days = [tuple(row) for row in spark.sql(days_query().sql(SPARK)).collect()]
    return answering(days, counsel, count)


def _frame(
    spark: Any,
    types: dict[str, str],
    versions: tuple[Version, ...],
    actions: tuple[str, ...],
    carry: tuple[str, ...],
) -> Any:
    """The query over all versions, as a frame of Spark."""
    if not versions:
        return spark.sql(f"SELECT * FROM {CASES} WHERE false")
    return spark.sql(select(versions, types, actions=actions, carry=carry, dialect=SPARK))
