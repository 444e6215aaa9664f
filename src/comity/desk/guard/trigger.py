"""One trigger, in whichever database's words."""

from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from comity.desk.guard import rules
from comity.desk.guard.tables import ENTRIES, GROWING, KEPT, entry_of, table_of


@frozen
class Trigger:
    """A trigger as it must stand: what makes it, and what the database says of it (`shape`).

    Two triggers of one name are the same one if their shapes are equal.
    """

    name: str
    table: str
    statements: tuple[str, ...]
    shape: tuple[str, ...]


Make = Callable[[str, str, str, str, str], Trigger]
"""Makes the trigger on a table for an event (INSERT, UPDATE ...), by the condition that must hold,
what it says otherwise, and the last part of its name."""

_NEVER: Final = "1 = 0"


def shared(make: Make, entry: str, item: str) -> Iterator[Trigger]:
    """The triggers that both databases have; `entry` and `item` are rules in its own words."""
    for name in GROWING:
        yield make(table_of(name), "UPDATE", _NEVER, "a record is never changed", "keeps")
    for name in (*GROWING, *KEPT):
        yield make(table_of(name), "DELETE", _NEVER, "a record is never deleted", "keeps")
    for name in ENTRIES:
        yield make(table_of(name), "INSERT", entry_of(name), "a record has its entry", "entry")
    for table, event, condition, says in (
        ("desk_entry", "INSERT", entry, "an entry follows the one before it"),
        ("desk_decision", "INSERT", rules.DECIDED, "one decision stands at a time"),
        ("desk_signature", "INSERT", rules.SIGNED, "another person signs"),
        ("desk_override", "INSERT", rules.OVERRIDDEN, "a supervisor or a lawyer overrides"),
        ("desk_contact", "INSERT", rules.CONTACT, "a contact needs a decision in force"),
        ("desk_disclosureitem", "INSERT", item, "nothing that is told goes unpermitted"),
        ("desk_delivery", "INSERT", rules.QUEUED, "a delivery needs a permitted contact"),
        ("desk_delivery", "UPDATE", rules.MOVED, "a delivery moves by its states"),
    ):
        yield make(table, event, condition, says, "rule")
