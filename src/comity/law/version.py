"""What binds one agency on one day: the pages that apply, read for that day.

INVARIANT: between two neighbouring change days of an agency its version is the same.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from comity.errors import CoverageError, LawError, Place
from comity.law.bind import bind
from comity.law.bound import Scope
from comity.law.calendars import LISTS, calendar
from comity.law.pack import Law, Pack, applies
from comity.law.page import Page
from comity.law.rule import ContestText, DefinitionText, LimitText, ProvisionText
from comity.model import tree
from comity.model.days import Days
from comity.model.provision import Contest, Duty, OpenQuestion, Provision, Version
from comity.model.tree import INSTANT, Calendar, Node, Table


def change_days(law: Law, agency: str) -> tuple[date, ...]:
    """The days on which something changes for an agency, from the first that is covered.

    Raises CoverageError for an agency that no pack covers.
    """
    pack = law.pack_of(agency)
    found: set[date] = set()
    for above, page in pages_for(law, agency):
        found.update(page.dates)
        found.update(_contest_days(page))
        found.update(day for one in above.schedules for day in one.dates)
    for _, question in open_for(law, agency):
        if question.first:
            found.add(question.first)
    return (pack.first, *sorted(day for day in found if day > pack.first))


def _contest_days(page: Page) -> Iterator[date]:
    for provision in page.provisions:
        for contest in provision.contests:
            if contest.days:
                yield contest.days.first
                if contest.days.next_day:
                    yield contest.days.next_day


def pages_for(law: Law, agency: str) -> list[tuple[Pack, Page]]:
    """Every page that names an agency, the most general pack first."""
    return [
        (pack, page)
        for pack in law.line(law.pack_of(agency))
        for page in pack.pages
        if applies(page.agencies, agency, pack)
    ]


def open_for(law: Law, agency: str) -> list[tuple[Pack, OpenQuestion]]:
    """Every open question that names an agency."""
    return [
        (pack, question)
        for pack in law.line(law.pack_of(agency))
        for question in pack.open
        if applies(question.agencies, agency, pack)
    ]


def in_force(law: Law, agency: str, day: date) -> Version:
    """The version that binds an agency on a day.

    Raises CoverageError for an agency without a pack or a day before the pack's first.
    """
    pack = law.pack_of(agency)
    if day < pack.first:
        raise CoverageError(
            f"{day} is before any law that the pack {pack.id} covers",
            field="at",
            expected=f"{pack.first} or later",
        )
    days = change_days(law, agency)
    first = max(one for one in days if one <= day)
    later = [one for one in days if one > day]
    last = later[0] - timedelta(days=1) if later else None
    return _Reader(law, pack, agency, Days(first, last)).version()


def scope_on(law: Law, agency: str, day: date, page: Page) -> Scope:
    """Where the names of a page are looked up for an agency on a day."""
    return _Reader(law, law.pack_of(agency), agency, Days(day, day)).scope(page)


class _Reader:
    """Reads the law of one agency for one stretch of days."""

    def __init__(self, law: Law, pack: Pack, agency: str, days: Days) -> None:
        self.law = law
        self.pack = pack
        self.agency = agency
        self.days = days
        self.day = days.first
        self.used: set[str] = set()
        self.pool: dict[Node, Node] = {}
        found = calendar(pack.holidays, pack.zone)
        if found is None:
            raise LawError(
                f"unknown list of holidays {pack.holidays!r}",
                place=pack.place,
                field="holidays",
                expected="one of " + ", ".join(LISTS),
            )
        self.calendar: Calendar = found
        self.tables = lru_cache(None)(self._table)

    def version(self) -> Version:
        texts = [
            (pack, page, text)
            for pack, page in pages_for(self.law, self.agency)
            for text in page.provisions
            if self.day in text.days
        ]
        provisions = [self._provision(*one) for one in texts]
        _refuse_circles(provisions, [text.place for _, _, text in texts])
        questions = tuple(
            question
            for _, question in open_for(self.law, self.agency)
            if question.first is not None and question.first <= self.day
        )
        content = [_content(one) for one in provisions]
        content += sorted(self.used) + [repr(one) for one in questions]
        content += [self.calendar.zone, self.calendar.name, self.agency]
        digest = hashlib.sha256("\x00".join(content).encode()).hexdigest()
        return Version(self.agency, self.days, self.calendar, tuple(provisions), questions, digest)

    def scope(self, page: Page) -> Scope:
        """Where the names of a page are looked up."""

        def definition(page: Page, name: str) -> tuple[Page, DefinitionText] | None:
            for other in (page, *self._terms_from(page)):
                for one in other.definitions:
                    if one.name == name and self.day in one.days:
                        self.used.add(f"{one.cite} {one.title}\n{one.source}")
                        return other, one
            return None

        def names(page: Page) -> tuple[str, ...]:
            pages = (page, *self._terms_from(page))
            return tuple(one.name for other in pages for one in other.definitions)

        return Scope(
            page=page,
            definition=definition,
            names=names,
            table=self.tables,
            calendar=self.calendar,
            calendar_named=lambda name: calendar(name, self.calendar.zone),
        )

    def _terms_from(self, page: Page) -> list[Page]:
        found = []
        for name in page.terms_from:
            other = next(
                (
                    one
                    for pack in reversed(self.law.line(self.pack))
                    if (one := pack.page(name)) is not None
                ),
                None,
            )
            if other is None:
                raise LawError(
                    f"no page `{name}`",
                    place=page.place,
                    field="terms_from",
                    expected="a page of this pack or of one above",
                )
            found.append(other)
        return found

    def _table(self, name: str) -> Table | None:
        for pack in reversed(self.law.line(self.pack)):
            schedule = pack.schedule(name)
            if schedule is not None:
                rows = (repr(row) for row in schedule.rows if self.day in row.days)
                self.used.add("\n".join([schedule.name, *sorted(rows)]))
                return schedule.on(self.day)
        return None

    def _provision(self, pack: Pack, page: Page, text: ProvisionText) -> Provision:
        scope = self.scope(page)
        return Provision(
            id=full_id(pack, page, text),
            cite=text.cite,
            title=text.title,
            words=text.words,
            effect=text.effect,
            actions=text.actions,
            days=text.days,
            when=self._shared(bind(text.when, scope) if text.when else tree.Const(True)),
            until=self._shared(_until(text.limit, scope)) if text.limit else None,
            overrides=tuple(self._overridden(pack, page, text)),
            duties=tuple(
                Duty(one.do, one.cite, one.at_limit, bind(one.when, scope) if one.when else None)
                for one in text.duties
            ),
            contests=tuple(
                _contest(one, scope)
                for one in text.contests
                if one.days is None or self.day in one.days
            ),
            why=text.why,
            report=text.report,
            source=text.source,
        )

    def _shared(self, node: Node) -> Node:
        return tree.shared(node, self.pool)

    def _overridden(self, pack: Pack, page: Page, text: ProvisionText) -> Iterator[str]:
        for name, place in text.overrides:
            yield resolve(self.law, pack, page, name, place)


def _content(one: Provision) -> str:
    """All of a provision that a decision can show, so that another content is another version."""
    contests = (f"{contest.cite}: {contest.why}" for contest in one.contests)
    return "\n".join([one.id, one.cite, one.title, one.words, one.source, *contests])


def _refuse_circles(provisions: list[Provision], places: list[Place]) -> None:
    """An exception that leads back to itself would let two rules each put the other aside."""
    overridden = {one.id: one.overrides for one in provisions}
    for one, place in zip(provisions, places, strict=True):
        reached, ahead = set[str](), list(one.overrides)
        while ahead:
            name = ahead.pop()
            if name == one.id:
                raise LawError(
                    f"the exceptions of `{one.id}` lead back to it",
                    place=place,
                    field="exception_to",
                    expected="exceptions without a circle",
                )
            if name not in reached:
                reached.add(name)
                ahead += overridden.get(name, ())


def full_id(pack: Pack, page: Page, text: ProvisionText) -> str:
    """A provision's name among all: `us-ny-nyc/14-154/no-hold`."""
    return f"{pack.id}/{page.name}/{text.id}"


def resolve(law: Law, pack: Pack, page: Page, name: str, place: Place) -> str:
    """The full id that a page means by `no-hold`, `10-178/no-city-resources` or a full id.

    Raises LawError where there is none.
    """
    parts = name.split("/")
    candidates = [pack] if len(parts) < 3 else [law.packs.get(parts[0])]
    page_name = page.name if len(parts) == 1 else parts[-2]
    for one in candidates:
        found = one.page(page_name) if one else None
        if one and found and any(text.id == parts[-1] for text in found.provisions):
            return f"{one.id}/{page_name}/{parts[-1]}"
    raise LawError(
        f"no provision `{name}`",
        place=place,
        field="exception_to",
        expected="an id of this page, `page/id` of this pack, or `pack/page/id`",
    )


def _until(limit: LimitText, scope: Scope) -> Node:
    start = bind(limit.of, scope, INSTANT)
    if limit.hours is None:
        return tree.Call("end_of_day", (start,), scope.calendar, INSTANT)
    args = (start, tree.Const(limit.hours), tree.Const(limit.not_counted))
    return tree.Call("hours_after", args, scope.calendar, INSTANT)


def _contest(text: ContestText, scope: Scope) -> Contest:
    return Contest(text.why, text.cite, bind(text.when, scope) if text.when else None)
