"""A page of law as the public reads it on one day: its headings, words and rules, in their order.

MUST: what a page writes is never trusted as HTML; its Markdown is rendered with HTML switched off,
and a rule's text is escaped before its terms become links.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from comity.desk.pages import words
from comity.desk.pages.law_links import Links
from comity.errors import LawError
from comity.law.pack import Law, Pack
from comity.law.page import Page, split_front, split_heading
from comity.law.rule import ContestText, DefinitionText, ProvisionText, Rule
from comity.law.version import resolve

EFFECTS: Final[words.Words] = {
    "forbid": _("Forbids"),
    "permit": _("Allows"),
    "require": _("Requires"),
    "limit": _("Allows no longer than its limit"),
    "doubt": _("Puts in doubt, so that a person decides"),
    "refer": _("Puts to a person"),
    "oblige": _("Obliges, whatever the answer"),
}
"""What each effect of a provision does to its acts."""


@frozen
class Other:
    """Another reading of the same rule, and the day on which it is read."""

    day: date
    cite: str


@frozen
class Shown:
    """A rule in force on the day: what it does, and what was in force before it and after."""

    anchor: str
    rule: Rule
    effect: Promise | str
    acts: tuple[Promise | str, ...]
    duties: tuple[tuple[Promise | str, str], ...]
    contests: tuple[ContestText, ...]
    overrides: tuple[tuple[str, str], ...]
    source: SafeString
    before: Other | None
    after: Other | None

    @property
    def doubtful(self) -> bool:
        """Whether it goes to a person."""
        return bool(self.contests) or bool(getattr(self.rule, "why", ""))


@frozen
class Group:
    """Some words and the rules that carry them out."""

    words: SafeString
    rules: tuple[Shown, ...]


@frozen
class Block:
    """A heading with its groups. `level` is 2 to 4, as in HTML; a heading may have no groups."""

    level: int
    title: str
    pinpoint: str
    groups: tuple[Group, ...]


def markdown(text: str) -> SafeString:
    """Markdown as HTML; HTML in it is shown as text, and so are links that are no web address."""
    tokens = _reader().parse(text)
    for one in tokens:
        if one.type == "table_open":
            one.attrSet("class", "usa-table usa-table--borderless")
        elif one.type == "th_open":
            one.attrSet("scope", "col")
    return mark_safe(_reader().renderer.render(tokens, _reader().options, {}))


def on_day(law: Law, pack: Pack, page: Page, day: date) -> tuple[Block, ...]:
    """The page as it stands on a day. A heading without anything in force under it is left out."""
    links = Links(law, pack, page, day)
    blocks = []
    for raw in _raw(page.place.file, pack.digest, page.name):
        groups = []
        for html, lines in raw.groups:
            rules = [one for one in page.rules_on(day) if one.place.line in lines]
            if rules or not lines:
                shown = tuple(_shown(law, pack, page, day, links, one) for one in rules)
                groups.append(Group(html, shown))
        blocks.append(Block(raw.level, raw.title, raw.pinpoint, tuple(groups)))
    return tuple(_with_something(blocks))


def _with_something(blocks: list[Block]) -> Iterator[Block]:
    for n, block in enumerate(blocks):
        below = []
        for later in blocks[n + 1 :]:
            if later.level <= block.level:
                break
            below.append(later)
        if block.groups or any(one.groups for one in below):
            yield block


def _shown(law: Law, pack: Pack, page: Page, day: date, links: Links, rule: Rule) -> Shown:
    before, after = neighbours(page, rule)
    if isinstance(rule, DefinitionText):
        source = links.source(rule.source, rule.name)
        name, effect = f"term-{rule.name}", _("Says what a term means")
        return Shown(name, rule, effect, (), (), (), (), source, before, after)
    overrides = (resolve(law, pack, page, name, place) for name, place in rule.overrides)
    return Shown(
        f"rule-{rule.id}",
        rule,
        words.word(EFFECTS, rule.effect),
        tuple(words.word(words.ACTS, one) for one in rule.actions),
        tuple((words.word(words.DUTIES, one.do), one.cite) for one in rule.duties),
        contests_on(rule, day),
        tuple((one, links.rule(one)) for one in overrides),
        links.source(rule.source),
        before,
        after,
    )


def contests_on(rule: ProvisionText, day: date) -> tuple[ContestText, ...]:
    """What is contested in a provision on a day."""
    return tuple(one for one in rule.contests if one.days is None or day in one.days)


def name_of(rule: Rule) -> tuple[str, str]:
    """What two readings of the same rule share."""
    return ("term", rule.name) if isinstance(rule, DefinitionText) else ("rule", rule.id)


def neighbours(page: Page, rule: Rule) -> tuple[Other | None, Other | None]:
    """The readings of a rule before and after this one, each with a day on which it is read."""
    same = [one for one in page.rules if name_of(one) == name_of(rule)]
    earlier = [one for one in same if one.days.last and one.days.last < rule.days.first]
    later = [one for one in same if rule.days.last and one.days.first > rule.days.last]
    before = max(earlier, key=lambda one: one.days.first, default=None)
    after = min(later, key=lambda one: one.days.first, default=None)
    return (
        Other(before.days.last, before.cite) if before and before.days.last else None,
        Other(after.days.first, after.cite) if after else None,
    )


@frozen
class _Raw:
    """A heading as written: words as HTML, each with the lines on which its rules begin."""

    level: int
    title: str
    pinpoint: str
    groups: tuple[tuple[SafeString, frozenset[int]], ...]


@lru_cache(maxsize=64)
def _raw(file: str, _digest: bytes, _name: str) -> tuple[_Raw, ...]:
    """The page's blocks. Raises LawError for a page that is no longer there."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LawError(f"{_name} cannot be read: {error.strerror}") from None
    _front, body, first = split_front(text, file)
    walk = _Walk(first)
    walk.read(_reader().parse(body))
    return tuple(walk.blocks)


class _Walk:
    """Goes through the tokens of a page once."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.blocks: list[_Raw] = []
        self.head = (2, "", "")
        self.groups: list[tuple[SafeString, frozenset[int]]] = []
        self.tokens: list[Any] = []
        self.lines: set[int] = set()

    def read(self, tokens: list[Any]) -> None:
        heading = False
        for n, token in enumerate(tokens):
            if token.type == "heading_open":
                self._block()
                level = min(max(int(token.tag[1]), 2), 4)
                title = split_heading(tokens[n + 1].content)
                # The page's own title is the section's, which stands above everything.
                self.head = (level, *(title if token.tag != "h1" else ("", "")))
                heading = True
            elif token.type == "heading_close":
                heading = False
            elif token.type == "fence" and token.info.strip() == "rule":
                self.lines.add(self.first + token.map[0] + 1)
            elif not heading:
                if self.lines:
                    self._group()
                self.tokens.append(token)
        self._block()

    def _group(self) -> None:
        if self.tokens or self.lines:
            html = mark_safe(_reader().renderer.render(self.tokens, _reader().options, {}))
            self.groups.append((html, frozenset(self.lines)))
        self.tokens, self.lines = [], set()

    def _block(self) -> None:
        self._group()
        if self.groups or self.head[1]:
            self.blocks.append(_Raw(*self.head, tuple(self.groups)))
        self.groups = []


@lru_cache(maxsize=1)
def _reader() -> Any:
    # Slow to import; most pages of the desk never need it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")
