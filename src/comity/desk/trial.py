"""The law with one section as somebody would have it: read, checked and answered by, never kept.

MUST: nothing of it reaches a cache or a folder, where the law of tomorrow might be read from.
"""

import hashlib
from datetime import date
from typing import Final

import attrs

from comity.desk import counsel
from comity.errors import InputError, LawError, Place
from comity.flow import Counsel
from comity.law.check import faults
from comity.law.pack import Law
from comity.law.page import Page, read_page
from comity.law.version import in_force
from comity.model.provision import Version

LARGEST: Final = 256 * 2**10


class Trial(Counsel):
    """Counsel under a law that is being tried; its versions are kept in memory only."""

    def __init__(self, law: Law) -> None:
        super().__init__(law)
        self._read: dict[tuple[str, date], Version] = {}

    def version_on(self, agency: str, day: date) -> Version:
        """The version in force for an agency on a day. Raises CoverageError, LawError."""
        if (agency, day) not in self._read:
            found = in_force(self.law, agency, day)
            # One day stands for all on which the same law is in force.
            found = self._read.setdefault((agency, found.days.first), found)
            self._read[agency, day] = found
        return self._read[agency, day]


def sections() -> list[tuple[str, str]]:
    """Every section that may be tried otherwise: its name, and what it is."""
    return [
        (f"{pack.id}/{page.name}", f"{page.section}: {page.title}")
        for pack in counsel.law().law.packs.values()
        for page in pack.pages
    ]


def read(section: str, text: str) -> Page:
    """The page written in `text`, in place of a section. Raises LawError with its line."""
    name = section.partition("/")[2]
    try:
        return read_page(text, f"{name}.md", name)
    except RecursionError:
        place = Place(f"{name}.md")
        raise LawError("a condition is nested too deeply", place=place) from None


def tried(section: str, text: str) -> tuple[Counsel, list[LawError]]:
    """Counsel under the law with one section replaced, and what is wrong with that law.

    Raises InputError where there is no such section.
    """
    jurisdiction, _, name = section.partition("/")
    shipped = counsel.law().law
    pack = shipped.packs.get(jurisdiction)
    if pack is None or pack.page(name) is None:
        raise InputError(f"there is no section {section!r}", field="section")
    try:
        page = read(section, text)
        pages = tuple(page if one.name == name else one for one in pack.pages)
        digest = hashlib.sha256(pack.digest + text.encode()).digest()
        changed = Law({**shipped.packs, pack.id: attrs.evolve(pack, pages=pages, digest=digest)})
        return Trial(changed), list(faults(changed))
    except LawError as error:
        return counsel.law(), [error]
    except RecursionError:
        return counsel.law(), [LawError("a condition is nested too deeply", place=Place(name))]
