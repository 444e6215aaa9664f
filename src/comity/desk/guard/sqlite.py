"""The triggers in SQLite's words."""

from collections.abc import Iterator
from typing import Final

from comity.desk.guard import rules
from comity.desk.guard.tables import GROWING, KEPT, identities, table_of
from comity.desk.guard.trigger import Trigger, shared

STANDING: Final = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
"""The triggers that the database has: name, table, and the text that made each."""

_ACTION: Final = rules.ACTION_OF_ITEM
_BODY: Final = "CAST(NEW.body AS TEXT)"
_ITEM: Final = rules.ITEM.format(
    json_overridden="EXISTS (SELECT 1 FROM json_each(o.items) j WHERE j.value = NEW.name)",
    json_outcome=f"json_extract(d.rulings, '$.' || ({_ACTION}) || '.outcome')",
    json_signed=f"EXISTS (SELECT 1 FROM json_each(s.actions) j WHERE j.value = ({_ACTION}))",
)
_ENTRY: Final = rules.ENTRY.format(
    json_number=f"json_extract({_BODY}, '$.number')",
    json_kind=f"json_extract({_BODY}, '$.kind')",
    json_previous=f"json_extract({_BODY}, '$.previous')",
)


def triggers() -> Iterator[Trigger]:
    """Each trigger as it must stand."""
    yield from shared(_trigger, _ENTRY, _ITEM)
    for name in (*GROWING, *KEPT):
        # INSERT OR REPLACE deletes a row without a word to the triggers on deletion.
        yield _trigger(table_of(name), "INSERT", _new(name), "a record is never replaced", "new")


def drop(trigger: Trigger) -> str:
    """The statement that takes a trigger out."""
    return f"DROP TRIGGER IF EXISTS {trigger.name}"


def _new(name: str) -> str:
    """That no row has any of the identities of the new one."""
    table = table_of(name)
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} WHERE "
        + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        + ")"
        for columns in identities(name)
    )


def _trigger(table: str, event: str, condition: str, says: str, what: str) -> Trigger:
    name = f"guard_{table}_{event.lower()}_{what}"
    statement = (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NOT coalesce(({condition}), 0) "
        f"BEGIN SELECT RAISE(ABORT, 'guard: {says} ({table})'); END"
    )
    return Trigger(name, table, (statement,), (table, statement))
