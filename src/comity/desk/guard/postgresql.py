"""The triggers in PostgreSQL's words: a function each, because its triggers call functions."""

from collections.abc import Iterator
from typing import Final

from comity.desk.guard import rules
from comity.desk.guard.tables import GROWING, KEPT, table_of

_ACTION: Final = rules.ACTION_OF_ITEM
_ITEM: Final = rules.ITEM.format(
    overridden="jsonb_exists(o.items, NEW.name)",
    outcome=f"d.rulings -> ({_ACTION}) ->> 'outcome'",
    signed=f"jsonb_exists(s.actions, ({_ACTION}))",
)
_BODY: Final = "convert_from(NEW.body, 'UTF8')::jsonb"
_ENTRY: Final = f"""\
NEW.number = (SELECT coalesce(max(number) + 1, 0) FROM desk_entry)
AND ({_BODY} ->> 'number')::bigint = NEW.number AND {_BODY} ->> 'kind' = NEW.kind
AND (NEW.number = 0 OR {_BODY} ->> 'previous'
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
    """Each trigger: its name, its table and the statements that make it."""
    for name in GROWING:
        yield _trigger(table_of(name), "UPDATE", "FALSE", "a record is never changed", "keeps")
    for name in (*GROWING, *KEPT):
        table = table_of(name)
        yield _trigger(table, "DELETE", "FALSE", "a record is never deleted", "keeps")
        yield _trigger(table, "TRUNCATE", "FALSE", "a record is never deleted", "keeps")
    for table, event, condition, says in _CONDITIONS:
        yield _trigger(table, event, condition, says, "rule")


def _trigger(table: str, event: str, condition: str, says: str, what: str) -> tuple[str, str, str]:
    name = f"guard_{table}_{event.lower()}_{what}"
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    back = "NULL" if event == "TRUNCATE" else "OLD" if event == "DELETE" else "NEW"
    statement = f"""\
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NOT coalesce(({condition}), FALSE) THEN
    RAISE EXCEPTION 'guard: {says} ({table})' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {back};
END $guard$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"""
    return name, table, statement
