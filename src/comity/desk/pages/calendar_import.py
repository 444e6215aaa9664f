"""A court's feed is read in: what is new, moved or called off for people on record.

MUST: of people who are not on record here nothing is kept; that the feed no longer shows a hearing
changes nothing.
"""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from comity.desk import court
from comity.desk.access import page
from comity.desk.hand import Hand
from comity.desk.models import Appearance
from comity.desk.pages import hearings, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import agency_time, zone_of
from comity.desk.pages.refusal import act
from comity.desk.pages.words import word
from comity.intake.appearances import READERS

_RESULT: Final = "desk_feed_read"


class FeedForm(forms.Form):
    """The court's file."""

    file = forms.FileField(
        label=_("The court's file"),
        help_text=_("CSV, iCalendar (.ics) or XML court events, up to 10 MB."),
        widget=forms.ClearableFileInput(
            attrs={"class": "usa-file-input", "accept": ", ".join(READERS)}
        ),
    )


@agency_time
def read(request: HttpRequest) -> HttpResponse:
    """Reads a file in, then shows what changed."""
    form = FeedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        result = act(form, lambda: _read(form.cleaned_data["file"], records.hand(request)))
        if result is not None:
            request.session[_RESULT] = result
            return redirect("calendar-import")
    context = {"form": form, "result": _shown(request)}
    return render(request, "desk/calendar/import.html", context)


def _read(file: UploadedFile, hand: Hand) -> dict[str, Any]:
    """What a file changed, by numbers that say nothing of anybody."""
    zone = zone_of(hand.by.agency).key
    seen, changed = court.take(file.name or "", file.read(court.LARGEST + 1), hand, zone)
    rows = [[one.appearance.pk, list(one.kinds), one.urgent, one.told] for one in changed]
    return {"seen": seen, "changed": rows}


def _shown(request: HttpRequest) -> dict[str, Any] | None:
    """The result of the last file: within the walls, with dockets for who may see them."""
    result: dict[str, Any] | None = request.session.get(_RESULT)
    if result is None:
        return None
    account = records.hand(request).by
    numbers = [number for number, *_ in result["changed"]]
    rows = hearings.within(account).filter(pk__in=numbers)
    known = {one.row.pk: one for one in hearings.read(rows, account)}
    lines = [
        {"hearing": known[number], "kinds": [word(hearings.CHANGES, kind) for kind in kinds],
         "urgent": urgent, "told": told}
        for number, kinds, urgent, told in result["changed"]
        if number in known
    ]  # fmt: skip
    lines.sort(key=lambda one: not one["urgent"])
    return {
        "seen": result["seen"],
        "lines": lines,
        "elsewhere": Appearance.objects.filter(pk__in=numbers).count() - len(lines),
        "unchanged": result["seen"] - len(numbers),
    }


urls = [
    page("calendar/import/", read, "calendar-import", read=OPENS_SEALED, write=OPENS_SEALED),
]
