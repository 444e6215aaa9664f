"""The texts and offences that the conditions and schedules of a version of the law name."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from attrs import frozen

from comity.decide.plan import plan
from comity.model import tree
from comity.model.provision import Version
from comity.model.tree import Node


@frozen
class Named:
    """What conditions name: texts by the name of the fact, and whole offences."""

    texts: dict[str, tuple[str, ...]]
    offences: tuple[tuple[str, str, str], ...]


@cache
def named(version: Version) -> Named:
    """The texts and offences that the conditions and schedules of a version name."""
    texts: dict[str, set[str]] = defaultdict(set)
    offences: set[tuple[str, str, str]] = set()
    seen: set[int] = set()

    def look(node: Node) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        for fact, text in _named_by(node):
            texts[fact].add(text)
        if isinstance(node, tree.Listed):
            offences.update(_offences(node))
        for child in tree.children(node):
            look(child)

    for action in plan(version).actions:
        for one in action.standings:
            look(one.stands)
        for point in action.points:
            look(point.arises)
    return Named(
        {fact: (*sorted(found), "other") for fact, found in texts.items()},
        tuple(sorted(offences)),
    )


def _named_by(node: Node) -> Iterator[tuple[str, str]]:
    """The texts that a node compares facts with, each with the name of its fact."""
    match node:
        case tree.Compare(_, left, right) | tree.Among(left, right):
            for fact, literal in ((left, right), (right, left)):
                if isinstance(literal, tree.Const):
                    value = literal.value
                    for text in value if isinstance(value, tuple) else (value,):
                        if isinstance(text, str):
                            yield _name(fact), text
        case tree.StartsWith(of, prefix):
            yield _name(of), prefix
            yield _name(of), prefix + "x"
        case tree.Listed(table, args):
            for text in sorted(table.terms or ()):
                yield _name(args[0]), text
            for code, section in table.entries:
                if len(args) == 3:
                    yield _name(args[0]), code
                    yield _name(args[1]), section
            for _, _, subdivision in _offences(node):
                if len(args) == 3:
                    yield _name(args[2]), subdivision


def _name(node: Node) -> str:
    match node:
        case tree.Fact(path):
            return path[-1]
        case tree.Member(_, name):
            return name
        case tree.Term():
            return _name(node.body)
    return ""


def _offences(node: tree.Listed) -> Iterator[tuple[str, str, str]]:
    for (code, section), specs in node.table.entries.items():
        yield code, section, ""
        for spec in specs:
            first = spec.tokens[0]
            yield code, section, first + "".join(f"({one})" for one in spec.tokens[1:])
            yield code, section, f"{spec.through or first}(a)"
            yield code, section, str(int(spec.through) + 1) if spec.through else first
