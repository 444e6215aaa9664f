"""A court date is told to the agency that asked, or taken back from it.

MUST: each item that the notice tells is shown with what the law says of it; what may not be told
has no button.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.desk.access import STAFF, page
from comity.desk.actions import notice
from comity.desk.actions.sign import SIGNING
from comity.desk.actions.standing import in_force, locked
from comity.desk.hand import Hand
from comity.desk.models import Notice, Request
from comity.desk.pages import hearings, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.hearings import Hearing
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import RADIO
from comity.desk.pages.warrant_telling import telling
from comity.errors import DeskError
from comity.model.appearance import SCHEDULED

KIND = "court-date-notice"


class TellForm(forms.Form):
    """Which hearing is told."""

    hearing = forms.TypedChoiceField(
        label=_("Which court date?"), coerce=int, widget=forms.RadioSelect(attrs=RADIO)
    )

    def __init__(self, coming: list[Hearing], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hearing"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.row.pk, _label(one)) for one in coming]


@agency_time
def tell(request: HttpRequest, number: int) -> HttpResponse:
    """The hearings, what the notice would tell, and what was told already."""
    found = records.open_request(request, number, "notice-tell")
    hand = records.hand(request)
    known = hearings.of(found, hand.by)
    coming = [one for one in known if _can_be_told(one)]
    step = request.POST.get("step") if request.method == "POST" else None
    form = TellForm(coming, request.POST if step == "tell" else None)
    back = forms.Form(request.POST if step == "back" else None)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["hearing"]
        if act(form, lambda: _tell(found, _of(known, chosen), hand)):
            return redirect("notice-tell", number)
    if back.is_bound and back.is_valid() and act(back, lambda: _take_back(found, hand)):
        return redirect("notice-tell", number)
    context = _shown(found, coming) | {"form": form, "back": back, "known": known}
    context |= {"works": hand.by.role in OPENS_SEALED, "signs": hand.by.role in SIGNING}
    return render(request, "desk/notices/tell.html", context)


def _shown(found: Request, coming: list[Hearing]) -> dict[str, Any]:
    decision = in_force(found, "request", found.requester)
    told = Notice.objects.filter(request=found, subject="court-date").order_by("pk")
    states = {one.appearance_id: one for one in told}
    return {
        "found": found,
        "coming": coming,
        "decision": decision,
        "told": telling(decision, KIND) if decision else None,
        "states": states,
        "standing": [one for one in told if one.state == "told"],
    }


def _tell(found: Request, hearing: Hearing, hand: Hand) -> bool:
    """Tells the date once: told again with nothing changed, nothing is sent."""
    with transaction.atomic():
        locked(found)
        decision = in_force(found, "request", found.requester)
        if decision is None:
            raise DeskError("no decision stands", expected="the request to be decided first")
        notice.tell(decision, hearing.row, hand, override=telling(decision, KIND).override)
        return True


def _take_back(found: Request, hand: Hand) -> bool:
    with transaction.atomic():
        locked(found)
        notice.take_back(found, found.requester, hand)
        return True


def _of(known: list[Hearing], number: int) -> Hearing:
    return next(one for one in known if one.row.pk == number)


def _can_be_told(one: Hearing) -> bool:
    start = one.known.start if one.known else None
    return start is not None and start > timezone.now() and one.row.status == SCHEDULED


def _label(one: Hearing) -> str:
    assert one.known is not None and one.known.start is not None
    at = timezone.localtime(one.known.start).strftime("%Y-%m-%d %H:%M")
    place = ", ".join(part for part in (one.known.court, one.known.room) if part)
    return f"{at} – {one.known.docket} – {place}"


urls = [
    page("requests/<int:number>/notices/tell/", tell, "notice-tell",
         read=STAFF, write=OPENS_SEALED),
]  # fmt: skip
