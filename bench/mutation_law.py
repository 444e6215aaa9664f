"""Small faults in the law as written, one at a time: what a slip of the pen would look like.

Each mutant is one change of one file of a pack: a comparison flipped, an exception dropped, a date
moved by a day. Only what a rule, a date or a schedule says is touched, never the words above it.
Positions come from the YAML reader's own marks, so that every other letter of the file stays.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from attrs import evolve, field, frozen

Edit = tuple[int, int, str]

_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
_EDGE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|&&|\|\||[=!<>]=|\w+|\S")
_EFFECTS = ("forbid", "permit", "require", "limit", "doubt", "refer", "oblige")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@frozen
class Mutant:
    """One change: `was` and `now` are the lines that it touches, `rule` what they belong to."""

    kind: str
    file: str
    line: int
    rule: str
    was: str
    now: str
    edits: tuple[Edit, ...] = field(repr=False, eq=False)

    @property
    def key(self) -> str:
        """A name that stays when lines above it come or go."""
        return " | ".join((self.file, self.rule, self.kind, self.was, self.now))

    def text(self, source: str) -> str:
        """The whole file with the change."""
        for start, end, new in sorted(self.edits, reverse=True):
            source = source[:start] + new + source[end:]
        return source


def mutants(root: Path, packs: Iterable[str]) -> list[Mutant]:
    """Every mutant of the pages, descriptions and schedules of some packs, in reading order."""
    found: list[Mutant] = []
    for name in packs:
        for path in sorted((root / name).glob("*.md")):
            found += _File(path, root).page()
        for path in sorted((root / name / "schedules").glob("*.csv")):
            found += _File(path, root).schedule()
    return numbered(found)


def numbered(found: list[Mutant]) -> list[Mutant]:
    """The same, each with a key of its own."""
    seen: Counter[str] = Counter()
    for n, one in enumerate(found):
        seen[one.key] += 1
        if seen[one.key] > 1:
            found[n] = evolve(one, now=f"{one.now} ({seen[one.key]})")
    return found


class _File:
    """One file of a pack, and the mutants of it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self.file = path.relative_to(root).as_posix()
        self.rule = ""

    def page(self) -> Iterator[Mutant]:
        front = _Yaml(self.text, *re.match(r"---\n(.*?\n)---", self.text, re.S).span(1))  # type: ignore[union-attr]
        blocks = [
            _Yaml(self.text, *found.span(1))
            for found in re.finditer(r"^```rule\n(.*?)^```", self.text, re.M | re.S)
        ]
        if "instruments" in front.keys:
            yield from self._dates(front, blocks)
        if "open" in front.keys:
            yield from self._open_questions(front)
        for block in blocks:
            named = block.keys.get("id") or block.keys["define"]
            self.rule = f"{named.value} {block.keys['in_force'].value}"
            yield from self._rule(block)

    def schedule(self) -> Iterator[Mutant]:
        lines = [one for one in re.finditer(r".*\n", self.text) if one[0].strip()]
        for one in lines[1:]:
            yield self._mutant("row", [(one.start(), one.end(), "")])
        for day in sorted(set(_DAY.findall(self.text))):
            places = [one.span() for one in re.finditer(rf"(?<=,){day}(?=[,\n])", self.text)]
            for moved in _moved(day):
                yield self._mutant("date", [(*place, moved) for place in places])

    def _mutant(self, kind: str, edits: list[Edit]) -> Mutant:
        """The mutant of these edits, described by the lines of the first of them."""
        start, end = edits[0][0], max(edits[0][1] - 1, edits[0][0])
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        last = len(self.text) if last < 0 else last
        here = [one for one in edits if first <= one[0] <= last]
        now = self.text[first:last]
        for left, right, new in sorted(here, reverse=True):
            now = now[: left - first] + new + now[min(right, last) - first :]
        line = self.text.count("\n", 0, first) + 1
        was, now = (_shown(one) for one in (self.text[first:last], now))
        return Mutant(kind, self.file, line, self.rule, was, now, tuple(edits))

    def _dates(self, front: "_Yaml", blocks: list["_Yaml"]) -> Iterator[Mutant]:
        """Each date of an instrument, with the ends of the rules that hang on it."""
        acts = [dict(_pairs(one))["from"] for one in front.keys["instruments"].value]
        for day in sorted({act.value for act in acts}):
            for moved in _moved(day):
                edits = [(*front.span(act), moved) for act in acts if act.value == day]
                for block in blocks:
                    start, _ = block.span(block.keys["in_force"])
                    first, last = re.fullmatch(
                        r"(.+)\.\.(.*)", block.keys["in_force"].value
                    ).groups()  # type: ignore[union-attr]
                    if first == day:
                        edits.append((start, start + len(first), moved))
                    if last and last == _shifted(day, -1):
                        begin = start + len(first) + 2
                        edits.append((begin, begin + len(last), _shifted(moved, -1)))
                yield self._mutant("date", edits)

    def _open_questions(self, front: "_Yaml") -> Iterator[Mutant]:
        """Only a question that doubts some act bears on an answer."""
        for one in front.keys["open"].value:
            fields = dict(_pairs(one))
            if "doubts" in fields:
                self.rule = fields["id"].value
                for moved in _moved(fields["from"].value):
                    yield self._mutant("date", [(*front.span(fields["from"]), moved)])
                for entry in fields["doubts"].value:
                    yield self._mutant("action", front.without(fields["doubts"], entry))

    def _rule(self, block: "_Yaml") -> Iterator[Mutant]:
        for node in block.conditions():
            yield from self._condition(*block.condition_span(node))
        for key in ("exception_to", "displaces"):
            yield from self._entries("exception", block, key)
        yield from self._entries("contested", block, "contested")
        yield from self._entries("duty", block, "duties")
        for key in _EFFECTS:
            if key in block.keys:
                if isinstance(block.keys[key], yaml.SequenceNode):
                    yield from self._entries("action", block, key)
                yield self._mutant("rule", [(block.start - len("```rule\n"), block.end + 3, _NONE)])
        if "limits" in block.keys:
            yield from self._limit(block)
        if "judgement" in block.keys:
            yield self._mutant("judgement", block.without_key("judgement"))
        for contest in block.items("contested"):
            for key, node in _pairs(contest):
                for moved in _moved(node.value) if key in ("from", "to") else ():
                    yield self._mutant("date", [(*block.span(node), moved)])

    def _entries(self, kind: str, block: "_Yaml", key: str) -> Iterator[Mutant]:
        for one in block.items(key):
            yield self._mutant(kind, block.without(block.keys[key], one, key))

    def _limit(self, block: "_Yaml") -> Iterator[Mutant]:
        fields = dict(_pairs(block.keys["limits"]))
        if "limit" not in block.keys:
            at_once = [
                (block.start + one.start(), block.start + one.end(), "")
                for one in re.finditer(r", when: limit-reached", block.text)
            ]
            yield self._mutant("limit", [*block.without_key("limits"), *at_once])
        if "hours" in fields:
            start, end = block.span(fields["hours"])
            for step in (1, -1):
                yield self._mutant("number", [(start, end, str(int(fields["hours"].value) + step))])
        for one in fields["not_counted"].value if "not_counted" in fields else ():
            yield self._mutant("literal", block.without(fields["not_counted"], one))

    def _condition(self, start: int, end: int) -> Iterator[Mutant]:
        tokens = list(_TOKEN.finditer(self.text, start, end))
        for n, token in enumerate(tokens):
            left, right, word = token.start(), token.end(), token[0]
            if word in _CONTRARY:
                yield self._mutant("comparison", [(left, right, _CONTRARY[word])])
            if word in _EDGE:
                yield self._mutant("edge", [(left, right, _EDGE[word])])
            if word in ("&&", "||"):
                yield self._mutant("connective", [(left, right, "||" if word == "&&" else "&&")])
            if word == "!":
                yield self._mutant("negation", [(left, right, "")])
            if word.isdigit():
                for step in (1, -1) if int(word) else (1,):
                    yield self._mutant("number", [(left, right, str(int(word) + step))])
            if word == "date" and tokens[n + 1][0] == "(":
                for moved in _moved(tokens[n + 2][0][1:-1]):
                    yield self._mutant("date", [(*tokens[n + 2].span(), f'"{moved}"')])
            if word == "[":
                yield from self._literals(tokens[n + 1 :])

    def _literals(self, tokens: list[re.Match[str]]) -> Iterator[Mutant]:
        """The terms of a list that begins here, each dropped with the comma beside it."""
        close = next(n for n, one in enumerate(tokens) if one[0] == "]")
        terms = [one for one in tokens[:close] if one[0] != ","]
        for n, one in enumerate(terms):
            following = terms[n + 1].start() if n + 1 < len(terms) else tokens[close].start()
            before = terms[n - 1].end() if n and n + 1 == len(terms) else one.start()
            yield self._mutant("literal", [(before, following, "")])


_NONE = "No rule: dropped."


class _Yaml:
    """A mapping of YAML inside a file, with the place of everything in it."""

    def __init__(self, file: str, start: int, end: int) -> None:
        self.start, self.end, self.text = start, end, file[start:end]
        self.root: Any = yaml.compose(self.text, Loader=yaml.SafeLoader)
        self.keys = dict(_pairs(self.root))

    def span(self, node: Any) -> tuple[int, int]:
        """Where a scalar stands in the file."""
        return self.start + node.start_mark.index, self.start + node.end_mark.index

    def items(self, key: str) -> list[Any]:
        """The entries of a list, or one value as a list of one."""
        node = self.keys.get(key)
        if node is None:
            return []
        return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]

    def conditions(self) -> Iterator[Any]:
        """Every scalar that holds a condition or names a fact."""
        yield from (self.keys[key] for key in ("is", "when") if key in self.keys)
        nested = [*self.items("judgement"), *self.items("contested"), *self.items("duties")]
        for one in nested:
            yield from (
                node
                for key, node in _pairs(one)
                if key in ("fact", "when") and node.value != "limit-reached"
            )

    def condition_span(self, node: Any) -> tuple[int, int]:
        """Where the condition itself stands, without quotes or the sign of a block."""
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            start = self.text.index("\n", start) + 1
        elif node.style:
            start, end = start + 1, end - 1
        return self.start + start, self.start + end

    def without_key(self, key: str) -> list[Edit]:
        """The mapping without one key and the lines under it."""
        starts = sorted(one.start_mark.index for one, _ in self.root.value)
        start = next(one.start_mark.index for one, _ in self.root.value if one.value == key)
        later = [one for one in starts if one > start]
        return [(self.start + start, self.start + later[0] if later else self.end, "")]

    def without(self, listed: Any, entry: Any, key: str = "") -> list[Edit]:
        """The mapping without one entry of a list; without the key where it was the only one."""
        entries = list(listed.value) if isinstance(listed, yaml.SequenceNode) else [entry]
        if len(entries) == 1 and key:
            return self.without_key(key)
        at = next(n for n, one in enumerate(entries) if one is entry)
        if listed.flow_style:
            if at + 1 < len(entries):
                return [(self.span(entry)[0], self.span(entries[at + 1])[0], "")]
            return [(self.span(entries[at - 1])[1] if at else self.span(entry)[0],
                     self.span(entry)[1], "")]  # fmt: skip
        start = self.text.rfind("\n", 0, entry.start_mark.index) + 1
        dash = len(re.match(r" *", self.text[start:])[0])  # type: ignore[index]
        inside = re.compile(rf"(?m)^(?! {{{dash + 1}}}|$)")
        end = inside.search(self.text, self.text.index("\n", start) + 1)
        return [(self.start + start, self.start + (end.start() if end else len(self.text)), "")]


def _shown(lines: str) -> str:
    text = " ".join(lines.removeprefix("```rule").split())
    return text if len(text) <= 160 else text[:159] + "…"


def _pairs(node: Any) -> list[tuple[str, Any]]:
    """The entries of a mapping. The library's nodes carry no types."""
    return [(key.value, value) for key, value in node.value]


def _shifted(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=days))


def _moved(day: str) -> tuple[str, str]:
    return _shifted(day, 1), _shifted(day, -1)
