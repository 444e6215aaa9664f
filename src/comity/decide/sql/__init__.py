"""The reader of a version in SQL: one query over a table of cases, for DuckDB or Apache Spark.

`fold` settles what the columns settle, `elements` and `cells` say what is worked out once and in
which rows, `write` writes it. Of the modules of `decide` only these know sqlglot.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from comity.decide.sql.columns import Columns, Kinds
from comity.decide.sql.constants import TABLE, TRUTHS, Constants
from comity.decide.sql.dialect import DUCKDB, SPARK
from comity.decide.sql.query import Query
from comity.decide.sql.versions import starts
from comity.model.case import ACTIONS
from comity.model.provision import Version

__all__ = ["DUCKDB", "SPARK", "TABLE", "TRUTHS", "Constants", "Kinds", "select", "starts"]


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
    truths: Constants | None = None,
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
    With `constants`, and with `truths` of the kinds, the caller makes the tables `TABLE` and
    `TRUTHS` from them; without, the query does.
    """
    both = [constants or Constants(), truths or Constants(TRUTHS)]
    asked = (versions,) if isinstance(versions, Version) else tuple(versions)
    made = Query(asked, Columns(columns, dialect, kinds, known), both, actions, carry, dialect)
    found = made.select(source, in_force=in_force or len(asked) > 1).sql(dialect, copy=False)
    own = [one for one, given in zip(both, (constants, truths), strict=True) if given is None]
    tables = ", ".join(f"{one.table} AS ({one.select()})" for one in own if one.names)
    return f"WITH {tables} {found}" if tables else found
