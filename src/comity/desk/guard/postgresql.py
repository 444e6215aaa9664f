"""The triggers in PostgreSQL's words: a function each, because its triggers call functions.

They are enabled always, so that a session in the role of a replica does not pass them by.
"""

from collections.abc import Iterator
from typing import Final

from comity.desk.guard import rules
from comity.desk.guard.tables import GROWING, KEPT, table_of
from comity.desk.guard.trigger import Trigger, shared

STANDING: Final = """\
SELECT t.tgname, c.relname, t.tgenabled::text, p.prosrc,
       regexp_replace(regexp_replace(pg_get_triggerdef(t.oid), ' ON \\w+\\.', ' ON '),
                      'FUNCTION \\w+\\.', 'FUNCTION ')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal"""
"""The triggers that the database has: name, table, whether enabled, function's text, definition."""

_ACTION: Final = rules.ACTION_OF_ITEM
_BODY: Final = "convert_from(NEW.body, 'UTF8')::jsonb"
_ITEM: Final = rules.ITEM.format(
    json_overridden="jsonb_exists(o.items, NEW.name)",
    json_outcome=f"d.rulings -> ({_ACTION}) ->> 'outcome'",
    json_signed=f"jsonb_exists(s.actions, ({_ACTION}))",
)
_ENTRY: Final = rules.ENTRY.format(
    json_number=f"({_BODY} ->> 'number')::bigint",
    json_kind=f"{_BODY} ->> 'kind'",
    json_previous=f"{_BODY} ->> 'previous'",
)


def triggers() -> Iterator[Trigger]:
    """Each trigger as it must stand."""
    yield from shared(_trigger, _ENTRY, _ITEM)
    for name in (*GROWING, *KEPT):
        yield _trigger(table_of(name), "TRUNCATE", "FALSE", "a record is never deleted", "keeps")


def drop(trigger: Trigger) -> str:
    """The statement that takes a trigger out; its function stays, and does nothing by itself."""
    return f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}"


def _trigger(table: str, event: str, condition: str, says: str, what: str) -> Trigger:
    name = f"guard_{table}_{event.lower()}_{what}"
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    back = "NULL" if event == "TRUNCATE" else "OLD" if event == "DELETE" else "NEW"
    body = f"""
BEGIN
  IF NOT coalesce(({condition}), FALSE) THEN
    RAISE EXCEPTION 'guard: {says} ({table})' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {back};
END """
    made = (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )
    statements = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $guard${body}$guard$",
        made,
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    )
    return Trigger(name, table, statements, (table, "A", body, made))
