"""Each entry has its row and says the same, and what it commits to can be opened.

MUST: the entry counts. Its bytes are chained; a row that says otherwise was changed.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from django.db.models import Exists, Model, OuterRef

from comity.desk import keys
from comity.desk.models import (
    AppearanceVersion,
    Contact,
    Decision,
    Entry,
    Facts,
    LawChange,
    Outcome,
    Override,
    Person,
    Request,
    Seal,
    Signature,
    WarrantAnswer,
    WarrantCheck,
    WarrantNote,
    Withdrawal,
)
from comity.errors import ComityError, SealError
from comity.record.chain import opens
from comity.record.entry import Entry as Written
from comity.record.entry import instant, parse

if TYPE_CHECKING:
    from comity.desk.check import Tally


@frozen
class _Row:
    """The model whose rows an entry of `kind` tells of; `same` pairs its public keys with paths."""

    kind: str
    model: type[Model]
    same: dict[str, str]
    by: str = "by_id"
    at: str = "at"


_ROWS: Final = (
    _Row("request-received", Request,
         {"agency": "agency", "requester": "requester", "kind": "kind", "how": "how",
          "duplicate_of": "duplicate_of.number"}, "received_by_id", "received_at"),
    _Row("decision", Decision,
         {"question": "question", "recipient": "recipient", "law": "law",
          "replaces": "replaces_id", "facts": "facts.version"}, "prepared_by_id"),
    _Row("facts", Facts, {}),
    _Row("withdrawal", Withdrawal, {"decision": "decision_id"}),
    _Row("signature", Signature,
         {"decision": "decision_id", "verdict": "verdict", "actions": "actions"}),
    _Row("contact", Contact,
         {"kind": "kind", "recipient": "recipient", "decision": "decision_id",
          "override": "override_id", "cancels": "cancels_id"}),
    _Row("override", Override, {"recipient": "recipient", "items": "items"}),
    _Row("outcome", Outcome, {"outcome": "kind"}),
    _Row("warrant-check", WarrantCheck,
         {"class": "record_class", "issuer": "issuer", "decision": "decision_id"}),
    _Row("warrant-check", WarrantAnswer, {"answer": "answer", "number": "inquiry.number"}),
    _Row("warrant-check", WarrantNote, {"check": "check_made_id", "told": "what"}),
    _Row("appearance", AppearanceVersion, {}),
    _Row("seal", Seal, {"person": "person_id", "ground": "ground", "order": "order"}),
    _Row("law-change", LawChange, {"agency": "agency", "law": "law", "since": "since"}),
)  # fmt: skip
_KEYS_HELD: Final = 4_096


def rows(tally: "Tally", one: Callable[[], None]) -> None:
    """Checks that entries and rows stand one beside the other, and say the same."""
    for row in _ROWS:
        records: Any = row.model._default_manager.select_related("entry")
        for record in records.iterator(1_000):
            one()
            tally.count("rows")
            for what in _differs(row, record):
                tally.fault(f"entry {record.entry_id}: {what}")
        orphans = row.model._default_manager.exclude(
            Exists(Entry.objects.filter(number=OuterRef("entry_id")))
        )
        for number in orphans.values_list("entry_id", flat=True):
            tally.fault(f"entry {number}: is not there, and a {row.model.__name__} stands by it")
    for kind in dict.fromkeys(row.kind for row in _ROWS):
        for number in _alone(kind):
            tally.fault(f"entry {number}: tells of a record that is not there ({kind})")


def private_parts(tally: "Tally", one: Callable[[], None]) -> None:
    """Checks that every entry's private part opens and is the one that it commits to."""
    held, gone = Held(), {*Seal.objects.values_list("person_id", flat=True)}
    for entry in Entry.objects.order_by("number").select_related("person").iterator(1_000):
        one()
        try:
            written = parse(bytes(entry.body))
        except ComityError:
            continue  # the chain has named it
        if (entry.kind, instant(entry.at)) != (written.kind, instant(written.at)):
            tally.fault(f"entry {entry.number}: its columns say otherwise than its bytes")
        if written.commitment is None:
            continue
        if entry.person_id in gone:
            tally.count("private parts sealed for good")
            continue
        tally.count("private parts opened")
        if what := _unopened(entry, written, held):
            tally.fault(f"entry {entry.number}: {what}")


class Held:
    """The keys of persons, the latest used ones unwrapped."""

    def __init__(self) -> None:
        self.of = lru_cache(_KEYS_HELD)(_key_of)

    def private(self, entry: Entry) -> tuple[bytes, Any]:
        """The salt and the private part of an entry. Raises SealError."""
        if entry.sealed is None or entry.person is None:
            raise SealError("its private part is not kept")
        key = self.of(entry.person)
        found = keys.unclose(key, bytes(entry.sealed), f"entry {entry.number}")
        return bytes.fromhex(found["salt"]), found["private"]


def _key_of(person: Person) -> bytes:
    return keys.key_of(person)


def _unopened(entry: Entry, written: Written, held: Held) -> str | None:
    try:
        salt, private = held.private(entry)
    except (ComityError, ValueError, KeyError) as error:
        return f"its private part cannot be read: {error}"
    return None if opens(written, salt, private) else "its private part is another"


def _differs(row: _Row, record: Any) -> list[str]:
    """What a row says otherwise than its entry."""
    entry = record.entry
    if isinstance(record, Facts) and record.version == 1 and entry.kind == "request-received":
        return []  # what the request itself stated
    if entry.kind != row.kind:
        return [f"is a {entry.kind}, and a {row.model.__name__} stands by it"]
    try:
        public = parse(bytes(entry.body)).public
    except ComityError:
        return []  # the chain has named it
    said = {path: public[key] for key, path in row.same.items() if key in public}
    said |= {row.by: public["by"]} if "by" in public else {}
    found = {path: _value(record, path) for path in said}
    wrong = [path for path, value in said.items() if found[path] != value]
    if instant(getattr(record, row.at)) != instant(entry.at):
        wrong.append(row.at)
    wrong += _more(record, public)
    return [f"its {row.model.__name__} says otherwise of {', '.join(wrong)}"] if wrong else []


def _value(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = getattr(record, name) if record is not None else None
    return record.isoformat() if isinstance(record, date) else record


def _more(record: Any, public: dict[str, Any]) -> list[str]:
    """What stands in rows below the record, or is drawn together in the entry."""
    if isinstance(record, Decision) and "outcomes" in public:
        rulings = {
            name: {"outcome": one["outcome"], "review": len(one["review"]), "cites": one["cites"]}
            for name, one in record.rulings.items()
        }
        return ["rulings"] if rulings != public["outcomes"] else []
    if isinstance(record, Contact) and "items" in public:
        items = {*record.items.values_list("name", flat=True)}
        return ["items"] if items != {*public["items"]} else []
    return []


def _alone(kind: str) -> list[int]:
    """The entries of a kind that no row stands by.

    An entry of facts is about a case only if it is about a request.
    """
    found = Entry.objects.filter(kind=kind)
    if kind == "facts":
        found = found.exclude(request=None)
    for row in _ROWS:
        if row.kind == kind:
            below = row.model._default_manager.filter(entry_id=OuterRef("number"))
            found = found.exclude(Exists(below))
    return [*found.order_by("number").values_list("number", flat=True)]
