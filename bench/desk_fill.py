"""So many stored requests at once, by SQL: their rows, entries, decisions, clocks and contacts.

The guards are out while it fills and stand again afterwards; secondary indexes are made at the end.
Whatever the size, the last 2,000 requests are open: what grows over the years is what is closed.
What is sealed is short and says nothing, for no query looks into it.
"""

import time
from typing import TYPE_CHECKING, Final

from bench.desk_base import Say

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OPEN: Final = 2_000
WAITING: Final = 50
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
    """One INSERT a table. A request's number is its entry's; its decision's comes `many` later."""
    words = _WORDS[vendor]
    contacts = many // CONTACTS_EVERY

    def at(i: str) -> str:
        return words["at"].format(i=i)

    def octets(size: int) -> str:
        return words["bytes"].format(size=size)

    def insert(table: str, count: int, **columns: str) -> str:
        names = ", ".join(f'"{name}"' for name in columns)
        rows = words["series"].format(n=count)
        return (
            f"INSERT INTO desk_{table} ({names}) SELECT {', '.join(columns.values())} FROM {rows} n"
        )

    def entries(count: int, first: int, kind: str, request: str) -> str:
        number = f"i + {first}"
        return insert(
            "entry", count, number=number, kind=f"'{kind}'", at=at("i"), body=octets(200),
            hash=words["hash"].format(i=f"({number})"), person_id=f"{request} + 1",
            request_id=request,
        )  # fmt: skip

    closed, no = many - OPEN, words["false"]
    return [
        "INSERT INTO desk_agency (code, name, immigration, ori, mail, senders)"
        f" VALUES ('us/ice', 'Example agency', {no}, '', '', '[]')",
        'INSERT INTO desk_channel (kind, "to", settings, secret, open, agency_id)'
        f" SELECT 'webhook', 'x', '{{}}', {octets(0)}, {words['true']}, id FROM desk_agency",
        insert("person", many, id="i + 1", created_at=at("i")),
        entries(many, 0, "request-received", "i"),
        entries(many, many, "decision", "i"),
        entries(contacts, 2 * many, "contact", f"i * {CONTACTS_EVERY}"),
        insert(
            "request", many, entry_id="i", agency=f"'agency/' || (i % {AGENCIES})",
            requester=f"'asks/' || (i % {REQUESTERS})", kind="'detainer'", how="'json'",
            received_at=at("i"), key=words["hash"].format(i="i"), marks="0", person_id="i + 1",
            received_by_id="1",
        ),
        insert("requestnumber", many, fingerprint=words["print"].format(i="i"), request_id="i"),
        insert(
            "decision", many, entry_id=f"i + {many}", request_id="i", question="'request'",
            recipient=f"'asks/' || (i % {REQUESTERS})", about="''", at=at("i"), law="'law'",
            rulings="'{}'", sealed=octets(100), changed="'[]'", facts_id="i + 1",
            prepared_by_id="1",
        ),
        insert(
            "requeststatus", many, request_id="i", agency=f"'agency/' || (i % {AGENCIES})",
            state=f"CASE WHEN i < {closed} THEN 'closed' ELSE 'to-sign' END", due_at=at("i"),
            note="''", decision_id=f"i + {many}",
        ),
        insert(
            "clock", many, request_id="i", agency=f"'agency/' || (i % {AGENCIES})", kind="'duty'",
            says="'is told'", cite="''", due_at=at("i"),
            done_at=f"CASE WHEN i < {closed} THEN {at('i')} END",
        ),
        insert(
            "contact", contacts, entry_id=f"i + {2 * many}", kind="'reply'", recipient="'us/ice'",
            at=at("i"), sealed=octets(100), by_id="1", decision_id=f"i * {CONTACTS_EVERY} + {many}",
            request_id=f"i * {CONTACTS_EVERY}",
        ),
        insert(
            "delivery", contacts, key=words["hash"].format(i="i"), tries="0", channel_id="1",
            state=f"CASE WHEN i < {contacts - WAITING} THEN 'sent' ELSE 'queued' END",
            due_at=at("i"), contact_id=f"i + {2 * many}",
        ),
    ]  # fmt: skip
