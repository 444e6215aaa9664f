"""What a table's columns say and leave out, to the SQL reader as to `facts`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.random_rules import AGENCY, page_of, version_of
from comity.decide.closure import closure
from comity.decide.sql import select
from comity.facts import cases
from comity.model.provision import Version

AT = "2016-06-01T14:00:00+00:00"


def rule(when: str) -> Version:
    return version_of(page_of([["id: rule", "permit: hold", f"when: '{when}'"]]))


@pytest.fixture
def connection() -> Iterator[Any]:
    with duckdb.connect(":memory:") as made:
        made.execute("SET TimeZone = 'UTC'")
        yield made


def outcome(connection: Any, version: Version, tmp_path: Path, columns: str) -> str:
    """What SQL says of a row with these columns, which the loader reads too and agrees on."""
    path = tmp_path / "one.parquet"
    connection.execute(
        f"COPY (SELECT 'one' AS id, TIMESTAMPTZ '{AT}' AS \"at\", '{AGENCY}' AS agency{columns}) "
        f"TO '{path}' (FORMAT parquet)"
    )
    types = {
        name: type_
        for name, type_, *_ in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    }
    query = select(version, types, source=f"'{path}'", actions=("hold",), carry=(), in_force=False)
    ((found, review, until),) = connection.execute(query).fetchall()
    (case,) = cases(path)
    right = closure(version)(case)[0]
    assert (right.outcome, right.review, right.until) == (found, review, until)
    return str(found)


KNOWN_GANG_MEMBER = "person.known_gang_member"  # a designation: false where nobody entered it
CONSENTS = "person.consents"  # any other fact: unknown where nobody said


@pytest.mark.parametrize(
    ("when", "columns", "expected"),
    [
        (CONSENTS, "", "undetermined"),
        (CONSENTS, ', true AS "person.consents"', "may"),
        (CONSENTS, ', NULL::BOOLEAN AS "person.consents"', "undetermined"),
        (CONSENTS, ", {'consents': true} AS person", "may"),
        (CONSENTS, ", NULL::STRUCT(consents BOOLEAN) AS person", "undetermined"),
        (KNOWN_GANG_MEMBER, "", "silent"),
        (KNOWN_GANG_MEMBER, ", {'consents': true} AS person", "silent"),
        (KNOWN_GANG_MEMBER, ", NULL::STRUCT(consents BOOLEAN) AS person", "undetermined"),
        (KNOWN_GANG_MEMBER, ', true AS "person.consents"', "silent"),
        (KNOWN_GANG_MEMBER, ', NULL::BOOLEAN AS "person.known_gang_member"', "undetermined"),
        (KNOWN_GANG_MEMBER, ", {'known_gang_member': NULL::BOOLEAN} AS person", "undetermined"),
    ],
)
def test_a_missing_column_is_unknown_or_the_default(
    when: str, columns: str, expected: str, tmp_path: Path, connection: Any
) -> None:
    """A NULL is unknown, in a designation too; a designation without a column was never entered."""
    assert expected == outcome(connection, rule(when), tmp_path, columns)


GROUNDS = '"agreement" in request.grounds'


@pytest.mark.parametrize(
    ("when", "columns", "expected"),
    [
        (GROUNDS, "", "silent"),
        (GROUNDS, ", {'kind': 'detainer'} AS request", "silent"),
        (GROUNDS, ", NULL::STRUCT(kind VARCHAR) AS request", "undetermined"),
        (GROUNDS, ", ['agreement'] AS \"request.grounds\"", "may"),
        ("request.grounds.size() == 0", ", NULL::STRUCT(kind VARCHAR) AS request", "undetermined"),
        (
            'request.grounds.exists(g, g.startsWith("a"))',
            ", {'kind': 'access'} AS request",
            "silent",
        ),
        (
            "request.instruments.exists(i, i.offences.size() == 0)",
            ", {'instruments': [{'kind': 'none-shown'}]} AS request",
            "may",
        ),
        (
            "person.convictions.exists(c, c.hate_crime)",
            ", {'convictions': [{'code': 'NY PL'}]} AS person",
            "silent",
        ),
        (
            "person.convictions.exists(c, c.hate_crime)",
            ", {'convictions': [{'hate_crime': NULL::BOOLEAN}]} AS person",
            "undetermined",
        ),
        (
            "person.convictions.exists(c, c.sentenced)",
            ", {'consents': true} AS person",
            "undetermined",
        ),
    ],
)
def test_a_list_without_a_column_is_unknown_or_empty(
    when: str, columns: str, expected: str, tmp_path: Path, connection: Any
) -> None:
    """The same for lists, and for facts of an element that its type leaves out."""
    assert expected == outcome(connection, rule(when), tmp_path, columns)


@pytest.mark.parametrize(
    "columns",
    [
        ", DATE '2016-05-30' AS \"custody.arrested\"",
        ", '2016-05-30' AS \"custody.arrested\"",
        ", {'arrested': DATE '2016-05-30'} AS custody",
        ", {'arrested': '2016-05-30'} AS custody",
        ", 'x' AS \"request.form\", '2016-05-30' AS \"custody.arrested\"",
    ],
)
def test_a_day_may_be_a_text(columns: str, tmp_path: Path, connection: Any) -> None:
    """A day is a date or a text, in a column of its own or nested."""
    version = rule('custody.arrested == date("2016-05-30")')

    assert "may" == outcome(connection, version, tmp_path, columns)


@pytest.mark.parametrize(
    "value",
    [
        "TIMESTAMPTZ '2016-06-01 03:30:00+00'",
        "'2016-05-31T23:30:00-04:00'",
        "'2016-06-01T05:30+02:00'",
        "'2016-06-01T03:30:00.000000Z'",
    ],
)
def test_an_instant_may_be_a_text_with_its_zone(
    value: str, tmp_path: Path, connection: Any
) -> None:
    """However it is written, it is the same instant, and its day that of New York."""
    version = rule('day(request.received_at) == date("2016-05-31")')

    assert "may" == outcome(connection, version, tmp_path, f', {value} AS "request.received_at"')


def test_another_spelling_of_a_term_is_the_term(tmp_path: Path, connection: Any) -> None:
    """`standing` and `unexecuted` are `outstanding`."""
    version = rule('person.removal_order == "outstanding"')
    for spelling in ("outstanding", "standing", "unexecuted"):
        column = f", '{spelling}' AS \"person.removal_order\""
        assert "may" == outcome(connection, version, tmp_path, column)


def test_terms_of_an_enum_are_texts(connection: Any) -> None:
    """A prepared table keeps texts as terms of an ENUM, of which one may not occur."""
    connection.execute(
        "CREATE TABLE cases AS SELECT 'one' AS id, now() AS \"at\", "
        "CAST('us/ice' AS ENUM ('us/ice', 'us/cbp')) AS \"request.from\""
    )
    types = {"id": "VARCHAR", "at": "TIMESTAMPTZ", "request.from": "ENUM('us/ice', 'us/cbp')"}
    conditions = ('request.from.startsWith("us/")', 'request.from == "us/ice"',
                  'request.from in ["us/ice", "nobody"]', 'request.from != "nobody"')  # fmt: skip
    for when in conditions:
        query = select(rule(when), types, actions=("hold",), carry=(), in_force=False)
        assert "may" == connection.execute(query).fetchall()[0][0]
