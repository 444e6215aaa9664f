"""Two days of a jurisdiction's law side by side, rule by rule, with what changed marked.

MUST: what a rule rests on is compared too: a definition or a list that changes, changes every rule
that uses it, though no letter of the rule does.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comity.desk.pages.law_links import listed, terms_from
from comity.desk.pages.law_public import day_of, law, pack_of, public, today
from comity.desk.pages.law_tables import table
from comity.desk.pages.law_text import contests_on, name_of
from comity.law.pack import Pack, applies
from comity.law.page import Page
from comity.law.rule import ProvisionText, Rule
from comity.law.version import pages_for

_FEW: Final = 12
_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")


class Sides:
    """What may be compared within a jurisdiction, and what is proposed."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    @cached_property
    def days(self) -> list[date]:
        """The days on which some section changes."""
        return sorted({day for one in self.pack.pages for day in one.dates})

    @property
    def after(self) -> date:
        """The latest change until today."""
        return max((day for day in self.days if day <= today()), default=today())

    @property
    def before(self) -> date:
        """The day before it."""
        return self.after - timedelta(days=1)


@frozen
class Change:
    """A rule on both days. `kind`: added, removed, changed or same.

    `texts` are its words, its rule and what is contested on each day, as they are written.
    """

    kind: str
    pack: Pack
    section: Page
    title: str
    cite: str
    before: tuple[SafeString, ...] = ()
    after: tuple[SafeString, ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()


@frozen
class ListChange:
    """The rows of a list that one of the days has and the other has not."""

    name: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@public
def compare(request: HttpRequest, jurisdiction: str) -> HttpResponse:
    """Both days, side by side."""
    pack = pack_of(jurisdiction)
    sides = Sides(pack)
    before, after = (
        day_of(request, "from", sides.before),
        day_of(request, "to", sides.after),
    )
    known = [one.id for one in pack.agencies]
    agency = request.GET.get("agency", "")
    agency = agency if agency in known else ""
    found = [*changes(pack, agency, before.day, after.day)]
    context = {
        "pack": pack,
        "sides": sides,
        "agency": agency,
        "before": before,
        "after": after,
        "changed": [one for one in found if one.kind != "same"],
        "same": [one for one in found if one.kind == "same"],
        "lists": [*list_changes(pack, agency, before.day, after.day)],
        "questions": [*question_changes(pack, agency, before.day, after.day)],
        "early": min(before.day, after.day) < pack.first,
    }
    return render(request, "desk/law/compare.html", context)


def changes(pack: Pack, agency: str, before: date, after: date) -> Iterator[Change]:
    """Every rule that is in force on one of the days, as it stands on both."""
    for above, page, terms_only in _pages(pack, agency):
        old, new = _rules(page, before, terms_only), _rules(page, after, terms_only)
        ordered = sorted({**old, **new}.items(), key=lambda one: one[1].place.line or 0)
        for name, rule in ordered:
            yield _change(above, page, old.get(name), new.get(name), rule, (before, after))


def _pages(pack: Pack, agency: str) -> Iterator[tuple[Pack, Page, bool]]:
    """The pages that bind an agency (or all of the pack), and those that lend them terms."""
    own = pages_for(law(), agency) if agency else [(pack, one) for one in pack.pages]
    yield from ((above, one, False) for above, one in own)
    seen = {(above.id, one.name) for above, one in own}
    for above, page in own:
        for there, one in terms_from(law(), above, page):
            if (there.id, one.name) not in seen:
                seen.add((there.id, one.name))
                yield there, one, True


def _rules(page: Page, day: date, terms_only: bool) -> dict[tuple[str, str], Rule]:
    return {
        name_of(one): one
        for one in page.rules_on(day)
        if not (terms_only and isinstance(one, ProvisionText))
    }


def _change(
    pack: Pack, page: Page, old: Rule | None, new: Rule | None, rule: Rule, days: tuple[date, date]
) -> Change:
    texts = [
        _texts(one, day) if one else ("", "", "") for one, day in zip((old, new), days, strict=True)
    ]
    kind = "changed" if old and new else "removed" if old else "added"
    if [one.split() for one in texts[0]] == [one.split() for one in texts[1]]:
        return Change("same", pack, page, rule.title, rule.cite)
    pairs = [marked(one, other) for one, other in zip(*texts, strict=True)]
    shown = new or old or rule
    before, after = (tuple(pair[n] for pair in pairs) for n in (0, 1))
    return Change(kind, pack, page, shown.title, shown.cite, before, after, tuple(texts))


def _texts(rule: Rule, day: date) -> tuple[str, str, str]:
    """What is compared: the words, the rule without its days, and what is contested that day."""
    source = re.sub(r"(?m)^in_force:.*\n", "", rule.source).rstrip()
    contests = contests_on(rule, day) if isinstance(rule, ProvisionText) else ()
    return rule.words, source, "\n".join(one.why for one in contests)


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Two texts as HTML: what only the first has is deleted, what only the second has inserted.

    Where a line breaks is no difference.
    """
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    gone, come = [], []
    for same, left, right in _runs(one, other):
        gone.append(escape(left) if same or not left.strip() else f"<del>{escape(left)}</del>")
        come.append(escape(right) if same or not right.strip() else f"<ins>{escape(right)}</ins>")
    return mark_safe("".join(gone)), mark_safe("".join(come))


def _runs(one: list[str], other: list[str]) -> Iterator[tuple[bool, str, str]]:
    """What both have, and what they have not, in turn.

    A word or two in common between differences count as different, so that marks are few and whole.
    """
    old, new = ([" " if token.isspace() else token for token in side] for side in (one, other))
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    left = right = ""
    for n, (kind, first, last, start, end) in enumerate(codes):
        texts = "".join(one[first:last]), "".join(other[start:end])
        between = 0 < n < len(codes) - 1 and len(texts[0].strip()) < _FEW
        if kind == "equal" and not between:
            yield False, left, right
            yield True, *texts
            left = right = ""
        else:
            left, right = left + texts[0], right + texts[1]
    yield False, left, right


def list_changes(pack: Pack, agency: str, before: date, after: date) -> Iterator[ListChange]:
    """The lists of which some row is in force on one of the days alone."""
    seen = set[str]()
    for above, page, _terms_only in _pages(pack, agency):
        for one in listed(law(), above, page):
            if one.name in seen:
                continue
            seen.add(one.name)
            old, new = (
                dict.fromkeys(
                    " · ".join(cell for cell in row if cell) for row in table(one, day).rows
                )
                for day in (before, after)
            )
            if old != new:
                gone, come = (
                    tuple(k for k in a if k not in b) for a, b in ((old, new), (new, old))
                )
                yield ListChange(one.name, gone, come)


def question_changes(
    pack: Pack, agency: str, before: date, after: date
) -> Iterator[tuple[str, str]]:
    """The open questions that begin, or cease, to touch decisions between the days."""
    for above in law().line(pack):
        for one in above.open:
            bound = not agency or applies(one.agencies, agency, above)
            if bound and one.first and min(before, after) < one.first <= max(before, after):
                begins = before < after
                yield one.ask, _("begins to matter") if begins else _("does not matter yet")
