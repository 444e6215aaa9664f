"""The court calendar as an iCalendar feed, opened by a token that can be taken back.

MUST: the feed has docket numbers and places, never a name; its address is the secret, so it is
shown once, kept as a hash, logged and limited.
"""

from datetime import timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.act.calendar_feed import Shown, published
from comity.desk.access import PUBLIC, page
from comity.desk.actions import feed as feeds
from comity.desk.hand import Hand
from comity.desk.models import FeedToken
from comity.desk.pages import hearings, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import INPUT

BEFORE: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=366)
MOST: Final = 2_000
MOST_WRONG: Final = 20
_TOKEN: Final = "desk_feed_token"


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of a token. Raises Http404 for one that opens nothing."""
    found, now = feeds.opened_by(token), timezone.now()
    if found is None:
        return _wrong(request.META.get("REMOTE_ADDR", ""))
    if not feeds.read_by(found, now):
        return _too_many()
    rows = hearings.within(found.account).filter(start__gte=now - BEFORE, start__lt=now + AHEAD)
    shown = hearings.read(rows.order_by("start", "pk")[:MOST], found.account)
    body = published([_shown(one) for one in shown if one.known is not None], now)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = 'inline; filename="court-dates.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


class FeedForm(forms.Form):
    """What a feed is for."""

    called = forms.CharField(
        label=_("What is it for?"),
        help_text=_("For example: the calendar of the front desk."),
        max_length=60,
        widget=forms.TextInput(attrs=INPUT),
    )
    count = forms.IntegerField(widget=forms.HiddenInput)


@agency_time
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own feeds: a new one is shown once, an old one can be taken back."""
    hand = records.hand(request)
    rows = FeedToken.objects.filter(account=hand.by).order_by("-pk")
    form = FeedForm(request.POST or None, initial={"count": rows.count()})
    if request.method == "POST" and form.is_valid():
        if rows.count() > form.cleaned_data["count"]:
            return redirect("calendar-tokens")  # pressed twice: the first made it
        made = act(form, lambda: feeds.open_feed(form.cleaned_data["called"], hand))
        if made is not None:
            request.session[_TOKEN] = made[1]
            return redirect("calendar-tokens")
    context = {"form": form, "rows": rows[:50], "address": _once(request)}
    return render(request, "desk/calendar/tokens.html", context)


def close(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a feed back."""
    hand = records.hand(request)
    row = get_object_or_404(FeedToken, pk=number, account=hand.by)
    if request.method == "POST" and _closed(row, hand):
        messages.success(
            request, gettext("The feed is closed. Its address opens nothing any more.")
        )
    return redirect("calendar-tokens")


def _closed(row: FeedToken, hand: Hand) -> bool:
    return feeds.close_feed(row, hand)


def _once(request: HttpRequest) -> str | None:
    """The address of a feed that was just made; the next page no longer has it."""
    token: str | None = request.session.pop(_TOKEN, None)
    return request.build_absolute_uri(reverse("calendar-feed", args=[token])) if token else None


def _shown(one: hearings.Hearing) -> Shown:
    known = one.known
    assert known is not None
    assert one.start is not None
    place = ", ".join(part for part in (known.court, known.room) if part)
    return Shown(
        f"hearing-{one.row.pk}@comity", known.docket, place, one.start, known.status,
        one.row.sequence,
    )  # fmt: skip


def _too_many() -> HttpResponse:
    answer = HttpResponse(gettext("Too many readings. Try again in an hour."), status=429)
    answer["Retry-After"] = "3600"
    answer["Content-Type"] = "text/plain; charset=utf-8"
    return answer


def _wrong(address: str) -> HttpResponse:
    """Nothing stands at a wrong address; whoever tries many is told to wait. Raises Http404."""
    key = f"feed-wrong-{address}"
    tried = cache.get(key, 0)
    if tried >= MOST_WRONG:
        return _too_many()
    cache.set(key, tried + 1, timeout=3600)
    raise Http404


urls = [
    page("calendar/feed/<slug:token>.ics", feed, "calendar-feed", read=PUBLIC),
    page("calendar/tokens/", tokens, "calendar-tokens", read=OPENS_SEALED, write=OPENS_SEALED),
    page("calendar/tokens/<int:number>/close/", close, "calendar-token-close",
         read=OPENS_SEALED, write=OPENS_SEALED),
]  # fmt: skip
