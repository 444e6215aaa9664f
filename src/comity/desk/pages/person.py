"""A person, reached from a request: who it is, this agency's requests, hearings, custody, the end.

MUST: nobody is searched for. There is no list of people, and a person whom no request of this
agency names is not found.
"""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.desk import case, keys
from comity.desk.access import STAFF, page
from comity.desk.actions import person as people
from comity.desk.actions import seal as sealing
from comity.desk.actions.rename import rename, version_of
from comity.desk.hand import Hand
from comity.desk.models import Person, Request, Seal
from comity.desk.pages import hearings, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.fresh import fresh_to_write
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import INPUT, RADIO
from comity.desk.pages.words import KINDS, STATES, Words, word
from comity.errors import SealError

SEALED_BY: Final[Words] = {
    "court-order": _("by order of a court"),
    "statute": _("because a law says so"),
    "retention": _("because the time of keeping it is over"),
    "other": _("for another reason"),
}


@agency_time
def show(request: HttpRequest, number: int) -> HttpResponse:
    """All that this agency has of a person."""
    person, latest = records.open_person(request, number, "person")
    account = records.hand(request).by
    rows = records.requests_of(account).filter(person=person).select_related("status")
    works = account.role in OPENS_SEALED
    context = {
        "person": person,
        "latest": latest,
        "seal": _seal(person),
        "sealed_by": _sealed_by(person),
        "identity": _identity(person) if works else None,
        "version": version_of(person),
        "custody": _custody(latest) if works else None,
        "requests": [
            (one, word(KINDS, one.kind) if one.kind else "", word(STATES, one.status.state))
            for one in rows.order_by("-pk")
        ],
        "hearings": hearings.of(latest, account),
        "works": works,
        "may_seal": account.role in sealing.SEALING,
    }
    return render(request, "desk/person/person.html", context)


class NameForm(forms.Form):
    """The name as it should be, and why."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why is it another?"), max_length=200, widget=forms.TextInput(attrs=INPUT)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@agency_time
def name(request: HttpRequest, number: int) -> HttpResponse:
    """Corrects the name; the one before stays on record."""
    person, latest = records.open_person(request, number, "person-name")
    if _seal(person) is not None:
        return redirect("person", number)
    known = (_identity(person) or {}).get("name") or ""
    form = NameForm(request.POST or None, initial={"name": known, "version": version_of(person)})
    if request.method == "POST" and form.is_valid():
        hand = records.hand(request)
        if act(form, lambda: _rename(latest, form.cleaned_data, known, hand)):
            return redirect("person", number)
    return render(request, "desk/person/name.html", {"person": person, "form": form})


def _rename(latest: Request, data: dict[str, Any], known: str, hand: Hand) -> bool:
    """Corrects the name; posted twice, the second finds it corrected."""
    if data["name"] == known:
        return True
    rename(latest, data["name"], hand, based_on=data["version"], reason=data["reason"])
    return True


class SealForm(forms.Form):
    """The ground, the order, and the number of the person typed once more."""

    ground = forms.ChoiceField(
        label=_("Why is this person sealed?"),
        choices=list(SEALED_BY.items()),
        widget=forms.RadioSelect(attrs=RADIO),
    )
    order = forms.RegexField(
        f"^{sealing.ORDER}$",
        label=_("Number of the order"),
        help_text=_("It stays readable. Not the person's own docket, which would lead to him."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Type the number of the person, as it stands above"),
        max_length=20,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_number(self) -> str:
        """The number, if it is this person's."""
        typed: str = self.cleaned_data["number"].strip()
        if typed.upper() != str(self._person):
            raise forms.ValidationError(_("This is not the number of the person."))
        return typed


@fresh_to_write
@agency_time
def seal(request: HttpRequest, number: int) -> HttpResponse:
    """Destroys the key of a person, once and for all."""
    person, _latest = records.open_person(request, number, "person-seal")
    if _seal(person) is not None:
        return redirect("person", number)
    form = SealForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        hand, said = records.hand(request), form.cleaned_data
        if act(form, lambda: sealing.seal(person, hand, said["ground"], said["order"])) is not None:
            messages.success(request, gettext("%s is sealed.") % person)
            return redirect("person", number)
    closed = person.requests.count()
    context = {"person": person, "form": form, "requests": closed}
    return render(request, "desk/person/seal.html", context)


def _seal(person: Person) -> Seal | None:
    return getattr(person, "seal", None)


def _sealed_by(person: Person) -> Promise | str:
    found = _seal(person)
    return word(SEALED_BY, found.ground) if found else ""


def _identity(person: Person) -> dict[str, Any] | None:
    try:
        return people.identity(person)
    except SealError:
        return None


def _custody(latest: Request) -> dict[str, Any] | None:
    """What the latest facts say of the custody."""
    known = latest.versions.order_by("-version").first()
    if known is None:
        return None
    try:
        data = case.load(known, keys.key_of(latest.person)).get("custody")
    except SealError:
        return None
    if not data:
        return None
    released = data.get("released_otherwise_at")
    return {
        "arrested": data.get("arrested"),
        "released": parse_datetime(released) if released else None,
    }


urls = [
    page("persons/<int:number>/", show, "person", read=STAFF),
    page("persons/<int:number>/name/", name, "person-name",
         read=OPENS_SEALED, write=OPENS_SEALED),
    page("persons/<int:number>/seal/", seal, "person-seal", read=sealing.SEALING,
         write=sealing.SEALING),
]  # fmt: skip
