"""What happened in the end, entered by whoever saw it: practice, whatever the law said.

MUST: an hour is by the agency's own clock, and what is yet to come is no outcome.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk.access import STAFF, page
from comity.desk.actions import outcome as ends
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Request
from comity.desk.pages import fields, once, records, words
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.request import WORKING
from comity.errors import ComityError


class Happened(forms.Form):
    """What happened, and when."""

    seen = fields.Seen()
    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        widget=fields.Radios,
        choices=list(words.HAPPENED.items()),
    )
    note = forms.CharField(
        label=gettext_lazy("What else is to be known"),
        help_text=gettext_lazy("It is sealed with the person's record."),
        max_length=1000,
        required=False,
        widget=fields.Words(),
    )

    def __init__(self, *args: Any, dossier: Dossier, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["at"] = fields.Instant(
            dossier.zone,
            label=_("When, by the clock here (%s)") % dossier.zone.key,
            initial=dossier.now,
        )
        self.order_fields(["seen", "kind", "at", "note"])


def outcome(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what was entered before."""
    found = records.open_request(request, number, "outcome")
    dossier = Dossier(request.user, found)
    form = Happened(request.POST or None, dossier=dossier, initial={"seen": once.seen(found)})
    if request.method == "POST" and form.is_valid():
        try:
            _enter(found, form.cleaned_data, records.hand(request))
        except ComityError as error:
            fields.refuse(form, error)
        else:
            messages.success(request, _("It is on record."))
            return redirect("request", number)
    before = [(one, words.HAPPENED[one.kind]) for one in found.outcomes.order_by("happened_at")]
    context = {"found": found, "dossier": dossier, "form": form, "before": before}
    return render(request, "desk/outcome/outcome.html", context)


def _enter(found: Request, data: dict[str, Any], hand: Hand) -> None:
    with transaction.atomic():
        locked(found)
        same = found.outcomes.filter(entry_id__gt=data["seen"], kind=data["kind"], by=hand.by.pk)
        if not same.filter(happened_at=data["at"]).exists():
            ends.outcome(found, data["kind"], data["at"], hand, data["note"])


urls = [
    page("requests/<int:number>/outcome/", outcome, "outcome", read=STAFF, write=WORKING),
]
