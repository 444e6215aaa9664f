"""The invariants of packs as they stand for one agency on some days, with every name looked up."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from comity.errors import CoverageError, LawError
from comity.law.bind import bind
from comity.law.invariant import KEPT, InvariantText
from comity.law.pack import Law, Pack, applies
from comity.law.page import Page
from comity.law.version import change_days, scope_on
from comity.model.days import Days
from comity.model.tree import Node


@frozen
class Promise:
    """An invariant for one agency on days on which one version of the law binds it.

    `when`: the case in which it is made; `unless`: what must be known to be true for the answer
    after all. None: no such condition.
    """

    text: InvariantText
    agency: str
    days: Days
    when: Node | None
    unless: Node | None


def stretches(law: Law, agency: str, text: InvariantText) -> list[Days]:
    """The stretches of days within an invariant's own on each of which one version binds."""
    starts = change_days(law, agency)
    found = []
    for n, start in enumerate(starts):
        end = starts[n + 1] - timedelta(days=1) if n + 1 < len(starts) else None
        first = max(start, text.first) if text.first else start
        last = min(end, text.last) if end and text.last else end or text.last
        if last is None or first <= last:
            found.append(Days(first, last))
    return found


def promise(law: Law, pack: Pack, agency: str, days: Days, text: InvariantText) -> Promise:
    """An invariant on days within one version. Raises LawError with file and line."""
    # The conditions stand on no page; a page without rules says where their terms come from.
    page = Page(
        name="", place=text.place, section=pack.id, title=text.says, agencies=text.agencies,
        instruments=(), terms_from=text.terms_from, official="", checked="", definitions=(),
        provisions=(),
    )  # fmt: skip
    scope = scope_on(law, agency, days.first, page)
    scope.names(page)  # a page that is not there is refused, whether or not a condition needs it
    return Promise(
        text,
        agency,
        days,
        bind(text.when, scope) if text.when else None,
        bind(text.unless, scope) if text.unless else None,
    )


def faults(law: Law) -> Iterator[LawError]:
    """Every invariant that cannot be read for some agency on some day, or names none."""
    for pack in law.packs.values():
        for text in pack.invariants:
            bound = [one.id for _, one in law.agencies() if applies(text.agencies, one.id, pack)]
            if not bound:
                yield LawError(
                    f"the invariant `{text.id}` binds no agency",
                    place=text.place,
                    field="agencies",
                    expected="an agency of this pack or of one below",
                )
            yield from _unreadable(law, pack, bound, text)


def _unreadable(
    law: Law, pack: Pack, agencies: list[str], text: InvariantText
) -> Iterator[LawError]:
    for agency in agencies:
        try:
            if text.kind == KEPT:
                _covered(law, agency, text.of, text.on)
            found = stretches(law, agency, text)
            if not found:
                raise CoverageError(f"`{text.id}` has no day on which law binds {agency}")
            for days in found:
                promise(law, pack, agency, days, text)
        except LawError as error:
            yield error
            return
        except CoverageError as error:
            yield LawError(error.message, place=text.place, expected=error.expected)
            return


def _covered(law: Law, agency: str, *days: date | None) -> None:
    first = law.pack_of(agency).first
    for day in days:
        if day and day < first:
            raise CoverageError(f"{day} is before {first}", expected=f"{first} or later")
