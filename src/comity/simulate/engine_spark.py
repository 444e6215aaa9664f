"""Apache Spark as an engine: cases too many for one machine, with the rows that DuckDB gives.

Spark takes the same queries in its own dialect. MUST: the session's zone is UTC; whatever stops
Spark (a killed worker or driver, a full disk) is one clear error.
"""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from comity.decide.sql import SPARK, select
from comity.errors import InputError, Place
from comity.intake.shown import shown_line
from comity.model.provision import Version
from comity.simulate.engine_input import ROW
from comity.simulate.progress import SILENT, Watch

_TICK: Final = 0.2
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


@define
class Spark:
    """A session of Spark, as `engine.Engine` says."""

    session: Any = field(repr=False)
    folder: Path
    watch: Watch = SILENT
    dialect: str = SPARK
    _tests: dict[str, str] = field(factory=dict, repr=False)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, in memory."""
        with _clear():
            return [tuple(row) for row in self.session.sql(query).collect()]

    def view(self, name: str, query: str) -> None:
        """Gives a query a name."""
        with _clear():
            self.session.sql(query).createOrReplaceTempView(name)

    def types(self, name: str) -> dict[str, str]:
        """The columns of a view, with their types."""
        return dict(self.session.table(name).dtypes)

    def read(self, path: Path, name: str) -> None:
        """A view over a Parquet file or a folder of such, with the column `row`.

        In a folder each file has its own row 1.
        """
        place = Place(str(path))
        try:
            frame = self.session.read.parquet(str(path))
        except _failures() as error:
            what = f"Spark cannot read this ({_said(error)})"
            raise InputError(what, place=place, expected="Parquet that every worker sees") from None
        frame.selectExpr("*", f"_metadata.row_index + 1 AS `{ROW}`").createOrReplaceTempView(name)

    def staged(self, pattern: Path, name: str) -> None:
        """A view over the Parquet files of a pattern, which every worker must see."""
        self.session.read.parquet(str(pattern)).createOrReplaceTempView(name)

    def bad(self, name: str, test: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows for which a test is true, as JSON."""
        options = f"map('timestampFormat', \"{_INSTANT}\", 'ignoreNullFields', 'false')"
        query = (
            f"SELECT `{ROW}`, to_json(struct(*), {options}) FROM {name} "
            f"WHERE {test} ORDER BY `{ROW}`"
        )
        self._tests[name] = test
        with _clear():
            for number, text in self.session.sql(query).toLocalIterator():
                data = json.loads(text)
                data.pop(ROW)
                yield number, _nested(data)

    def without_bad(self, name: str, source: str) -> None:
        """A view over the rows that `bad` did not find; the test is made anew each time."""
        self.view(name, f"SELECT * FROM {source} WHERE NOT ({self._tests[source]})")

    def ruled(
        self,
        versions: Sequence[Version],
        source: str,
        actions: Sequence[str],
        carry: Sequence[str],
        assumed: Collection[str] = (),
    ) -> str:
        """The query over all versions."""
        types = self.types(source)
        if versions:
            return select(
                versions, types, source=source, actions=actions, carry=carry, dialect=SPARK
            )
        answers = (("outcome", "STRING"), ("review", "BOOLEAN"), ("until", "TIMESTAMP"))
        columns = [f"`{name}`" for name in carry]
        columns += [
            f"CAST(NULL AS {type_}) AS {action}_{name}"
            for action in actions for name, type_ in answers
        ]  # fmt: skip
        return f"SELECT {', '.join(columns)} FROM {source} WHERE false"

    def keep(
        self, name: str, query: Callable[[], str], carry: Sequence[str], what: str, rows: int
    ) -> None:
        """Works a query out once, onto the disks of the workers."""
        from pyspark import StorageLevel

        with _clear():
            frame = self.session.sql(query()).persist(StorageLevel.DISK_ONLY)
            self._watched(frame.count, lambda done: self.watch.part(what, done, rows))
            frame.createOrReplaceTempView(name)

    def write(self, query: str, path: Path) -> None:
        """Writes a query as a folder of Parquet files, one for each part of the work."""
        with _clear():
            self.session.sql(query).write.parquet(str(path))

    def _watched(self, work: Callable[[], Any], told: Callable[[float], None]) -> None:
        """Does some work and tells how much of its tasks is done."""
        done = threading.Event()
        watcher = threading.Thread(target=self._tell, args=(done, told), daemon=True)
        watcher.start()
        try:
            work()
        finally:
            done.set()
            watcher.join()

    def _tell(self, done: threading.Event, told: Callable[[float], None]) -> None:
        tracker = self.session.sparkContext.statusTracker()
        while not done.wait(_TICK):
            with suppress(*_failures()):  # the run itself says what is wrong
                stages = [tracker.getStageInfo(one) for one in tracker.getActiveStageIds()]
                tasks = sum(one.numTasks for one in stages if one)
                ready = sum(one.numCompletedTasks for one in stages if one)
                told(ready / tasks if tasks else 0.0)


@contextmanager
def opened(
    master: str, config: Mapping[str, str] | None = None, watch: Watch = SILENT
) -> Iterator[Spark]:
    """A session of Spark in which the dialect holds: UTC, and errors where values do not fit.

    `master` is Spark's address of a cluster, or `local[2]`. Raises InputError where Spark is not
    installed or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="comity-") as folder:
        made = _session(master, config or {})
        try:
            yield Spark(made, Path(folder), watch)
        finally:
            with suppress(*_failures()):  # a driver that is gone cannot be stopped
                made.stop()


def _session(master: str, config: Mapping[str, str]) -> Any:
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
    try:
        made = builder.getOrCreate()
    except _failures() as error:
        what = f"Spark does not start under {master} ({_said(error)})"
        raise InputError(
            what, field="--master", expected="local[*], or spark://HOST:PORT"
        ) from None
    made.sparkContext.setLogLevel("FATAL")  # what fails is raised, and said once
    return made


def _failures() -> tuple[type[Exception], ...]:
    """What Spark, its driver and the way to it raise."""
    from pyspark.errors import PySparkException

    # It comes with Spark and has no types.
    gateway: type[Exception] = import_module("py4j.protocol").Py4JError
    return PySparkException, gateway, ConnectionError, EOFError


@contextmanager
def _clear() -> Iterator[None]:
    """Any failure of Spark as one clear error."""
    try:
        yield
    except _failures() as error:
        raise InputError(
            f"Spark stopped: {_said(error)}", field="--engine",
            expected="workers that live, and room on their disks",
        ) from None  # fmt: skip


def _said(error: Exception) -> str:
    """What is wrong, in a line; behind Python's "An error occurred" stands what Java says."""
    lines = str(error).splitlines()
    of_java = [line[2:] for line in lines if line.startswith(": ")]
    return shown_line((of_java or lines or [""])[0]) or type(error).__name__


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
