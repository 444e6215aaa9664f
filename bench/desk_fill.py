"""So many stored requests at once, by SQL: their rows, entries, decisions, clocks and contacts.

The guards are out while it fills and stand again afterwards; secondary indexes are made at the end.
Whatever the size, the last 2,000 requests are open: what grows over the years is what is closed.
What is sealed is short and says nothing, for no query looks into it.
"""

import time
from typing import TYPE_CHECKING, Final

from attrs import frozen

from bench.desk_base import Say

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OPEN: Final = 2_000
WAITING: Final = 50
DEAD: Final = 20
AGENCIES, REQUESTERS, CONTACTS_EVERY = 5, 20, 10

_WORDS: Final = {
    "sqlite": {
        "series": "(WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s"
        " WHERE i < {n} - 1) SELECT i FROM s)",
        "hash": "printf('%064x', {i})",
        "print": "printf('%032x%032x', ({i} * 2654435761) % 4294967296, {i})",
        "at": "datetime('2018-01-01', '+' || ({i} * 100) || ' seconds')",
        "bytes": "zeroblob({size})",
        "false": "0",
        "true": "1",
    },
    "postgresql": {
        "series": "(SELECT generate_series(0, {n} - 1)::bigint AS i)",
        "hash": "lpad(to_hex({i}), 64, '0')",
        "print": "lpad(to_hex(({i} * 2654435761) % 4294967296), 32, '0')"
        " || lpad(to_hex({i}), 32, '0')",
        "at": "timestamptz '2018-01-01 00:00+00' + {i} * interval '100 seconds'",
        "bytes": "decode(repeat('00', {size}), 'hex')",
        "false": "FALSE",
        "true": "TRUE",
    },
}


def fill(connection: "BaseDatabaseWrapper", many: int, say: Say) -> None:
    """Puts the rows in, and their indexes."""
    from comity.desk import guard

    start = time.perf_counter()
    guard.remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1000000"):
                cursor.execute(f"PRAGMA {setting}")
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '512MB'")
        again = _without_indexes(connection)
        for statement in _statements(connection.vendor, many):
            cursor.execute(statement)
        for statement in again:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
    guard.install(connection)
    connection.close()
    say(f"{connection.vendor}: {many:,} requests stored in {time.perf_counter() - start:,.0f} s")


def _without_indexes(connection: "BaseDatabaseWrapper") -> list[str]:
    """Drops the indexes that are no constraint's; the statements that make them again."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name LIKE 'desk_%'"
        if connection.vendor == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'desk_%'"
        " AND indexdef NOT LIKE '%UNIQUE%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _statements(vendor: str, many: int) -> list[str]:
    """One INSERT a table, and three for the entries."""
    sql = _Sql(_WORDS[vendor])
    return [*_agency(sql), *_asked(sql, many), *_entries(sql, many), *_answered(sql, many)]


@frozen
class _Sql:
    """The words of one database."""

    words: dict[str, str]

    def at(self, i: str) -> str:
        return self.words["at"].format(i=i)

    def hash(self, i: str) -> str:
        return self.words["hash"].format(i=i)

    def octets(self, size: int) -> str:
        return self.words["bytes"].format(size=size)

    def insert(self, table: str, count: int, **columns: str) -> str:
        """So many rows; a column's value may name `i`, which counts them from 0."""
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(columns.values())
        rows = self.words["series"].format(n=count)
        return f"INSERT INTO desk_{table} ({names}) SELECT {values} FROM {rows} n"


_AGENCY: Final = f"'agency/' || (i % {AGENCIES})"
_REQUESTER: Final = f"'asks/' || (i % {REQUESTERS})"


def _agency(sql: _Sql) -> list[str]:
    no, yes = sql.words["false"], sql.words["true"]
    return [
        "INSERT INTO desk_agency (code, name, immigration, ori, mail, senders)"
        f" VALUES ('us/ice', 'Example agency', {no}, '', '', '[]')",
        'INSERT INTO desk_channel (kind, "to", settings, secret, open, agency_id)'
        f" SELECT 'webhook', 'x', '{{}}', {sql.octets(0)}, {yes}, id FROM desk_agency",
    ]


def _asked(sql: _Sql, many: int) -> list[str]:
    """The requests, each about a person of its own. A request's number is its entry's."""
    return [
        sql.insert("person", many, id="i + 1", created_at=sql.at("i")),
        sql.insert(
            "request", many, entry_id="i", agency=_AGENCY, requester=_REQUESTER, marks="0",
            kind="'detainer'", how="'json'", received_at=sql.at("i"), key=sql.hash("i"),
            person_id="i + 1", received_by_id="1",
        ),
        sql.insert(
            "requestnumber", many, fingerprint=sql.words["print"].format(i="i"), request_id="i"
        ),
    ]  # fmt: skip


def _entries(sql: _Sql, many: int) -> list[str]:
    """Those of the requests, then of the decisions, then of the contacts."""

    def entries(count: int, first: int, kind: str, request: str) -> str:
        number = f"i + {first}"
        return sql.insert(
            "entry", count, number=number, kind=f"'{kind}'", at=sql.at("i"), body=sql.octets(200),
            hash=sql.hash(f"({number})"), person_id=f"{request} + 1", request_id=request,
        )  # fmt: skip

    return [
        entries(many, 0, "request-received", "i"),
        entries(many, many, "decision", "i"),
        entries(many // CONTACTS_EVERY, 2 * many, "contact", f"i * {CONTACTS_EVERY}"),
    ]


def _answered(sql: _Sql, many: int) -> list[str]:
    """A decision, a status and a clock for each request, and a contact for some."""
    closed, contacts = many - OPEN, many // CONTACTS_EVERY
    return [
        sql.insert(
            "decision", many, entry_id=f"i + {many}", request_id="i", question="'request'",
            recipient=_REQUESTER, about="''", at=sql.at("i"), law="'law'", rulings="'{}'",
            sealed=sql.octets(100), changed="'[]'", facts_id="i + 1", prepared_by_id="1",
        ),
        sql.insert(
            "requeststatus", many, request_id="i", agency=_AGENCY, due_at=sql.at("i"), note="''",
            state=f"CASE WHEN i < {closed} THEN 'closed' ELSE 'to-sign' END",
            decision_id=f"i + {many}",
        ),
        sql.insert(
            "clock", many, request_id="i", agency=_AGENCY, kind="'duty'", says="'is told'",
            cite="''", due_at=sql.at("i"),
            done_at=f"CASE WHEN i < {closed} THEN {sql.at('i')} END",
        ),
        sql.insert(
            "contact", contacts, entry_id=f"i + {2 * many}", kind="'reply'", at=sql.at("i"),
            recipient="'us/ice'", sealed=sql.octets(100), by_id="1",
            decision_id=f"i * {CONTACTS_EVERY} + {many}", request_id=f"i * {CONTACTS_EVERY}",
        ),
        sql.insert(
            "delivery", contacts, key=sql.hash("i"), tries="0", channel_id="1",
            state=f"CASE WHEN i < {DEAD} THEN 'dead' WHEN i < {contacts - WAITING} THEN 'sent' "
            "ELSE 'queued' END",
            due_at=sql.at("i"), contact_id=f"i + {2 * many}",
        ),
        sql.insert(
            "lawchange", AGENCIES, entry_id="i", agency=_AGENCY, law="'law'", at=sql.at("i"),
            since="date('2018-01-01')", by_id="1",
        ),
    ]  # fmt: skip
