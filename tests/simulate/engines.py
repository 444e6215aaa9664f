"""Cases and connections for the tests of the engines."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve

from bench.random_cases import RandomCases
from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.flow import Counsel, counsel
from comity.model.case import Case
from comity.simulate.engine_input import case_types, quoted, write_cases

CASES = 30
SPRING, AUTUMN = date(2021, 3, 14), date(2021, 11, 7)


@cache
def law() -> Counsel:
    return counsel()


@cache
def usable(count: int) -> list[Case]:
    """Random cases that stay whole when Parquet forgets the zone in which they were written."""
    found: list[Case] = []
    for case, _ in RandomCases(law().law, 5):
        data = to_json(evolve(case, id=str(len(found))))
        _in_utc(data, "at")
        _in_utc(data.get("custody", {}), "released_otherwise_at")
        try:
            found.append(case_from(data))
        except InputError:
            continue
        if len(found) == count:
            break
    return found


AGENCIES = ("us-ny-nyc/nypd", "us-ny/jail", "us-il/jail", "us-tx/jail", "us-ca/jail")
"""One agency of each pack: the others of New York City would plan much the same law again."""


@cache
def of_each_pack(count: int) -> list[Case]:
    """Usable cases before one agency of each pack, in three zones."""
    return [one for one in usable(4 * count) if one.agency in AGENCIES][:count]


def _in_utc(data: dict[str, Any], name: str) -> None:
    if data.get(name):
        data[name] = datetime.fromisoformat(data[name]).astimezone(UTC).isoformat()


def connected() -> Any:
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def nested_parquet(cases: list[Case], folder: Path) -> Path:
    """The cases as Parquet with nested columns, in one file."""
    path = folder / "nested.parquet"
    with connected() as connection:
        parts = quoted(write_cases(enumerate(cases), connection, folder))
        connection.execute(
            f'COPY (SELECT * EXCLUDE ("row") FROM {parts} ORDER BY "row") TO {quoted(path)}'
        )
    return path


def parquet_of_lines(lines: list[str], folder: Path) -> Path:
    """JSON Lines as Parquet with nested columns, unchecked."""
    text, path = folder / "rows.jsonl", folder / "rows.parquet"
    text.write_text("\n".join(lines), encoding="utf-8")
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in case_types().items())
    with connected() as connection:
        connection.execute(
            f"COPY (FROM read_json({quoted(text)}, columns = {{{columns}}}, "
            f"format = 'newline_delimited')) TO {quoted(path)}"
        )
    return path
