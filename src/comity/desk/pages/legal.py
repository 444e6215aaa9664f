"""The questions that the law puts to a lawyer. Their answers are `actions.findings`."""

from collections.abc import Iterator
from typing import Any

from comity.desk import counsel
from comity.model import tree
from comity.model.provision import Version


def questions(version: Version) -> list[tuple[str, str]]:
    """The questions that a version of the law puts to a lawyer: citation and words, each once."""
    nodes = [one.when for one in version.provisions]
    return list(dict.fromkeys(pair for node in nodes for pair in _asked(node)))


def _asked(node: tree.Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, tree.Term) and node.judgement is not None:
        yield node.cite, node.judgement.asks
    for child in tree.children(node):
        yield from _asked(child)


def questions_now(agency: str, at: Any) -> list[tuple[str, str]]:
    """The questions of the law in force for an agency at an instant. Raises CoverageError."""
    return questions(counsel.version(agency, at))
