"""A pack: one jurisdiction's law as a folder, and all packs together as the law.

Packs nest by name: `us` is above `us-ny`, which is above `us-ny-nyc`. A page applies to the
agencies that its front matter names, in its own pack or in one below it.
"""

import difflib
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
from attrs import frozen

from comity.errors import CoverageError, LawError, Place
from comity.law.block import Item
from comity.law.invariant import InvariantText, read_invariant
from comity.law.page import Page, split_front
from comity.law.schedule import Schedule
from comity.model.case import ACTIONS
from comity.model.provision import OpenQuestion


@frozen
class Agency:
    """An agency that a pack covers."""

    id: str
    name: str


@frozen
class Pack:
    """One jurisdiction: its agencies, pages, schedules, open questions and invariants.

    `digest` changes when any file of the pack does.
    """

    id: str
    name: str
    authority: str
    zone: str
    holidays: str
    first: date
    verified: date | None
    agencies: tuple[Agency, ...]
    open: tuple[OpenQuestion, ...]
    place: Place
    pages: tuple[Page, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    digest: bytes = attrs.field(default=b"", repr=False)
    invariants: tuple[InvariantText, ...] = ()

    def page(self, name: str) -> Page | None:
        """The page of that name, if the pack has one."""
        return next((page for page in self.pages if page.name == name), None)

    def schedule(self, name: str) -> Schedule | None:
        """The schedule of that name, if the pack has one."""
        return next((one for one in self.schedules if one.name == name), None)


@frozen
class Law:
    """Every pack that was read, by id."""

    packs: dict[str, Pack]

    def agencies(self) -> Iterator[tuple[Pack, Agency]]:
        """Every agency with its pack, in order."""
        for pack in self.packs.values():
            for agency in pack.agencies:
                yield pack, agency

    def pack_of(self, agency: str) -> Pack:
        """The pack that covers an agency. Raises CoverageError."""
        known = {one.id: pack for pack, one in self.agencies()}
        if agency not in known:
            near = difflib.get_close_matches(agency, known, 1)
            raise CoverageError(
                f"no pack covers the agency {agency!r}",
                field="agency",
                expected=f"{near[0]!r}" if near else "one that `comity law list` prints",
            )
        return known[agency]

    def digest(self, agency: str) -> bytes:
        """What changes when a file does that can bear on an agency, and with no other file."""
        return b"".join(one.digest for one in self.line(self.pack_of(agency)))

    def line(self, pack: Pack) -> tuple[Pack, ...]:
        """The pack and all above it, the most general first."""
        return tuple(
            one
            for one in sorted(self.packs.values(), key=lambda one: len(one.id))
            if pack.id == one.id or pack.id.startswith(one.id + "-")
        )


def applies(names: tuple[str, ...], agency: str, pack: Pack) -> bool:
    """Whether the agencies that a page of `pack` names include this one.

    A name is an agency, `us-ny-nyc/*` for all of a jurisdiction, or `*` for every agency of the
    pack and of the packs below it.
    """
    jurisdiction = agency.partition("/")[0]
    below = jurisdiction == pack.id or jurisdiction.startswith(pack.id + "-")
    return below and bool({agency, jurisdiction + "/*", "*"} & set(names))


_KEYS = (
    "jurisdiction", "name", "authority", "zone", "holidays", "covers", "agencies", "open",
    "invariants",
)  # fmt: skip


def read_pack_page(text: str, file: str) -> Pack:
    """The pack that `pack.md` describes, without pages. Raises LawError with file and line."""
    front, _, _ = split_front(text, file)
    front.known(_KEYS)
    covers = front.need("covers", "the first day that somebody has looked at")
    covers.known(("from", "verified"))
    verified = covers.get("verified")
    open_questions, agencies, invariants = (
        front.get(key) for key in ("open", "agencies", "invariants")
    )
    return Pack(
        id=front.need("jurisdiction", "the folder's name").text(),
        name=front.need("name", "the jurisdiction's name").text(),
        authority=front.need("authority", "whose law this is").text(),
        zone=_zone(front.need("zone", "a time zone")),
        holidays=front.need("holidays", "a list of holidays, as `us`").text(),
        first=covers.need("from", "the first day that somebody has looked at").day(),
        verified=verified.day() if verified else None,
        agencies=tuple(_agency(one) for one in agencies.items()) if agencies else (),
        open=tuple(_open(one) for one in open_questions.items()) if open_questions else (),
        place=Place(file, 1),
        invariants=tuple(read_invariant(one) for one in invariants.items()) if invariants else (),
    )


def _zone(item: Item) -> str:
    try:
        ZoneInfo(item.text())
    except (ZoneInfoNotFoundError, ValueError):
        raise item.fail(
            f"unknown time zone {item.text()!r}", "a name such as America/New_York"
        ) from None
    return item.text()


def _agency(item: Item) -> Agency:
    item.known(("id", "name"))
    return Agency(item.need("id", "the agency's id").text(), item.need("name", "its name").text())


def _open(item: Item) -> OpenQuestion:
    item.known(("id", "from", "ask", "doubts", "agencies", "cite"))
    first, doubts, agencies, cite = (
        item.get(key) for key in ("from", "doubts", "agencies", "cite")
    )
    for one in doubts.items() if doubts else ():
        if one.text() not in ACTIONS:
            raise one.fail(f"unknown action `{one.text()}`", "one of " + ", ".join(ACTIONS))
    if doubts and not first:
        raise item.fail("`doubts` without `from`", "the first decision that it may touch")
    return OpenQuestion(
        id=item.need("id", "a name").text(),
        ask=item.need("ask", "the question").text(),
        first=first.day() if first else None,
        doubts=tuple(one.text() for one in doubts.items()) if doubts else (),
        agencies=tuple(one.text() for one in agencies.items()) if agencies else ("*",),
        cite=cite.text() if cite else "",
    )


def checked(law: Law) -> Law:
    """The law, once every agency's id fits its pack and stands once. Raises LawError."""
    seen: dict[str, Pack] = {}
    for pack, agency in law.agencies():
        if agency.id.partition("/")[0] != pack.id:
            raise LawError(
                f"agency {agency.id} in the pack {pack.id}",
                place=pack.place,
                expected=f"{pack.id}/…",
            )
        if agency.id in seen:
            raise LawError(f"agency {agency.id} stands twice", place=pack.place, expected="once")
        seen[agency.id] = pack
    return law
