"""The accounts of the desk, kept by an administrator who sees no case.

MUST: a first password is shown once, on the page that made it, and stands nowhere else.
"""

from collections.abc import Callable
from typing import Final

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from comity.desk import counsel, office
from comity.desk.access import page
from comity.desk.actions import account as accounts
from comity.desk.hand import Hand
from comity.desk.models import ROLES, Account
from comity.desk.pages import records
from comity.desk.pages.refusal import act

_ADMINISTRATOR: Final = ("administrator",)
_ROLES: Final = [(role, f"{role}: {does}") for role, does in ROLES.items() if role != "system"]


class Place(forms.Form):
    """What an account may do, and for which agency."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=_ROLES,
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    agency = forms.ChoiceField(
        label=gettext_lazy("Agency"), widget=forms.Select(attrs={"class": "usa-select"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = counsel.law().law.agencies()
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            (agency.id, f"{agency.id}: {agency.name}") for _, agency in found
        ]


class Person(Place):
    """An account to be made."""

    field_order = ("username",)
    username = forms.RegexField(
        r"^[\w.@+-]{1,150}$",
        label=gettext_lazy("Name to sign in with"),
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "off"}),
    )


def people(request: HttpRequest) -> HttpResponse:
    """All accounts; a form to make one."""
    form = Person(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, lambda: _make(form, records.hand(request)))
        if made is not None:
            return _shown_once(request, *made)
    locked = set(
        AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT
        ).values_list("username", flat=True)
    )
    rows = [
        (one, one.username in locked)
        for one in Account.objects.exclude(role="system").order_by("username")
    ]
    return render(request, "desk/people/people.html", {"rows": rows, "form": form})


def change(request: HttpRequest, number: int) -> HttpResponse:
    """One account, and what can be done to it."""
    found = get_object_or_404(Account.objects.exclude(role="system"), pk=number)
    what = request.POST.get("what", "")
    held = {"role": found.role, "agency": found.agency}
    form = Place(request.POST if what == "place" else None, initial=held)
    done = _CHANGES.get(what)
    if request.method == "POST" and (found == request.user or not (done or form.is_bound)):
        return redirect("people")
    if done is not None:
        password = done(found, records.hand(request))
        if password is not None:
            return _shown_once(request, found, password)
    if done is not None or _placed(form, found, records.hand(request)):
        return redirect("person-account", number)
    return render(request, "desk/people/account.html", {"found": found, "form": form})


def _placed(form: Place, account: Account, hand: Hand) -> bool:
    """Whether the account was given another place; if not, the form says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    done = act(form, lambda: accounts.place(account, said["role"], said["agency"], hand))
    return done is not None


def _make(form: Person, hand: Hand) -> tuple[Account, str]:
    said = form.cleaned_data
    made = accounts.make(said["username"], said["role"], said["agency"], hand)
    return made, accounts.first_password(made, hand)


def _shown_once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    context = {"found": account, "password": password}
    return render(request, "desk/people/first_password.html", context)


def _close(account: Account, hand: Hand) -> None:
    office.close_account(account.username, hand)


_CHANGES: Final[dict[str, Callable[[Account, Hand], str | None]]] = {
    "close": _close,
    "open": accounts.open_again,
    "release": accounts.release,
    "factors": accounts.forget_factors,
    "password": accounts.first_password,
}

urls = [
    page("people/", people, "people", read=_ADMINISTRATOR, write=_ADMINISTRATOR),
    page(
        "people/<int:number>/", change, "person-account", read=_ADMINISTRATOR, write=_ADMINISTRATOR
    ),
]
