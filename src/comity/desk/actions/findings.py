"""Facts that are a lawyer's finding: those that a pack puts as a question to a lawyer.

MUST: nothing that came in states one, by whatever way it came, and no page but the lawyer's own
writes one.
"""

from typing import Any, Final

LAWYERS: Final = ("person.convictions[].qualifies", "person.convictions[].added_by_rule")
"""These facts, by their declarations in `model.case`."""

NAMES: Final = tuple(path.rpartition(".")[2] for path in LAWYERS)


def without(said: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What a document states without what only a lawyer may find; and whether it stated any."""
    person = said.get("person")
    if not isinstance(person, dict) or not isinstance(person.get("convictions"), list):
        return said, False
    convictions = person["convictions"]
    cleaned = [
        {name: value for name, value in one.items() if name not in NAMES}
        if isinstance(one, dict)
        else one
        for one in convictions
    ]
    stated = cleaned != convictions
    return ({**said, "person": {**person, "convictions": cleaned}} if stated else said), stated
