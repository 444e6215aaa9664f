"""What the public law pages share: the day that is read, and that anyone may keep a copy.

MUST: a page here shows law and nothing of a case, and to whoever is not signed in the same to
everyone, so that a cache may keep it. So no form in it needs a token.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Final

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from comity.desk import counsel
from comity.law.pack import Law, Pack
from comity.law.page import Page

KEPT_SECONDS: Final = 600

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Lets caches keep a page for ten minutes, unless somebody is signed in."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        return response

    return shown


@frozen
class Asked:
    """The day that was asked for. `wrong` says why it is not the day that is shown."""

    day: date
    wrong: str = ""


def day_of(request: HttpRequest, name: str, otherwise: date) -> Asked:
    """The day in the address; another one, with a word about it, where that is none."""
    text = request.GET.get(name, "").strip()
    if not text:
        return Asked(otherwise)
    try:
        return Asked(date.fromisoformat(text))
    except ValueError:
        return Asked(otherwise, _("“%s” is not a day; write it as 2017-06-01.") % text[:40])


def today() -> date:
    """Today, by the clock of the server."""
    return datetime.now(UTC).date()


def law() -> Law:
    """The law that this desk answers by."""
    return counsel.law().law


def pack_of(jurisdiction: str) -> Pack:
    """A jurisdiction's pack. Raises Http404."""
    found = law().packs.get(jurisdiction)
    if found is None:
        raise Http404
    return found


def page_of(pack: Pack, section: str) -> Page:
    """A section of a pack. Raises Http404."""
    found = pack.page(section)
    if found is None:
        raise Http404
    return found
