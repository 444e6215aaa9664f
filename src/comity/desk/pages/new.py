"""A new request: a paper handed in as a file, or what was said by telephone or in person.

MUST: it goes on record at once, whatever it says and whether or not a program can read it; what was
read is looked at afterwards, on the request's own pages. A form posted twice makes one request.
"""

import json
import secrets
from hashlib import sha256
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk import keys
from comity.desk.access import page
from comity.desk.actions import receive
from comity.desk.models import Agency, Request
from comity.desk.pages import fields, new_paper, records, words
from comity.desk.pages.request import WORKING
from comity.errors import ComityError
from comity.facts.spoken import spoken
from comity.intake.received import Received
from comity.model.case import ACTIONS
from comity.model.contact import PERSON

PURPOSES: Final = (
    ("civil-immigration", gettext_lazy("civil immigration enforcement")),
    ("criminal", gettext_lazy("a criminal matter")),
    ("other", gettext_lazy("something else")),
)
TYPED: Final = ("telephone", "in-person", "paper")


class _New(forms.Form):
    """What both ways ask: who asks. The token makes the same form one request."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    requester = forms.ChoiceField(
        label=gettext_lazy("The agency that asks"),
        help_text=gettext_lazy("The agencies on record. An administrator enters another."),
        widget=fields.Select(),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"token": secrets.token_hex(16)}, **more})
        agencies = (
            Agency.objects.exclude(code=PERSON)
            .order_by("-immigration", "code")
            .values_list("code", "name")
        )
        self.fields["requester"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((code, f"{code}: {name}") for code, name in agencies),
        ]


class Upload(_New):
    """A paper as a file."""

    paper = new_paper.PaperField()


class Typed(_New):
    """What was said, typed in by whoever took it."""

    how = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        widget=fields.Radios,
        choices=[(one, words.WAYS[one]) for one in TYPED],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of request it is"),
        widget=fields.Select(),
        required=False,
        choices=[("", gettext_lazy("not known")), *words.KINDS.items()],
    )
    asks = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked for"),
        widget=fields.Checks,
        required=False,
        choices=[(one, words.ACTS[one]) for one in ACTIONS],
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("The purpose that the requester states"),
        widget=fields.Select(),
        required=False,
        choices=[("", gettext_lazy("not known")), *PURPOSES],
    )
    name = forms.CharField(
        label=gettext_lazy("The person who is named"),
        required=False,
        max_length=200,
        widget=fields.Text(),
    )
    event = forms.CharField(
        label=gettext_lazy("The requester's number for the request (Event #)"),
        required=False,
        max_length=100,
        widget=fields.Text(),
    )
    subject = forms.CharField(
        label=gettext_lazy("The requester's number for the person (Subject ID)"),
        required=False,
        max_length=100,
        widget=fields.Text(),
    )
    note = forms.CharField(
        label=gettext_lazy("In whose words, and how"),
        required=False,
        max_length=5000,
        widget=fields.Words(),
    )


def new(request: HttpRequest) -> HttpResponse:
    """A paper handed in as a file: on record at once, then looked at."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            came = new_paper.read(data["paper"])
            return _receive(request, came, came.agency or data["requester"], data["token"])
        except ComityError as error:
            fields.refuse(form, error)
    return render(request, "desk/new/new.html", {"form": form})


def typed(request: HttpRequest) -> HttpResponse:
    """What was said by telephone or in person, or stands on a paper that no program reads."""
    form = Typed(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            came = _spoken(data, records.hand(request).by.username)
            return _receive(request, came, data["requester"], data["token"])
        except ComityError as error:
            fields.refuse(form, error)
    return render(request, "desk/new/typed.html", {"form": form})


def _spoken(data: dict[str, Any], by: str) -> Received:
    said = {
        "request.kind": data["kind"],
        "request.asks": data["asks"],
        "request.purpose": data["purpose"],
        "person.name": data["name"].strip(),
    }
    pairs = [f"{path}={json.dumps(value)}" for path, value in said.items() if value]
    numbers = [(one, " ".join(data[one].split())) for one in ("event", "subject") if data[one]]
    return spoken(data["how"], pairs, by, data["note"], data["requester"], numbers)


def _receive(request: HttpRequest, came: Received, requester: str, token: str) -> HttpResponse:
    """Puts it on record under the form's own key, and goes where the work goes on."""
    hand = records.hand(request)
    content = sha256(came.original).hexdigest()
    key = keys.fingerprint("form", hand.by.username, token, requester, content)[:60]
    made = receive.receive(came, hand, agency=hand.by.agency, requester=requester, key=key)
    messages.success(request, _("%s is on record.") % made.number)
    return redirect(_next(made), made.pk)


def _next(made: Request) -> str:
    """The page on which the work goes on: the facts where some are lacking."""
    repeats = made.duplicate_of_id is not None
    return "facts" if made.status.state == "to-enter" and not repeats else "request"


urls = [
    page("requests/new/", new, "request-new", read=WORKING, write=WORKING),
    page("requests/new/typed/", typed, "request-new-typed", read=WORKING, write=WORKING),
]
