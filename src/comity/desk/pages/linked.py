"""What a paper that came again says otherwise than what is known of the request it was linked to.

MUST: nothing of it is entered by itself; a person corrects the facts or leaves them.
"""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from comity.decide.say import entry
from comity.desk import keys
from comity.desk.models import Request
from comity.desk.pages import known
from comity.desk.pages.dossier import Dossier
from comity.model.shape import Field, Record, case_shape

_OF_ITS_OWN = ("request.received_at",)
"""The hour at which each paper came is its own."""


@frozen
class Otherwise:
    """A fact that a linked paper states otherwise: what is known (None: nothing), what it says."""

    says: str
    known: str | None
    said: str


def of(dossier: Dossier) -> list[tuple[Request, list[Otherwise]]]:
    """The requests that repeat one, each with what its paper says otherwise.

    None for a reader who may not open it, and for a paper of which nothing could be read.
    """
    rows = dossier.request.duplicates.select_related("entry").order_by("pk")
    return [(one, [*_otherwise(one, dossier)]) for one in rows]


def _otherwise(linked: Request, dossier: Dossier) -> Iterator[Otherwise]:
    # A clerk may have said that it is about somebody else, whose key is another.
    if dossier.data is None or linked.person_id != dossier.request.person_id:
        return
    if dossier.key is None or linked.entry.sealed is None:
        return
    held = keys.unclose(dossier.key, linked.entry.sealed, f"entry {linked.pk}")
    said: dict[str, Any] = held["private"]["said"] or {}
    for part in known.PARTS:
        record, before = case_shape().fields[part].type, dossier.data.get(part) or {}
        assert isinstance(record, Record)
        for name, value in (said.get(part) or {}).items():
            path = f"{part}.{name}"
            if path not in _OF_ITS_OWN and name in record.fields and value != before.get(name):
                field = record.fields[name]
                told = _told(field, path, before.get(name), dossier)
                yield Otherwise(known.says(field), told, _told(field, path, value, dossier) or "")


def _told(field: Field, path: str, value: Any, dossier: Dossier) -> str | None:
    if value is None:
        return None
    records = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return "; ".join(entry(one) for one in records) or known.tell(field, path, value, dossier.zone)
