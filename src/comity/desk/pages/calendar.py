"""The court calendar: hearings of people on record at this agency, by day or by week.

MUST: a list has docket numbers and never a name; who a hearing is about stands behind its request.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.desk.access import STAFF, page
from comity.desk.actions import court_date
from comity.desk.hand import Hand
from comity.desk.models import Request
from comity.desk.pages import hearings, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.listed import write_down
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import INPUT, hour_input
from comity.model.appearance import Appearance

DAYS: Final = {"day": 1, "week": 7}
ON: Final = "on"
VIEW: Final = "view"
MOST_ROWS: Final = 300


class DayForm(forms.Form):
    """Which days are shown."""

    on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**INPUT, "type": "date"}),
    )
    view = forms.ChoiceField(
        label=_("Show"),
        choices=[("day", _("one day")), ("week", _("a week"))],
        widget=forms.Select(attrs={"class": "usa-select"}),
    )


@agency_time
def calendar(request: HttpRequest) -> HttpResponse:
    """The hearings of a day, or of the week from its Monday on."""
    account = records.hand(request).by
    on, view = _wanted(request)
    first = on - timedelta(days=on.weekday()) if view == "week" else on
    days = [first + timedelta(days=n) for n in range(DAYS[view])]
    start, end = _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
    rows = hearings.within(account).filter(start__gte=start, start__lt=end)
    found = hearings.read(rows.order_by("start", "pk")[:MOST_ROWS], account)
    write_down(request, "calendar")
    context = {
        "days": [(day, [one for one in found if _day(one) == day]) for day in days],
        "form": DayForm(initial={"on": on, "view": view}),
        "view": view,
        "earlier": on - timedelta(days=DAYS[view]),
        "later": on + timedelta(days=DAYS[view]),
        "today": timezone.localdate(),
        "works": account.role in OPENS_SEALED,
        "cut": len(found) == MOST_ROWS,
    }
    return render(request, "desk/calendar/calendar.html", context)


class HearingForm(forms.Form):
    """A hearing as the court told it."""

    docket = forms.CharField(
        label=_("Docket number"),
        help_text=_("Entered again with another hour, the hearing has moved."),
        max_length=60,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    court = forms.CharField(label=_("Court"), max_length=120, widget=forms.TextInput(attrs=INPUT))
    room = forms.CharField(
        label=_("Room"), max_length=60, required=False, widget=forms.TextInput(attrs=INPUT)
    )
    start = forms.DateTimeField(label=_("Day and hour"), widget=hour_input())


@agency_time
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A hearing entered by hand, tied to the person whom a request names."""
    found = records.open_request(request, number, "hearing-new")
    form = HearingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hand = records.hand(request)
        if act(form, lambda: _enter(found, form.cleaned_data, hand)):
            on = timezone.localdate(form.cleaned_data["start"])
            return redirect(_address(on))
    known = hearings.of(found, records.hand(request).by)
    context = {"found": found, "form": form, "known": known}
    return render(request, "desk/calendar/hearing.html", context)


def _enter(found: Request, data: dict[str, Any], hand: Hand) -> bool:
    """Enters it; posted twice, the second finds it known."""
    docket = " ".join(data["docket"].split())
    shown = Appearance(docket, docket, data["court"], data["room"] or None, data["start"])
    court_date.enter(found.person, shown, hand)
    return True


def _wanted(request: HttpRequest) -> tuple[date, str]:
    """The day and the view asked for; today where that is no day."""
    view = request.GET.get(VIEW, "day")
    try:
        on = date.fromisoformat(request.GET.get(ON, ""))
    except ValueError:
        on = timezone.localdate()
    # The calendar's ends have no day before or after them.
    on = min(max(on, date(1900, 1, 8)), date(2100, 12, 1))
    return on, view if view in DAYS else "day"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _day(one: hearings.Hearing) -> date:
    assert one.start is not None
    return timezone.localdate(one.start)


def _address(on: date) -> str:
    from django.urls import reverse

    return f"{reverse('calendar')}?{ON}={on.isoformat()}&{VIEW}=day"


urls = [
    page("calendar/", calendar, "calendar", read=STAFF),
    page("requests/<int:number>/hearings/new/", add, "hearing-new",
         read=OPENS_SEALED, write=OPENS_SEALED),
]  # fmt: skip
