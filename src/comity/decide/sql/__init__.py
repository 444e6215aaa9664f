"""The reader of a version in SQL: one query over a table of cases, for DuckDB or Apache Spark.

`fold` settles what the columns settle, `elements` and `cells` say what is worked out once and in
which rows, `write` writes it. Of the modules of `decide` only these know sqlglot.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from comity.decide.sql.columns import Columns, Kinds
from comity.decide.sql.constants import TABLE, Constants
from comity.decide.sql.dialect import DUCKDB, SPARK
from comity.decide.sql.query import Query
from comity.decide.sql.versions import starts
from comity.model.case import ACTIONS
from comity.model.provision import Version

__all__ = ["DUCKDB", "SPARK", "TABLE", "Constants", "Kinds", "select", "starts"]


def select(
    versions: Version | Sequence[Version],
    columns: Mapping[str, str],
    *,
    source: str = "cases",
    actions: Iterable[str] = ACTIONS,
    carry: Iterable[str] = ("id",),
    dialect: str = DUCKDB,
    in_force: bool = True,
    constants: Constants | None = None,
    kinds: Mapping[str, Kinds] | None = None,
    known: Collection[str] = (),
) -> str:
    """The query for the rulings of a version, or of several at once, on a table of cases.

    `columns` names the columns of `source` with their types, as the dialect writes them. For each
    action the query has the columns `<action>_outcome`, `<action>_review` and `<action>_until`,
    beside those in `carry`. `in_force`: only cases before the versions' agencies on their days;
    several versions are always asked so.
    `kinds`: for lists kept by kind, where the kinds are (DuckDB only). `known`: the paths of facts
    that are NULL nowhere.
    With `constants` the caller makes the table `TABLE` from them; without, the query does.
    """
    own = Constants() if constants is None else constants
    asked = (versions,) if isinstance(versions, Version) else tuple(versions)
    made = Query(asked, Columns(columns, dialect, kinds, known), own, actions, carry, dialect)
    found = made.select(source, in_force=in_force or len(asked) > 1).sql(dialect, copy=False)
    if constants is None and own.names:
        return f"WITH {TABLE} AS ({own.select()}) {found}"
    return found
