"""One page of law: a section with its words, definitions and provisions, as written.

Nothing is looked up here beyond the page: conditions are syntax, names are text. The one rule: no
rule without words and no words without a rule or a paragraph that begins `No rule:`.
"""

import re
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from comity.errors import LawError, Place
from comity.law.block import Item, read_yaml
from comity.law.readings import refuse_overlaps_and_gaps
from comity.law.rule import DefinitionText, ProvisionText, Rule, read_rule
from comity.model.days import Days


@frozen
class Instrument:
    """An act or order from whose date the section reads differently."""

    name: str
    first: date


@frozen
class Page:
    """One section of law. `name` is the file's name without its ending."""

    name: str
    place: Place
    section: str
    title: str
    agencies: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    terms_from: tuple[str, ...]
    official: str
    checked: str
    definitions: tuple[DefinitionText, ...]
    provisions: tuple[ProvisionText, ...]

    @property
    def dates(self) -> tuple[date, ...]:
        """The days on which something on the page changes, in order, each once."""
        return tuple(sorted({one.first for one in self.instruments}))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Definitions and provisions of every day, in the order in which they are read."""
        return tuple(sorted((*self.definitions, *self.provisions), key=_line))

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """What is in force on a day, in the order in which it is read."""
        return tuple(rule for rule in self.rules if day in rule.days)


def _line(rule: Rule) -> int:
    return rule.place.line or 0


_KEYS = ("section", "title", "agencies", "instruments", "terms_from", "official", "checked")


def read_page(text: str, file: str, name: str) -> Page:
    """The page written in `text`. Raises LawError with file and line."""
    front, body, line = split_front(text, file)
    front.known(_KEYS)
    section = front.need("section", "the citation of the section").text()
    instruments = _instruments(front.need("instruments", "the acts, each with its first day"))
    reader = _Body(file, section, instruments)
    reader.read(body, line)
    refuse_overlaps_and_gaps([*reader.definitions, *reader.provisions])
    checked = front.get("checked")
    official = front.get("official")
    terms = front.get("terms_from")
    return Page(
        name=name,
        place=Place(file, 1),
        section=section,
        title=front.need("title", "what the section is about").text(),
        agencies=tuple(one.text() for one in front.need("agencies", "a list of agencies").items()),
        instruments=instruments,
        terms_from=tuple(one.text() for one in terms.items()) if terms else (),
        official=official.text() if official else "",
        checked=_checked(checked) if checked else "",
        definitions=tuple(reader.definitions),
        provisions=tuple(reader.provisions),
    )


def split_front(text: str, file: str) -> tuple[Item, str, int]:
    """Front matter, the rest, and the line on which the rest begins. Raises LawError."""
    match = re.match(r"---\n(.*?\n)---[ ]*(\n|$)", text, re.S)
    if match is None:
        raise LawError(
            "no front matter", place=Place(file, 1), expected="`---`, fields, `---` at the top"
        )
    line = 1 + text[: match.end()].count("\n")
    return read_yaml(match[1], Place(file, 2)), text[match.end() :], line


def _instruments(item: Item) -> tuple[Instrument, ...]:
    found = []
    for one in item.items():
        one.known(("name", "from"))
        name = one.need("name", "the act's name").text()
        found.append(Instrument(name, one.need("from", "its first day").day()))
    return tuple(found)


def _checked(item: Item) -> str:
    item.known(("on", "against", "by"))
    return ", ".join(f"{key} {one.text()}" for key, one in item.mapping().items())


_PINPOINT = r"(?:\([\w.-]+\))+"
_PINPOINTS = rf"{_PINPOINT}(?:(?:, | and | to |–){_PINPOINT})*"


def split_heading(text: str) -> tuple[str, str]:
    """A heading's words and its pinpoint: `(b)(1) The rule`, or `Judicial warrant · (a)(5)`."""
    head, dot, tail = text.rpartition("·")
    if dot:
        return head.strip(), tail.strip()
    match = re.match(rf"({_PINPOINTS})\s+(.+)", text)
    return (match[2].strip(), match[1]) if match else (text.strip(), "")


@frozen
class _Heading:
    title: str
    pinpoint: str
    place: Place


class _Body:
    """Walks the blocks of a page in order, keeping the words that each rule stands under."""

    def __init__(self, file: str, section: str, instruments: tuple[Instrument, ...]) -> None:
        self.file = file
        self.section = section
        self.first_days = {one.first for one in instruments}
        self.definitions: list[DefinitionText] = []
        self.provisions: list[ProvisionText] = []
        self.heading: _Heading | None = None
        self.words: list[str] = []
        self.words_line = 0
        self.ruled = False
        self.excused = False

    def read(self, body: str, first_line: int) -> None:
        tokens = _markdown(body)
        for i, token in enumerate(tokens):
            line = first_line + (token.map[0] if token.map else 0)
            if token.type == "heading_open":
                self._close()
                title, pinpoint = split_heading(tokens[i + 1].content)
                self.heading = _Heading(title, pinpoint, Place(self.file, line))
            elif token.type == "inline" and tokens[i - 1].type == "paragraph_open":
                self._paragraph(token.content, line)
            elif token.type == "fence" and token.info.strip() == "rule":
                self._rule(token.content, line + 1)
        self._close()

    def _paragraph(self, content: str, line: int) -> None:
        if self.heading is None:
            return
        if self.ruled:
            self.words, self.words_line, self.ruled = [], 0, False
        text = " ".join(content.split())
        if text.startswith("No rule:"):
            self.excused = True
        self.words.append(text)
        self.words_line = self.words_line or line

    def _rule(self, content: str, line: int) -> None:
        place = Place(self.file, line)
        if self.heading is None or not self.words:
            raise LawError("a rule without words", place=place, expected="plain words above it")
        cite = self.section + self.heading.pinpoint
        rule = read_rule(
            read_yaml(content, place),
            section=self.section,
            cite=cite,
            title=self.heading.title,
            words=" ".join(self.words),
            source=content,
        )
        self._days(rule.days, rule.days_place)
        if isinstance(rule, DefinitionText):
            self.definitions.append(rule)
        else:
            self.provisions.append(rule)
        # Several rules may carry out the same words; the next paragraph begins anew.
        self.ruled = True

    def _days(self, days: Days, place: Place) -> None:
        ends = {one - timedelta(days=1) for one in self.first_days}
        if days.first not in self.first_days:
            raise self._no_instrument(f"no instrument begins on {days.first}", place)
        if days.last is not None and days.last not in ends:
            raise self._no_instrument(f"no instrument begins the day after {days.last}", place)

    def _no_instrument(self, message: str, place: Place) -> LawError:
        dates = ", ".join(str(one) for one in sorted(self.first_days))
        return LawError(message, place=place, field="in_force", expected=f"one of {dates}")

    def _close(self) -> None:
        if self.words and not self.ruled and not self.excused:
            raise LawError(
                "words without a rule",
                place=Place(self.file, self.words_line),
                expected="a rule under them, or a paragraph that begins `No rule:`",
            )
        self.words, self.words_line = [], 0
        self.ruled = self.excused = False


def _markdown(text: str) -> list[Any]:
    # Slow to import; a cached pack never needs it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").parse(text)
