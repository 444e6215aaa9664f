"""The triggers in SQLite's words."""

from collections.abc import Iterator
from typing import Final

from comity.desk.guard import rules
from comity.desk.guard.tables import GROWING, KEPT, identities, table_of

_ACTION: Final = rules.ACTION_OF_ITEM
_ITEM: Final = rules.ITEM.format(
    overridden="EXISTS (SELECT 1 FROM json_each(o.items) j WHERE j.value = NEW.name)",
    outcome=f"json_extract(d.rulings, '$.' || ({_ACTION}) || '.outcome')",
    signed=f"EXISTS (SELECT 1 FROM json_each(s.actions) j WHERE j.value = ({_ACTION}))",
)
_ENTRY: Final = """\
NEW.number = (SELECT coalesce(max(number) + 1, 0) FROM desk_entry)
AND json_extract(CAST(NEW.body AS TEXT), '$.number') = NEW.number
AND json_extract(CAST(NEW.body AS TEXT), '$.kind') = NEW.kind
AND (NEW.number = 0 OR json_extract(CAST(NEW.body AS TEXT), '$.previous')
     = (SELECT hash FROM desk_entry WHERE number = NEW.number - 1))"""

_CONDITIONS: Final = (
    ("desk_entry", "INSERT", _ENTRY, "an entry follows the one before it"),
    ("desk_contact", "INSERT", rules.CONTACT, "a contact needs a decision in force"),
    ("desk_disclosureitem", "INSERT", _ITEM, "nothing that is told goes unpermitted"),
    ("desk_delivery", "INSERT", rules.QUEUED, "a delivery needs a permitted contact"),
    ("desk_delivery", "UPDATE", rules.MOVED, "a delivery moves by its states"),
    ("desk_signature", "INSERT", rules.SIGNED, "another person signs"),
)


def triggers() -> Iterator[tuple[str, str, str]]:
    """Each trigger: its name, its table and the statement that makes it."""
    for name in GROWING:
        table = table_of(name)
        yield _trigger(table, "UPDATE", "FALSE", "a record is never changed", "keeps")
        # INSERT OR REPLACE deletes a row without a word to the triggers on deletion.
        yield _trigger(table, "INSERT", _new(name), "a record is never replaced", "new")
    for name in (*GROWING, *KEPT):
        yield _trigger(table_of(name), "DELETE", "FALSE", "a record is never deleted", "keeps")
    for table, event, condition, says in _CONDITIONS:
        yield _trigger(table, event, condition, says, "rule")


def _new(name: str) -> str:
    """That no row has any of the identities of the new one."""
    table = table_of(name)
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} WHERE "
        + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        + ")"
        for columns in identities(name)
    )


def _trigger(table: str, event: str, condition: str, says: str, what: str) -> tuple[str, str, str]:
    name = f"guard_{table}_{event.lower()}_{what}"
    statement = (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NOT coalesce(({condition}), FALSE) "
        f"BEGIN SELECT RAISE(ABORT, 'guard: {says} ({table})'); END"
    )
    return name, table, statement
