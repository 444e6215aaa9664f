"""A history in an engine: each row with its agency, its month, and what is assumed about it.

Parquet with typed columns stays where it lies, and everything is worked out in SQL. Published
records and every other file are staged by the reader of `rows`. MUST: both give what `rows` gives.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from comity.decide.sql import DUCKDB
from comity.decide.sql.columns import Columns, Stored
from comity.decide.sql.dialect import DIALECTS
from comity.errors import InputError, Place
from comity.facts import case_from
from comity.law.pack import Law
from comity.simulate import engine_days
from comity.simulate.engine import CASES, Engine, chosen, quoted, text
from comity.simulate.engine_assumed import assumed_columns
from comity.simulate.engine_checks import unusable
from comity.simulate.engine_input import (
    ROW,
    case_types,
    check_columns,
    holds_json,
    names_fact,
    stage,
    whole,
)
from comity.simulate.engine_versions import days_query
from comity.simulate.progress import Watch
from comity.simulate.question import Question
from comity.simulate.refusals import Refusals
from comity.simulate.rows import Row, assumed, check_column, rows, why_unknown, zones

PLACES: Final = ("facility", "city", "state", "why")
HISTORY: Final = "history"
"""The view over every row that can be used; in `cases` are those with an agency."""

_OWN: Final = {"month": "VARCHAR", "recorded": "VARCHAR", **dict.fromkeys(PLACES, "VARCHAR")}


@frozen
class History:
    """What is known of the rows of a history, which lie in the views `history` and `cases`.

    `assumed`: the paths of the facts that are otherwise there than in the file.
    """

    published: bool
    rows: int
    refused: int
    assumed: frozenset[str]


def history(
    engine: Engine, question: Question, law: Law, published: bool, refusals: Refusals,
    watch: Watch,
) -> History:  # fmt: skip
    """Makes the views `history` and `cases` of what is asked.

    Raises InputError for the first row that cannot be used, unless `refusals` keeps them.
    """
    changed = frozenset[str]()
    if not _typed(engine, question, published):
        _stage(engine, question, law, published, refusals, watch)
    else:
        check_column(question)
        changed = _check(engine, question, refusals)
        _place(engine, law)
    at(engine, CASES, question.at, law)
    ((count,),) = engine.rows(f"SELECT count(*) FROM {HISTORY}")
    return History(published, int(count), refusals.count, changed)


def at(engine: Engine, name: str, day: date | None, law: Law) -> None:
    """A view over the rows with an agency, each on its own day or (at its own hour) on another."""
    types = engine.types(HISTORY)
    found = Columns(types, engine.dialect).find(("request", "asks"))
    list_of_texts = "VARCHAR[]" if engine.dialect == DUCKDB else "ARRAY<STRING>"
    asks = f"CAST(NULL AS {list_of_texts})"
    if isinstance(found, Stored):
        asks = found.expression.sql(engine.dialect)
    columns = {one: quoted(one, engine.dialect) for one in types}
    source = f"SELECT * FROM {HISTORY} WHERE agency IS NOT NULL"
    if day is not None:
        days = _days(engine, HISTORY)
        known = _by_zone(law, days)
        micros = engine_days.moved(known, day, *_between(days))
        columns["at"] = f"{DIALECTS[engine.dialect].instant}({micros})"
        source = _with_micros(engine, source)
    engine.view(name, f"SELECT {chosen({**columns, 'asks': asks}, engine.dialect)} FROM ({source})")


def _typed(engine: Engine, question: Question, published: bool) -> bool:
    """Whether the file is read where it lies; then it is the view `every_row`."""
    path = question.data
    if published or not (path.suffix.lower() == ".parquet" or path.is_dir()):
        return False
    engine.read(path, "every_row")
    types = {name: kind for name, kind in engine.types("every_row").items() if name != ROW}
    check_columns(types, engine.dialect, Place(str(path)))
    return not holds_json(Columns(types, engine.dialect))


def _stage(
    engine: Engine, question: Question, law: Law, published: bool, refusals: Refusals, watch: Watch
) -> None:
    empty = dict.fromkeys(case_types())

    def line(row: Row) -> dict[str, Any]:
        facts = whole(row.case) if row.case else empty
        return {**facts, ROW: row.number, **{name: getattr(row, name) for name in _OWN}}

    def told() -> Iterator[dict[str, Any]]:
        # The day that is asked about comes later, in SQL, for staged and typed rows alike.
        for row in rows(_without_day(question), law, published, refusals):
            watch.row()
            yield line(row)

    types = {**case_types(), ROW: "BIGINT", **_OWN}
    engine.staged(stage(told(), types, engine.folder), HISTORY)


def _check(engine: Engine, question: Question, refusals: Refusals) -> frozenset[str]:
    """The view `assumed`: the rows that can be used, with what is assumed about them.

    Of which facts something is assumed.
    """
    names = _unknown_paths(engine)
    usable = _sifted(engine, "usable", "every_row", question, (), refusals, names)
    values = {name: quoted(name, engine.dialect) for name in engine.types(usable)}
    if question.agency:
        values["agency"] = text(question.agency, engine.dialect)
    changed = assumed_columns(question.assume, engine.dialect)
    values |= changed
    query = f"SELECT {chosen(values, engine.dialect)} FROM {usable}"
    if not question.assume:
        engine.view("assumed", query)
        return frozenset()
    engine.view("with_assumed", query)
    found = _sifted(engine, "possible", "with_assumed", question, question.assume, refusals, ())
    engine.view("assumed", f"SELECT * FROM {found}")
    return frozenset(changed)


def _sifted(
    engine: Engine, name: str, source: str, question: Question, assume: tuple[str, ...],
    refusals: Refusals, no_paths: tuple[str, ...],
) -> str:  # fmt: skip
    """The view over the rows of another one that can be used: a new one, where some cannot."""
    types = {one: kind for one, kind in engine.types(source).items() if one != ROW}
    test = unusable(Columns(types, engine.dialect), engine.dialect, no_paths).sql(engine.dialect)
    before = refusals.count
    for row, data in engine.bad(source, test):
        refusals.add(_why(data, Place(str(question.data), row), assume), row, data)
    if refusals.count == before:
        return source
    engine.without_bad(name, source)
    return name


def _why(data: dict[str, Any], place: Place, assume: tuple[str, ...]) -> InputError:
    """Why `facts` refuses a row, as it says itself."""
    try:
        case = case_from(data, place)
        assumed(case, assume, lambda: f"case {case.id}")
    except InputError as error:
        return error
    return InputError(
        "the engine cannot use this row, which the reader can", place=place,
        expected="a run without --engine; please report it",
    )  # fmt: skip


def _unknown_paths(engine: Engine) -> tuple[str, ...]:
    """The paths among the sources' that name no fact."""
    if "sources" not in engine.types("every_row") or engine.dialect != DUCKDB:
        return ()
    found = engine.rows(
        "SELECT DISTINCT unnest(list_transform(sources, lambda s: s.path)) FROM every_row"
    )
    return tuple(sorted(path for (path,) in found if path is not None and not names_fact(path)))


def _place(engine: Engine, law: Law) -> None:
    """The view `history`: every row with its month, and without an agency that nobody knows."""
    days, dialect = _days(engine, "assumed"), engine.dialect
    known = _by_zone(law, days)
    agencies = [text(one, dialect) for found in known.values() for one in found]
    is_known = f"agency IN ({', '.join(agencies)})" if agencies else "FALSE"
    kind = "VARCHAR" if dialect == DUCKDB else "STRING"
    written = f"substr(CAST({quoted('at', dialect)} AS {kind}), 1, 7)"
    there = f"{DIALECTS[dialect].instant}({engine_days.local(known, *_between(days))})"
    values = {one: quoted(one, dialect) for one in engine.types("assumed")}
    values["agency"] = f"CASE WHEN {is_known} THEN agency END"
    values["month"] = (
        f"CASE WHEN {is_known} THEN substr(CAST({there} AS {kind}), 1, 7) ELSE {written} END"
    )
    values |= dict.fromkeys(("recorded", *PLACES), "''")
    unknown = sorted({agency for agency, _ in days} - {*zones(law)})
    if unknown:
        whens = (
            f"WHEN {text(one, dialect)} THEN {text(why_unknown(law.pack_of, one), dialect)}"
            for one in unknown
        )
        values["why"] = f"CASE agency {' '.join(whens)} ELSE '' END"
    source = _with_micros(engine, "SELECT * FROM assumed")
    engine.view(HISTORY, f"SELECT {chosen(values, dialect)} FROM ({source})")


def _without_day(question: Question) -> Question:
    return evolve(question, at=None)


def _days(engine: Engine, source: str) -> list[tuple[str, date]]:
    """The agencies of a view, each with its days in UTC."""
    found = engine.rows(days_query(source, engine.dialect))
    return [(agency, day) for agency, day in found if agency is not None]


def _by_zone(law: Law, days: list[tuple[str, date]]) -> Mapping[ZoneInfo, tuple[str, ...]]:
    """The agencies that occur and that a pack knows, by their zones."""
    known, found = zones(law), dict[ZoneInfo, tuple[str, ...]]()
    for agency in sorted({agency for agency, _ in days}):
        if agency in known:
            found[known[agency]] = (*found.get(known[agency], ()), agency)
    return found


def _between(days: list[tuple[str, date]]) -> tuple[date, date]:
    found = [day for _, day in days] or [date(2000, 1, 1)]
    return min(found), max(found)


def _with_micros(engine: Engine, source: str) -> str:
    dialect = DIALECTS[engine.dialect]
    kind = "TIMESTAMPTZ" if engine.dialect == DUCKDB else "TIMESTAMP"
    value = f"{dialect.micros}(CAST({quoted('at', engine.dialect)} AS {kind}))"
    return f"SELECT *, {value} AS {engine_days.MICROS} FROM ({source})"
