"""The forms of a warrant check: the class first, then the question, then the answer.

MUST: neither the class nor the priority has a default; both are somebody's own word.
"""

from collections.abc import Iterable
from typing import Any, Final

import attrs
from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comity.act import alien_query, warrants
from comity.desk.models import Agency
from comity.desk.pages import warrant_words as words
from comity.desk.pages.words import ITEMS
from comity.model.case import Request as CaseRequest

INPUT: Final = {"class": "usa-input"}
SELECT: Final = {"class": "usa-select"}
RADIO: Final = {"class": "usa-radio__input"}
CHECKBOX: Final = {"class": "usa-checkbox__input"}
HOUR: Final = "%Y-%m-%dT%H:%M"

GROUNDS: Final[tuple[str, ...]] = attrs.fields_dict(CaseRequest)["grounds"].metadata["terms"]

Explained = dict[str, tuple[Promise, Promise]]


def explained(choices: Explained) -> list[tuple[str, SafeString]]:
    """Choices with what each means below its name."""
    mark = '{}<span class="usa-radio__label-description">{}</span>'
    return [(name, format_html(mark, title, says)) for name, (title, says) in choices.items()]


def hour_input() -> forms.DateTimeInput:
    """A day and an hour, by the agency's clock."""
    return forms.DateTimeInput(format=HOUR, attrs={**INPUT, "type": "datetime-local"})


class ClassForm(forms.Form):
    """What a record is, learnt from whom, and who issued it."""

    record_class = forms.ChoiceField(
        label=_("What is the record?"),
        help_text=_(
            "Read who signed it. Do not go by the word “warrant”: "
            "a database uses it for all of these."
        ),
        widget=forms.RadioSelect(attrs=RADIO),
    )
    learnt_from = forms.ChoiceField(
        label=_("How do you know?"),
        choices=list(words.SOURCES.items()),
        widget=forms.RadioSelect(attrs=RADIO),
    )
    source = forms.CharField(
        label=_("Which document, or who?"),
        help_text=_("For example: the order itself, page 1; or: warrants desk, by telephone."),
        max_length=200,
        widget=forms.TextInput(attrs=INPUT),
    )
    issuer = forms.ChoiceField(
        label=_("Which agency entered the record?"), widget=forms.Select(attrs=SELECT)
    )
    record = forms.CharField(
        label=_("The record's own number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds for disclosure that somebody has put on record"),
        help_text=_("Only what is on record counts."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHECKBOX),
    )
    since = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "record_class", explained(words.CLASSES))
        agencies = Agency.objects.exclude(code="person").order_by("name")
        named = [(code, f"{name} ({code})") for code, name in agencies.values_list("code", "name")]
        _choose(self, "issuer", [("", _("choose")), *named])
        _choose(self, "grounds", [(one, words.GROUNDS.get(one, one)) for one in GROUNDS])

    @property
    def told_source(self) -> str:
        """The source as it goes on record."""
        return f"{self.cleaned_data['learnt_from']}: {self.cleaned_data['source']}"


class InquiryForm(forms.Form):
    """The question to the issuing agency: how pressing, and the fields of the message."""

    priority = forms.ChoiceField(
        label=_("How pressing is it?"),
        help_text=_("You choose, every time."),
        widget=forms.RadioSelect(attrs=RADIO),
    )
    rty = forms.ChoiceField(label=_("Kind of record"), widget=forms.Select(attrs=SELECT))
    nic = forms.CharField(
        label=_("Number in the national database"),
        help_text=_("Up to 10 letters and digits; NONE to Canada."),
        max_length=10,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    oca = forms.CharField(
        label=_("Your case number"), max_length=20, widget=forms.TextInput(attrs=INPUT)
    )
    nam = forms.CharField(
        label=_("Name as in the record"),
        help_text=_("Capitals, last name first: DOE, JOHN."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    dob = forms.CharField(
        label=_("Birth date"),
        help_text=_("As 19800131. It tells the agency one thing more; leave it out if you can."),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "numeric", "autocomplete": "off"}),
    )
    sex = forms.CharField(
        label=_("Sex"),
        help_text=_("One letter."),
        max_length=1,
        required=False,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "priority", explained(words.PRIORITIES))
        kinds = [(one, f"{one} – {says}") for one, says in words.RECORD_TYPES.items()]
        _choose(self, "rty", kinds)

    def message(self) -> dict[str, str]:
        """The fields of the message, as the network names them."""
        names = ("rty", "oca", "nic", "nam", "dob", "sex")
        return {one.upper(): self.cleaned_data[one] for one in names if self.cleaned_data[one]}


class AnswerForm(forms.Form):
    """What the issuing agency answered, to which request."""

    number = forms.TypedChoiceField(
        label=_("To which request?"), coerce=int, widget=forms.Select(attrs=SELECT)
    )
    says = forms.ChoiceField(label=_("What does it say?"), widget=forms.RadioSelect(attrs=RADIO))
    until = forms.DateTimeField(
        label=_("More time: until when?"), required=False, widget=hour_input()
    )
    since = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, numbers: Iterable[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "number", [(one, one) for one in numbers])
        _choose(self, "says", explained(words.ANSWERS))

    def clean(self) -> dict[str, Any]:
        """An agency that needs more time says how much; another answer has no such hour."""
        data: dict[str, Any] = super().clean() or {}
        wants_time = data.get("says") == warrants.IN_PROCESS
        if wants_time and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say by when it will confirm or not."))
        if not wants_time:
            data["until"] = None
        return data


class SinceForm(forms.Form):
    """A button: what its page had seen, so that pressing it twice does one thing."""

    since = forms.IntegerField(widget=forms.HiddenInput)


class QueryForm(SinceForm):
    """The immigration alien query: each field, with what it tells."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, required) in QUERY_FIELDS.items():
            told = alien_query.TELLS.get(name)
            self.fields[name] = forms.CharField(
                label=f"{label} ({name})",
                help_text=_tells(told),
                max_length=30,
                required=required,
                widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
            )

    def message(self) -> dict[str, str]:
        """The fields of the message, as the network names them."""
        return {one: self.cleaned_data[one] for one in QUERY_FIELDS if self.cleaned_data[one]}


def _tells(item: str | None) -> str:
    return format_html("{} {}", _("Tells"), ITEMS[item]) if item else ""


QUERY_FIELDS: Final[dict[str, tuple[Promise, bool]]] = {
    "PUR": (_("Purpose code, C or F"), True),
    "ATN": (_("Who asks"), True),
    "PHN": (_("Telephone"), True),
    "NAM": (_("Name, last name first"), True),
    "DOB": (_("Birth date, as 19800131"), True),
    "SEX": (_("Sex, one letter"), True),
    "POB": (_("Place of birth, two letters"), True),
    "CUS": (_("In custody: Y or N"), True),
    "OFF": (_("Offence code, 0399 if none"), True),
    "ARN": (_("Alien file number"), False),
    "FBI": (_("FBI number"), False),
    "SID": (_("State number"), False),
    "OLN": (_("Driver's licence"), False),
}


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
