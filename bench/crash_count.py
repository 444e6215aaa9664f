"""What is left after the crashes, counted by plain code: `python -m bench.crash_count FOLDER`.

It reads the tables, the driver's list of what was acknowledged, and the receivers' list of what
they accepted, and asks neither the triggers nor the code that sends. A fault is a line of text; the
counts are the numbers of these lines, and the first of them are printed too.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench import crash_desk
from bench.crash_run import ACKNOWLEDGED, RECEIVED

Row = dict[str, Any]
Rows = dict[int, Row]

_SHOWN: Final = 5
_OF_ENTRIES: Final = {
    "request": "request-received", "decision": "decision", "signature": "signature",
    "contact": "contact", "override": "override", "withdrawal": "withdrawal",
    "appearanceversion": "appearance", "outcome": "outcome",
}  # fmt: skip
"""The tables whose rows are each told of by one entry, and the kind of it."""


def main() -> int:
    """Prints the counts as JSON."""
    folder = Path(sys.argv[1])
    crash_desk.begin()
    acknowledged, received = _lines(folder / ACKNOWLEDGED), _lines(folder / RECEIVED)
    tables = {name: rows(name) for name in (*_OF_ENTRIES, "delivery", "disclosureitem")}
    faults = {
        "requests_lost": [*requests_lost(acknowledged)],
        "steps_lost": [*steps_lost(acknowledged, tables)],
        "notices_lost": [*notices_lost(received, tables)],
        "notices_doubled": [*notices_doubled(received)],
        "contacts_uncovered": [
            *uncovered(tables),
            *unknown(received, tables),
            *too_late(acknowledged, received, tables),
        ],
        "entries_broken": [*entries_broken(tables)],
    }  # fmt: skip
    keys = {(one["channel"], one["key"]) for one in received}
    first = [one for one in acknowledged if one["step"]["do"] == "receive"]
    found = {
        "requests_acknowledged": len(first),
        **{name: len(lines) for name, lines in faults.items()},
        "notices_delivered": len(keys),
        "deliveries_repeated": len(received) - len(keys),
        "faults": [line for lines in faults.values() for line in lines[:_SHOWN]],
    }
    sys.stdout.write(json.dumps(found))
    return 0


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(name: str) -> Rows:
    """A table by key."""
    from django.apps import apps

    model = apps.get_model("desk", name)
    return {row[model._meta.pk.attname]: row for row in model.objects.order_by("pk").values()}


def requests_lost(acknowledged: list[Row]) -> Iterator[str]:
    """Requests that were acknowledged and are not there as they came, with their decision."""
    from comity.desk import keys
    from comity.desk.models import Decision, Request
    from comity.errors import ComityError
    from comity.record import sealing

    for one in acknowledged:
        step, answer = one["step"], one["answer"]
        if step["do"] != "receive":
            continue
        made = Request.objects.filter(key=step["story"], pk=answer["row"][1]).first()
        if made is None:
            yield f"request {step['story']} is gone"
            continue
        if not Decision.objects.filter(pk=answer["decision"], request=made).exists():
            yield f"{made} has lost its decision"
        paper = made.documents.first()
        try:
            about = f"paper {made.pk} 0".encode()
            kept = paper and sealing.unseal(keys.key_of(made.person), bytes(paper.sealed), about)
        except ComityError as error:
            kept = str(error).encode()
        if kept != json.dumps([step["said"], step["numbers"]]).encode():
            yield f"the paper of {made} is not what came"


def steps_lost(acknowledged: list[Row], tables: dict[str, Rows]) -> Iterator[str]:
    """Steps that were acknowledged and whose row is not there."""
    for one in acknowledged:
        table, number = one["answer"]["row"]
        if number not in tables[table]:
            yield f"{table} {number} of {one['step']['story']} is gone"


def notices_lost(received: list[Row], tables: dict[str, Rows]) -> Iterator[str]:
    """Deliveries that are not at their end, or that count as sent and never arrived."""
    arrived = {one["key"] for one in received}
    for row in tables["delivery"].values():
        if row["state"] not in ("sent", "cancelled"):
            yield f"delivery {row['id']} is {row['state']}"
        elif row["state"] == "sent" and row["key"] not in arrived:
            yield f"delivery {row['id']} counts as sent and did not arrive"


def notices_doubled(received: list[Row]) -> Iterator[str]:
    """The same thing told on the same channel under more than one key."""
    keys_of: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in received:
        keys_of[one["channel"], *one["says"]].add(one["key"])
    for told, keys in keys_of.items():
        for key in sorted(keys)[1:]:
            yield f"{' '.join(told)!r} came again under {key}"


def unknown(received: list[Row], tables: dict[str, Rows]) -> Iterator[str]:
    """What arrived although no delivery on record bears its key."""
    known = {row["key"] for row in tables["delivery"].values()}
    for key in sorted({one["key"] for one in received} - known):
        yield f"{key} arrived and is of no delivery on record"


def uncovered(tables: dict[str, Rows]) -> Iterator[str]:
    """Contacts that told what nobody had allowed by then.

    One thing came before another if its entry has the lower number.
    """
    told: dict[int, set[str]] = defaultdict(set)
    for row in tables["disclosureitem"].values():
        told[row["contact_id"]].add(row["name"])
    for number, contact in tables["contact"].items():
        if contact["kind"] == "cancellation":
            if told[number] or contact["cancels_id"] not in tables["contact"]:
                yield f"contact {number} is more than a cancellation"
            continue
        yield from _uncovered(number, contact, told[number], tables)


def _uncovered(
    number: int, contact: Row, items: set[str], tables: dict[str, Rows]
) -> Iterator[str]:
    from comity.model.contact import ITEMS, discloses

    decision = tables["decision"].get(contact["decision_id"])
    if decision is None or decision["recipient"] != contact["recipient"]:
        yield f"contact {number} has no decision about its recipient"
        return
    for row in tables["withdrawal"].values():
        if row["decision_id"] == contact["decision_id"] and row["entry_id"] < number:
            yield f"contact {number} was made after its decision was withdrawn"
    for name in sorted({*discloses(contact["kind"])} - items):
        yield f"contact {number} tells {name} and does not say so"
    override = tables["override"].get(contact["override_id"], {"items": []})
    for name in sorted(items - {*override["items"]}):
        action = ITEMS[name].action
        if action and not _allowed(action, number, decision, tables):
            yield f"contact {number} tells {name}, and {action} was not allowed and signed"


def _allowed(action: str, number: int, decision: Row, tables: dict[str, Rows]) -> bool:
    signed = [
        row for row in tables["signature"].values()
        if row["decision_id"] == decision["entry_id"] and row["entry_id"] < number
    ]  # fmt: skip
    return (
        decision["rulings"][action]["outcome"] in ("must", "may", "silent")
        and all(row["verdict"] != "sent-back" for row in signed)
        and any(
            action in row["actions"] and row["by_id"] != decision["prepared_by_id"]
            for row in signed
        )
    )


def too_late(
    acknowledged: list[Row], received: list[Row], tables: dict[str, Rows]
) -> Iterator[str]:
    """What arrived after it had been acknowledged that its decision is withdrawn."""
    hour: dict[int, float] = {}
    for one in acknowledged:
        for withdrawal in one["answer"].get("withdrawn", ()):
            row = tables["withdrawal"].get(withdrawal)
            if row:
                hour[row["decision_id"]] = min(one["at"], hour.get(row["decision_id"], one["at"]))
    contact_of = {row["key"]: row["contact_id"] for row in tables["delivery"].values()}
    for one in received:
        contact = tables["contact"].get(contact_of.get(one["key"], -1))
        if contact is None or contact["kind"] == "cancellation":
            continue
        if one["at"] > hour.get(contact["decision_id"], one["at"]):
            yield f"contact {contact['entry_id']} arrived after its decision was withdrawn"


def entries_broken(tables: dict[str, Rows]) -> Iterator[str]:
    """Faults of the chain, rows and entries without one another, and what does not open."""
    from comity.desk import ledger
    from comity.desk.models import Entry
    from comity.errors import ComityError
    from comity.record import entry as records
    from comity.record.chain import opens, verify

    for fault in verify(ledger.stored()).faults:
        yield f"entry {fault.number}: {fault.what}"
    kinds = dict(Entry.objects.values_list("number", "kind"))
    for table, kind in _OF_ENTRIES.items():
        theirs = {number for number, found in kinds.items() if found == kind}
        for number in sorted(theirs ^ {*tables[table]}):
            yield f"{table} {number}: row and entry do not both exist"
    for one in Entry.objects.exclude(sealed=None).iterator(500):
        try:
            if not opens(records.parse(bytes(one.body)), *ledger.private_of(one)):
                yield f"entry {one.number} commits to something else"
        except ComityError as error:
            yield f"entry {one.number}: {error}"


if __name__ == "__main__":
    sys.exit(main())
