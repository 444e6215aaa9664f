"""Which tables only grow, what tells their rows apart, and which entry each row has."""

from typing import Final

from django.apps import apps
from django.db.models import Model, UniqueConstraint

GROWING: Final = (
    "AppearanceVersion",
    "Charge",
    "Contact",
    "Conviction",
    "Custody",
    "Decision",
    "DisclosureItem",
    "Document",
    "Entry",
    "Facts",
    "Identity",
    "Instrument",
    "LawChange",
    "Outcome",
    "Override",
    "Person",
    "Receipt",
    "Request",
    "RequestNumber",
    "Seal",
    "Signature",
    "WarrantAnswer",
    "WarrantCheck",
    "WarrantInquiry",
    "WarrantNote",
    "Withdrawal",
)
"""The records: a row is written once, and neither changed nor deleted."""

KEPT: Final = ("Delivery", "Notice", "Appearance", "RequestStatus", "FeedToken", "Token")
"""Rows that change and are never deleted: a token is closed, so that whose it was stays known."""

ENTRIES: Final[dict[str, tuple[str, ...]]] = {
    "AppearanceVersion": ("appearance",),
    "Contact": ("contact",),
    "Decision": ("decision",),
    "Facts": ("request-received", "facts"),
    "LawChange": ("law-change",),
    "Outcome": ("outcome",),
    "Override": ("override",),
    "Request": ("request-received",),
    "Seal": ("seal",),
    "Signature": ("signature",),
    "WarrantAnswer": ("warrant-check",),
    "WarrantCheck": ("warrant-check",),
    "WarrantNote": ("warrant-check",),
    "Withdrawal": ("withdrawal",),
}
"""The kind of the entry that stands beside each record, so that nothing is on record untold."""


def table_of(name: str) -> str:
    """The table of a record."""
    return _model(name)._meta.db_table


def entry_of(name: str) -> str:
    """That the entry of a new row is there, of the right kind and of the same request."""
    kinds = ", ".join(f"'{kind}'" for kind in ENTRIES[name])
    columns = {field.column for field in _model(name)._meta.local_fields}
    same = " AND e.request_id = NEW.request_id" if "request_id" in columns else ""
    return (
        f"EXISTS (SELECT 1 FROM desk_entry e WHERE e.number = NEW.entry_id"
        f" AND e.kind IN ({kinds}){same})"
    )


def identities(name: str) -> list[tuple[str, ...]]:
    """The sets of columns that tell the rows of a table apart, its key first."""
    meta = _model(name)._meta
    assert meta.pk is not None
    columns = {field.name: str(field.column) for field in meta.local_fields}
    found: list[tuple[str, ...]] = [(columns[meta.pk.name],)]
    found += [(columns[field.name],) for field in meta.local_fields if field.unique]
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            found.append(tuple(columns[one] for one in constraint.fields))
    return list(dict.fromkeys(found))


def _model(name: str) -> type[Model]:
    return apps.get_model("desk", name)
