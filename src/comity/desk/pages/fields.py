"""Form fields as every page of the desk shows them, and refusals as errors of a form.

MUST: a field has a label and says what is wrong beside itself; what was typed stays.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.errors import ComityError


class Select(forms.Select):
    """A list to choose from."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "usa-select", **(attrs or {})})


class Text(forms.TextInput):
    """A line of text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "usa-input", "autocomplete": "off", **(attrs or {})})


class Words(forms.Textarea):
    """Some lines of text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "usa-textarea", "rows": 3, **(attrs or {})})


class Checks(forms.CheckboxSelectMultiple):
    """Boxes to tick."""

    template_name = "desk/widgets/choices.html"


class Radios(forms.RadioSelect):
    """Buttons of which one is chosen."""

    template_name = "desk/widgets/choices.html"


class Instant(forms.DateTimeField):
    """An hour by the agency's own clock; aware, so that nobody has to think of the offset.

    Of an hour that comes twice in autumn the first is meant; one that spring skips is refused.
    """

    widget = forms.DateTimeInput(
        attrs={"class": "usa-input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )

    def __init__(self, zone: ZoneInfo, **more: Any) -> None:
        self.zone = zone
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        """The hour as the agency's clock shows it."""
        if isinstance(value, datetime):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """The instant, in the agency's zone. Raises ValidationError for none."""
        if isinstance(value, datetime) or value in self.empty_values:
            return value or None
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise forms.ValidationError(
                _("Write a day and an hour, as 2017-06-01T10:00.")
            ) from None
        if found.tzinfo is not None:
            return found
        here = found.replace(tzinfo=self.zone)
        if here.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != found:
            raise forms.ValidationError(_("The clock skips this hour on that day."))
        return here


class Seen(forms.IntegerField):
    """The number of the latest entry that the page had seen (`pages.once`)."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(min_value=0)


def reason(help_text: Any = "", *, required: bool = True, label: Any = None) -> forms.CharField:
    """The reason of an act, which stands sealed in the record."""
    return forms.CharField(
        label=label or gettext_lazy("The reason, in words"),
        help_text=help_text,
        max_length=1000,
        required=required,
        widget=Words(),
    )


def refuse(form: forms.BaseForm, error: ComityError) -> None:
    """Puts what a rule of the desk or of the contact refused into the form, in words."""
    text = f"{error.message[:1].upper()}{error.message[1:]}"
    if error.field:
        text = f"{error.field}: {text}"
    if error.expected:
        text = _("%(what)s. Expected: %(expected)s.") % {"what": text, "expected": error.expected}
    form.add_error(None, text)


def renew(form: forms.BaseForm, **seen: int) -> None:
    """Puts what the page shows now in place of what it had shown, in a form that was refused.

    Whoever posts it again has had the present state before him.
    """
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    for name, value in seen.items():
        data[form.add_prefix(name)] = str(value)
    form.data = data
