"""The law, for anyone: jurisdictions, sections as they stood on any day, doubts, comparisons.

MUST: these pages know nothing of requests and people, and need no sign-in (`law_public`).
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from comity.desk.access import PUBLIC, page
from comity.desk.pages import law_compare, words
from comity.desk.pages.law_links import listed
from comity.desk.pages.law_public import day_of, law, pack_of, page_of, public, today
from comity.desk.pages.law_tables import table
from comity.desk.pages.law_text import markdown, on_day
from comity.law.pack import Agency, Pack, applies
from comity.law.page import Page, split_front
from comity.law.rule import ProvisionText

_A_YEAR_SECONDS: Final = 365 * 24 * 60 * 60


@public
def jurisdictions(request: HttpRequest) -> HttpResponse:
    """Every jurisdiction whose law was read, and how far it was checked."""
    rows = [
        {
            "pack": pack,
            "sections": len(pack.pages),
            "rules": sum(len(one.provisions) for one in pack.pages),
            "scenarios": _scenarios(pack.place.file, pack.digest),
        }
        for pack in law().packs.values()
    ]
    return render(request, "desk/law/jurisdictions.html", {"rows": rows})


@public
def jurisdiction(request: HttpRequest, jurisdiction: str) -> HttpResponse:
    """One jurisdiction: sections, agencies, what always holds, what is open."""
    pack = pack_of(jurisdiction)
    sections = [(one, _bound(pack, one), _names(change_days(pack, one))) for one in pack.pages]
    context = {
        "pack": pack,
        "sections": sections,
        "open": [(one, _acts(one.doubts)) for one in pack.open],
        "words": _body(pack.place.file, pack.digest),
        "compare": law_compare.Sides(pack),
    }
    return render(request, "desk/law/jurisdiction.html", context)


@public
def section(request: HttpRequest, jurisdiction: str, section: str) -> HttpResponse:
    """One section as it stands on a day, each rule with its words."""
    pack = pack_of(jurisdiction)
    found = page_of(pack, section)
    asked = day_of(request, "on", today())
    days = change_days(pack, found)
    at = [day for day in days if day <= asked.day]
    covered = asked.day >= pack.first
    context = {
        "pack": pack,
        "section": found,
        "asked": asked,
        "covered": covered,
        "late": pack.verified is not None and asked.day > pack.verified,
        "days": [(day, what, bool(at) and day == at[-1]) for day, what in days.items()],
        "step": len(at) - 1,
        "blocks": on_day(law(), pack, found, asked.day) if covered and at else (),
        "tables": [table(one, asked.day) for one in listed(law(), pack, found, asked.day)],
        "bound": _bound(pack, found),
    }
    return render(request, "desk/law/section.html", context)


@public
def doubts(request: HttpRequest) -> HttpResponse:
    """Everything that nobody has settled: open questions, contested points, a person's calls."""
    packs = [
        (pack, [(one, _acts(one.doubts)) for one in pack.open], [*contested(pack)])
        for pack in law().packs.values()
    ]
    return render(request, "desk/law/open.html", {"packs": packs})


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Notes the language that is wanted, without a form, so that the pages can be kept."""
    if request.method not in ("GET", "HEAD") or not check_for_language(code):
        raise Http404
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    response = redirect(wanted if safe else "law")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=_A_YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def change_days(pack: Pack, found: Page) -> dict[date, list[str]]:
    """The days on which a section reads otherwise, and what happened on each."""
    days: dict[date, list[str]] = {}
    for one in found.instruments:
        days.setdefault(one.first, []).append(one.name)
    for rule in found.provisions:
        for contest in rule.contests:
            if contest.days:
                _note(days, contest.days.first, _("a point is contested from here on"))
            if contest.days and contest.days.next_day:
                _note(days, contest.days.next_day, _("a point is no longer contested"))
    for schedule in listed(law(), pack, found):
        for day in schedule.dates:
            _note(days, day, _("the list “%s” changes") % schedule.name)
    return dict(sorted(days.items()))


def _note(days: dict[date, list[str]], day: date, what: str) -> None:
    """Says what happens on a day on which no instrument begins, which would say it better."""
    days.setdefault(day, [what])


def _names(days: dict[date, list[str]]) -> list[tuple[date, str]]:
    return [(day, "; ".join(what)) for day, what in days.items()]


def _bound(pack: Pack, found: Page) -> list[Agency]:
    """The agencies that a section binds."""
    return [one for _above, one in law().agencies() if applies(found.agencies, one.id, pack)]


def _acts(names: tuple[str, ...]) -> list[Any]:
    return [words.word(words.ACTS, one) for one in names]


@frozen
class Doubt:
    """A point of a provision that goes to a person: why, under which citation, on which days."""

    section: Page
    rule: ProvisionText
    why: str
    cite: str
    first: date
    last: date | None

    @property
    def day(self) -> date:
        """A day on which it is read."""
        return self.last or max(self.first, today())


def contested(pack: Pack) -> Iterator[Doubt]:
    """The points of a pack that go to a person."""
    for found in pack.pages:
        for rule in found.provisions:
            days = rule.days
            if rule.why:
                yield Doubt(found, rule, rule.why, rule.cite, days.first, days.last)
            for one in rule.contests:
                first = max(days.first, one.days.first) if one.days else days.first
                ends = (days.last, one.days.last if one.days else None)
                last = min((end for end in ends if end), default=None)
                if last is None or first <= last:
                    yield Doubt(found, rule, one.why, one.cite, first, last)


@lru_cache(maxsize=32)
def _scenarios(file: str, _digest: bytes) -> int:
    """How many scenarios a pack ships; counted, not read: reading them all takes a second."""
    path = Path(file).with_name("scenarios.yaml")
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return len(re.findall(r"(?m)^ +- \{?says:", text))


@lru_cache(maxsize=32)
def _body(file: str, _digest: bytes) -> str:
    """The words of a pack's own page, without its title, which stands above them already."""
    _front, body, _line = split_front(Path(file).read_text(encoding="utf-8-sig"), file)
    return markdown("\n".join(one for one in body.split("\n") if not one.startswith("# ")))


urls = [
    page("law/", jurisdictions, "law", read=PUBLIC),
    page("law/open/", doubts, "law-open", read=PUBLIC),
    page("law/language/<slug:code>/", language, "law-language", read=PUBLIC),
    page("law/<str:jurisdiction>/", jurisdiction, "law-jurisdiction", read=PUBLIC),
    page("law/<str:jurisdiction>/compare/", law_compare.compare, "law-compare", read=PUBLIC),
    page("law/<str:jurisdiction>/<str:section>/", section, "law-section", read=PUBLIC),
]
