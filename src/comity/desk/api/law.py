"""The law, for any program: jurisdictions, sections as they stood on any day, doubts, comparisons.

MUST: nothing of a case is here, and no token is asked for; each operation is as public as its page.
"""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view

from comity.desk.api import walls
from comity.desk.api.keys import REFUSED
from comity.desk.pages import law as pages
from comity.desk.pages import law_compare
from comity.desk.pages.law_links import listed
from comity.desk.pages.law_public import law, pack_of, page_of, public, today
from comity.desk.pages.law_tables import table
from comity.desk.pages.law_text import contests_on
from comity.errors import InputError
from comity.law.pack import Pack, applies
from comity.law.rule import DefinitionText, Rule

router = Router(auth=None)
"""The operations that need no token."""


class JurisdictionOut(Schema):
    """A jurisdiction whose law was read, from its first day on; `verified` is how far."""

    id: str
    name: str
    authority: str
    first: date
    verified: date | None
    agencies: list[str]
    sections: list[str]


class RuleOut(Schema):
    """A rule in force on the day: its words, the rule as it is written, and what is contested."""

    id: str
    title: str
    cite: str
    effect: str
    acts: list[str]
    first: date
    last: date | None
    words: str
    source: str
    contested: list[str]


class TableOut(Schema):
    """A list that the rules name, with the rows of the day."""

    name: str
    columns: list[str]
    rows: list[list[str]]


class SectionOut(Schema):
    """A section as it stands on a day, and the days on which it reads otherwise."""

    jurisdiction: str
    name: str
    section: str
    title: str
    official: str
    on: date
    covered: bool
    changes: list[date]
    agencies: list[str]
    rules: list[RuleOut]
    lists: list[TableOut]


class DoubtOut(Schema):
    """What nobody has settled. `section` is that of a contested point, null for a question."""

    jurisdiction: str
    section: str | None
    asks: str
    cite: str
    first: date | None
    last: date | None
    acts: list[str]


class ChangeOut(Schema):
    """A rule that differs: its words, rule and contested points on each day, null if not there."""

    kind: str
    jurisdiction: str
    section: str
    title: str
    cite: str
    before: list[str] | None
    after: list[str] | None


class ListChangeOut(Schema):
    """The rows of a list that one of the days has and the other has not."""

    name: str
    gone: list[str]
    new: list[str]


class ComparedOut(Schema):
    """Two days of a jurisdiction's law: what differs, and how many rules are the same."""

    jurisdiction: str
    before: date
    after: date
    changed: list[ChangeOut]
    same: int
    lists: list[ListChangeOut]
    questions: list[str]


@router.get("", response={200: list[JurisdictionOut], **REFUSED})
@decorate_view(public)
def jurisdictions(request: HttpRequest) -> Any:
    """Every jurisdiction whose law was read."""
    walls.anyone("law")
    return [_jurisdiction(one) for one in law().packs.values()]


@router.get("/open-questions", response={200: list[DoubtOut], **REFUSED})
@decorate_view(public)
def open_questions(request: HttpRequest) -> Any:
    """Everything that nobody has settled: open questions and contested points."""
    walls.anyone("law-open")
    return [doubt for pack in law().packs.values() for doubt in _doubts(pack)]


@router.get("/{jurisdiction}", response={200: JurisdictionOut, **REFUSED})
@decorate_view(public)
def one_jurisdiction(request: HttpRequest, jurisdiction: str) -> Any:
    """One jurisdiction."""
    walls.anyone("law-jurisdiction")
    return _jurisdiction(pack_of(jurisdiction))


@router.get("/{jurisdiction}/compare", response={200: ComparedOut, **REFUSED})
@decorate_view(public)
def compare(
    request: HttpRequest,
    jurisdiction: str,
    before: Annotated[date | None, Query(alias="from")] = None,
    after: Annotated[date | None, Query(alias="to")] = None,
    agency: str = "",
) -> Any:
    """What differs between two days; the latest change, unless told."""
    walls.anyone("law-compare")
    pack = pack_of(jurisdiction)
    sides = law_compare.Sides(pack)
    if agency and agency not in {one.id for one in pack.agencies}:
        raise InputError("is no agency here", field="agency", expected=f"one of {pack.id}")
    return _compared(pack, agency, before or sides.before, after or sides.after)


@router.get("/{jurisdiction}/sections/{section}", response={200: SectionOut, **REFUSED})
@decorate_view(public)
def one_section(
    request: HttpRequest, jurisdiction: str, section: str, on: date | None = None
) -> Any:
    """A section as it stands on a day; today, unless told."""
    walls.anyone("law-section")
    pack = pack_of(jurisdiction)
    found, day = page_of(pack, section), on or today()
    covered = day >= pack.first
    return SectionOut(
        jurisdiction=pack.id, name=found.name, section=found.section, title=found.title,
        official=found.official, on=day, covered=covered,
        changes=[*pages.change_days(pack, found)],
        agencies=[one.id for _, one in law().agencies() if applies(found.agencies, one.id, pack)],
        rules=[_rule(one, day) for one in found.rules_on(day)] if covered else [],
        lists=[
            TableOut(name=shown.name, columns=[*shown.columns], rows=[[*row] for row in shown.rows])
            for shown in (table(one, day) for one in listed(law(), pack, found, day))
        ],
    )  # fmt: skip


def _jurisdiction(pack: Pack) -> JurisdictionOut:
    return JurisdictionOut(
        id=pack.id, name=pack.name, authority=pack.authority, first=pack.first,
        verified=pack.verified, agencies=[one.id for one in pack.agencies],
        sections=[one.name for one in pack.pages],
    )  # fmt: skip


def _rule(rule: Rule, day: date) -> RuleOut:
    own: dict[str, Any]
    if isinstance(rule, DefinitionText):
        own = {"id": rule.name, "effect": "define", "acts": [], "contested": []}
    else:
        contested = [one.why for one in contests_on(rule, day)]
        own = {
            "id": rule.id, "effect": rule.effect, "acts": [*rule.actions], "contested": contested
        }  # fmt: skip
    return RuleOut(
        **own, title=rule.title, cite=rule.cite, first=rule.days.first, last=rule.days.last,
        words=rule.words, source=rule.source,
    )  # fmt: skip


def _doubts(pack: Pack) -> list[DoubtOut]:
    questions = [
        DoubtOut(
            jurisdiction=pack.id, section=None, asks=one.ask, cite=one.cite, first=one.first,
            last=None, acts=[*one.doubts],
        )
        for one in pack.open
    ]  # fmt: skip
    points = [
        DoubtOut(
            jurisdiction=pack.id, section=one.section.name, asks=one.why, cite=one.cite,
            first=one.first, last=one.last, acts=[*one.rule.actions],
        )
        for one in pages.contested(pack)
    ]  # fmt: skip
    return questions + points


def _compared(pack: Pack, agency: str, before: date, after: date) -> ComparedOut:
    found = [*law_compare.changes(pack, agency, before, after)]
    changed = [_change(one) for one in found if one.kind != "same"]
    return ComparedOut(
        jurisdiction=pack.id, before=before, after=after, changed=changed,
        same=len(found) - len(changed),
        lists=[
            ListChangeOut(name=one.name, gone=[*one.gone], new=[*one.new])
            for one in law_compare.list_changes(pack, agency, before, after)
        ],
        questions=[ask for ask, _ in law_compare.question_changes(pack, agency, before, after)],
    )  # fmt: skip


def _change(one: law_compare.Change) -> ChangeOut:
    old, new = one.texts
    return ChangeOut(
        kind=one.kind, jurisdiction=one.pack.id, section=one.section.name, title=one.title,
        cite=one.cite, before=None if one.kind == "added" else [*old],
        after=None if one.kind == "removed" else [*new],
    )  # fmt: skip
