"""Where the names of a rule lead: its terms, the lists that it names, the rules that it excepts."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from comity.law.pack import Law, Pack
from comity.law.page import Page
from comity.law.schedule import Schedule

_CONDITIONS: Final = ("when", "is", "judgement", "limits", "duties", "contested")
_NAME: Final = re.compile(
    r'listed\("(?P<list>[\w-]+)"|"[^"]*"|[\w.]*\.\w+|(?P<name>[A-Za-z_]\w*)(?P<of>\()?'
)
_LISTED: Final = re.compile(r'listed\(\s*"([\w-]+)"')


class Links:
    """The addresses for one page on one day."""

    def __init__(self, law: Law, pack: Pack, page: Page, day: date) -> None:
        self.law, self.pack, self.page, self.day = law, pack, page, day

    def rule(self, full: str) -> str:
        """The address of a provision by its full id, `us-ny-nyc/14-154/no-hold`.

        Empty where it is not in force that day.
        """
        pack, page, name = full.split("/")
        found = self.law.packs[pack].page(page)
        there = found.provisions if found else ()
        if not any(one.id == name and self.day in one.days for one in there):
            return ""
        return f"{self._section(pack, page)}#rule-{name}"

    def source(self, source: str, own: str = "") -> SafeString:
        """A rule as written, with its terms and lists as links. `own`: the name that it defines."""
        done, key = [], ""
        for line in source.rstrip().split("\n"):
            key = found[1] if (found := re.match(r"(\w+):", line)) else key
            done.append(self._line(line, own) if key in _CONDITIONS else escape(line))
        return mark_safe("\n".join(done))

    def _line(self, line: str, own: str) -> str:
        done, at = "", 0
        for found in _NAME.finditer(line):
            address = self._of(found, own)
            if address is None:
                continue
            name = "list" if found["list"] else "name"
            first, last = found.span(name)
            done += f'{escape(line[at:first])}<a href="{escape(address)}">{escape(found[name])}</a>'
            at = last
        return done + escape(line[at:])

    def _of(self, found: re.Match[str], own: str) -> str | None:
        if found["list"]:
            return (
                f"#list-{found['list']}" if schedule(self.law, self.pack, found["list"]) else None
            )
        if not found["name"] or found["name"] == own:
            return None
        page, takes = self._terms.get(found["name"], (None, False))
        # A word of some text is no term: one that takes something is followed by a bracket.
        if page is None or takes != bool(found["of"]):
            return None
        return f"{self._section(*page)}#term-{found['name']}"

    @cached_property
    def _terms(self) -> dict[str, tuple[tuple[str, str], bool]]:
        """Each term that the page may use: where it is defined, and whether it takes something."""
        found: dict[str, tuple[tuple[str, str], bool]] = {}
        for pack, page in self._pages():
            for one in page.definitions:
                if self.day in one.days:
                    found.setdefault(one.name, ((pack.id, page.name), bool(one.parameters)))
        return found

    def _pages(self) -> Iterator[tuple[Pack, Page]]:
        yield self.pack, self.page
        yield from terms_from(self.law, self.pack, self.page)

    def _section(self, pack: str, page: str) -> str:
        if (pack, page) == (self.pack.id, self.page.name):
            return ""
        return f"{reverse('law-section', args=[pack, page])}?on={self.day}"


def terms_from(law: Law, pack: Pack, page: Page) -> Iterator[tuple[Pack, Page]]:
    """The pages from which a page takes terms, the nearest pack first."""
    for name in page.terms_from:
        for above in reversed(law.line(pack)):
            found = above.page(name)
            if found is not None:
                yield above, found
                break


def schedule(law: Law, pack: Pack, name: str) -> Schedule | None:
    """The list of that name, of the pack or of the nearest above it."""
    found = (above.schedule(name) for above in reversed(law.line(pack)))
    return next((one for one in found if one is not None), None)


def listed(law: Law, pack: Pack, page: Page, day: date | None = None) -> list[Schedule]:
    """The lists that the rules of a page name, on a day or ever, each once."""
    rules = page.rules if day is None else page.rules_on(day)
    names = dict.fromkeys(name for one in rules for name in _LISTED.findall(one.source))
    return [one for name in names if (one := schedule(law, pack, name)) is not None]
