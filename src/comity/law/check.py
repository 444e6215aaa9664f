"""What is wrong with the law as written: every fault of every page, each with file and line.

Each page is read; then every agency and action is walked through time. Whether the answers are
right is for the scenarios to say (`prove.scenarios`).
"""

from collections.abc import Iterator

from comity.errors import LawError
from comity.law import facilities, promise
from comity.law.cel import names
from comity.law.pack import Law, Pack, applies
from comity.law.page import Page
from comity.law.rule import conditions
from comity.law.version import change_days, full_id, in_force, pages_for
from comity.model.case import ACTIONS
from comity.model.provision import Version
from comity.model.tree import Const


def faults(law: Law) -> Iterator[LawError]:
    """Every fault of the law, in the order of packs and pages."""
    for pack in law.packs.values():
        for page in pack.pages:
            yield from _unreachable(law, pack, page)
    for _, agency in law.agencies():
        yield from _through_time(law, agency.id)
    yield from _unused(law)
    yield from facilities.faults(law)
    yield from promise.faults(law)


def _unreachable(law: Law, pack: Pack, page: Page) -> Iterator[LawError]:
    reached = [below for below, agency in law.agencies() if applies(page.agencies, agency.id, pack)]
    if not reached:
        yield LawError(
            "the page binds no agency", place=page.place, field="agencies",
            expected="an agency of this pack or of one below",
        )  # fmt: skip
        return
    first = min(one.first for one in reached)
    for rule in page.rules:
        if rule.days.last is not None and rule.days.last < first:
            yield LawError(
                f"in force only before {first}, the first day that is covered",
                place=rule.days_place,
                field="in_force",
                expected="a rule that some decision can reach",
            )


def _through_time(law: Law, agency: str) -> Iterator[LawError]:
    versions = []
    for day in change_days(law, agency):
        try:
            versions.append(in_force(law, agency, day))
        except LawError as error:
            yield error
            return
    by_id = {one.id: one for version in versions for one in version.provisions}
    texts = {
        full_id(pack, page, text): text
        for pack, page in pages_for(law, agency)
        for text in page.provisions
    }
    for one in by_id.values():
        if one.when == Const(False):
            yield LawError(
                f"`{one.id}` can never apply", place=texts[one.id].place,
                expected="a condition that some case satisfies",
            )  # fmt: skip
    yield from _gaps(versions, law, agency)


def _gaps(versions: list[Version], law: Law, agency: str) -> Iterator[LawError]:
    """An act that was governed and will be again must be governed in between."""
    for action in ACTIONS:
        governed = [
            any(
                action in one.actions and one.effect in ("forbid", "permit", "require")
                for one in version.provisions
            )
            for version in versions
        ]
        for n, version in enumerate(versions):
            if not governed[n] and any(governed[:n]) and any(governed[n:]):
                yield LawError(
                    f"no rule on `{action}` for {agency} in {version.days}",
                    place=law.pack_of(agency).place,
                    expected="the rule in force in between, or its end",
                )


def _unused(law: Law) -> Iterator[LawError]:
    """A definition that no rule applies is never read, so that nobody would see it go wrong."""
    pages = [page for pack in law.packs.values() for page in pack.pages]
    used = {
        name
        for page in pages
        for rule in page.rules
        for condition in conditions(rule)
        for name in names(condition)
    }
    for page in pages:
        for definition in page.definitions:
            if definition.name not in used:
                yield LawError(
                    f"no rule uses the definition `{definition.name}`",
                    place=definition.place,
                    expected="a rule that does",
                )
