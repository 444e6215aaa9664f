"""A case to and from its records: the lists have rows of their own, the rest is one sealed value.

MUST: what comes out is what went in, fact by fact; `facts` checks it again when it is read.
"""

from typing import Any, Final

from comity.desk import keys, rows
from comity.desk.models import Charge, Conviction, Custody, Facts, Instrument

_LISTS: Final = (
    (Charge, "person", "charges"),
    (Conviction, "person", "convictions"),
    (Instrument, "request", "instruments"),
)


def store(facts: Facts, data: dict[str, Any], key: bytes) -> None:
    """Saves a version of the facts with its parts. `data` is a case as JSON."""
    rest = {name: dict(part) if isinstance(part, dict) else part for name, part in data.items()}
    parts: list[Charge | Conviction | Instrument | Custody] = []
    for model, above, name in _LISTS:
        found = (rest.get(above) or {}).get(name)
        if found is None:
            continue
        # The empty list stays with the rest: it says that one looked and found none.
        rest[above][name] = []
        for position, item in enumerate(found):
            sealed = keys.close(key, item, _about(model, facts, position))
            parts.append(model(position=position, sealed=sealed))
    custody = rest.pop("custody", None)
    if custody is not None:
        parts.append(Custody(sealed=keys.close(key, custody, _about(Custody, facts, 0))))
    facts.sealed = keys.close(key, rest, _about(Facts, facts, 0))
    rows.insert(facts)
    for part in parts:
        part.facts = facts
        rows.insert(part)


def load(facts: Facts, key: bytes) -> dict[str, Any]:
    """The case as JSON. Raises SealError."""
    data: dict[str, Any] = keys.unclose(key, facts.sealed, _about(Facts, facts, 0))
    for model, above, name in _LISTS:
        found = model.objects.filter(facts=facts).order_by("position")
        items = [keys.unclose(key, row.sealed, _about(model, facts, row.position)) for row in found]
        if items:
            data[above][name] = items
    custody = Custody.objects.filter(facts=facts).first()
    if custody is not None:
        data["custody"] = keys.unclose(key, custody.sealed, _about(Custody, facts, 0))
    return data


def _about(model: type, facts: Facts, position: int) -> str:
    return f"{model.__name__} {facts.request_id} {facts.version} {position}"
