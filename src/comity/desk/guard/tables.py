"""Which tables only grow, and by which columns their rows are told apart."""

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
    "Withdrawal",
)
"""The records: a row is written once, and neither changed nor deleted."""

KEPT: Final = ("Delivery", "Notice", "Appearance", "RequestStatus")
"""Rows that change and are never deleted."""


def table_of(name: str) -> str:
    """The table of a record."""
    return apps.get_model("desk", name)._meta.db_table


def identities(name: str) -> list[tuple[str, ...]]:
    """The sets of columns that tell the rows of a table apart, its key first."""
    model: type[Model] = apps.get_model("desk", name)
    meta = model._meta
    assert meta.pk is not None
    found = [(meta.pk.column,)]
    found += [(field.column,) for field in meta.local_fields if field.unique]
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            found.append(tuple(meta.get_field(one).column for one in constraint.fields))
    return list(dict.fromkeys(found))
