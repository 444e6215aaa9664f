"""Which facts only a lawyer determines: those that a pack puts as a question to one, and findings.

MUST: no page but the lawyer's own writes them, and no document that came in states them.
"""

from collections.abc import Iterator
from typing import Any, Final

from comity.desk import counsel
from comity.model import tree
from comity.model.provision import Version

LAWYERS: Final = ("person.convictions[].qualifies", "person.convictions[].added_by_rule")
"""The facts that are a lawyer's finding, by their declarations in `model.case`."""

NAMES: Final = tuple(path.rpartition(".")[2] for path in LAWYERS)


def questions(version: Version) -> list[tuple[str, str]]:
    """The questions that a version of the law puts to a lawyer: citation and words, each once."""
    nodes = [one.when for one in version.provisions]
    return list(dict.fromkeys(pair for node in nodes for pair in _asked(node)))


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


def _asked(node: tree.Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, tree.Term) and node.judgement is not None:
        yield node.cite, node.judgement.asks
    for child in tree.children(node):
        yield from _asked(child)


def questions_now(agency: str, at: Any) -> list[tuple[str, str]]:
    """The questions of the law in force for an agency at an instant. Raises CoverageError."""
    return questions(counsel.version(agency, at))
