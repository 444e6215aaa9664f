"""The agencies that ask and are told, and the channels to them, kept by an administrator.

MUST: a channel's secret is written and never shown.
"""

import json
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from comity.desk import office
from comity.desk.access import page
from comity.desk.hand import Hand
from comity.desk.models import CHANNELS, Agency, Channel
from comity.desk.pages import records
from comity.desk.pages.refusal import act

_ADMINISTRATOR: Final = ("administrator",)
_TEXT: Final = {"class": "usa-input", "autocomplete": "off"}


class AgencyForm(forms.Form):
    """An agency to be entered or changed."""

    code = forms.RegexField(
        r"^[a-z0-9-]+/[a-z0-9-]+$",
        label=_("Code"),
        help_text=_("such as us/ice"),
        max_length=64,
        widget=forms.TextInput(attrs=_TEXT),
    )
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs=_TEXT))
    ori = forms.RegexField(
        r"^[A-Z0-9]{9}$",
        label=_("ORI"),
        help_text=_("nine characters; needed to ask about warrants"),
        required=False,
        widget=forms.TextInput(attrs=_TEXT),
    )
    mail = forms.EmailField(
        label=_("Mail address"), required=False, widget=forms.EmailInput(attrs=_TEXT)
    )
    immigration = forms.BooleanField(
        label=_("Its duties include immigration enforcement"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
    )


class ChannelForm(forms.Form):
    """A channel to be opened."""

    agency = forms.ModelChoiceField(
        Agency.objects.order_by("code"),
        to_field_name="code",
        label=_("Agency"),
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, kind) for kind in CHANNELS],
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    to = forms.CharField(
        label=_("Address"),
        help_text=_("a mail address, an https address, or a folder"),
        max_length=500,
        widget=forms.TextInput(attrs=_TEXT),
    )
    settings = forms.CharField(
        label=_("Settings"),
        help_text=_('JSON, such as {"host": "files.example", "user": "comity"}'),
        required=False,
        widget=forms.TextInput(attrs=_TEXT),
    )
    secret = forms.CharField(
        label=_("Secret"),
        help_text=_("what a webhook is signed with, at least 32 characters"),
        required=False,
        widget=forms.PasswordInput(attrs={**_TEXT, "autocomplete": "new-password"}),
    )

    def clean_settings(self) -> dict[str, Any]:
        """The settings as an object. Raises ValidationError."""
        try:
            found = json.loads(self.cleaned_data["settings"] or "{}")
        except ValueError as error:
            raise forms.ValidationError(_("This is not JSON.")) from error
        if not isinstance(found, dict):
            raise forms.ValidationError(_("This is no object."))
        return found


def agencies(request: HttpRequest) -> HttpResponse:
    """Agencies and channels; forms to enter one and to open one."""
    what = request.POST.get("what", "")
    agency = AgencyForm(request.POST if what == "agency" else None, prefix="agency")
    channel = ChannelForm(request.POST if what == "channel" else None, prefix="channel")
    hand = records.hand(request)
    done = {"agency": lambda: _entered(agency, hand), "channel": lambda: _opened(channel, hand)}
    if what == "close":
        for one in Channel.objects.filter(pk=_number(request.POST.get("channel"))):
            office.close_channel(one, hand)
    if what == "close" or (what in done and done[what]()):
        return redirect("channels")
    context = {
        "agencies": Agency.objects.prefetch_related("channels").order_by("code"),
        "agency": agency,
        "channel": channel,
    }
    return render(request, "desk/agencies/agencies.html", context)


def _number(text: str | None) -> int:
    """The number of a channel; 0, which none has, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _entered(form: AgencyForm, hand: Hand) -> bool:
    """Whether the agency was entered; if not, the form says why."""
    if not form.is_valid():
        return False
    return act(form, lambda: office.agency(hand=hand, **form.cleaned_data)) is not None


def _opened(form: ChannelForm, hand: Hand) -> bool:
    """Whether the channel was opened; if not, the form says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    secret = said["secret"].encode() or None
    given = (said["agency"].code, said["kind"], said["to"], said["settings"])
    return act(form, lambda: office.channel(*given, hand, secret=secret)) is not None


urls = [page("channels/", agencies, "channels", read=_ADMINISTRATOR, write=_ADMINISTRATOR)]
