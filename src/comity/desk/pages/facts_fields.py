"""A fact as a field of a form, and what was put into it as a fact again.

MUST: a field that nobody touched gives back the value that was there, to the second; a fact that is
not known is a choice of its own, and never the same as no or none.
"""

import re
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk.pages import fields, known, words
from comity.model.case import ACTIONS
from comity.model.contact import ITEMS
from comity.model.shape import Field, ListOf, Record
from comity.model.tree import DAY, INSTANT, TRUTH

UNKNOWN: Final = object()
"""What a field gives for a fact that is not known: its key is left out."""

NONE: Final = "(none)"
NULL: Final = "(null)"

_BASIS: Final = (
    "final-order",
    "removal-proceedings",
    "biometric-match",
    "statements",
    "dhs-transferred",
)
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "request.asks": ACTIONS,
    "request.basis": _BASIS,
    "information.items": tuple(ITEMS),
}
"""Lists of texts of which the terms are known, though the model leaves them open."""

_NAMED: Final[dict[str, words.Words]] = {
    "request.asks": words.ACTS,
    "request.kind": words.KINDS,
    "information.items": words.ITEMS,
}


class Minute(fields.Instant):
    """An hour to the minute; one that shows the same minute is unchanged."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another minute was put in."""
        was = self.prepare_value(initial)
        shown = f"{was:%Y-%m-%dT%H:%M}" if isinstance(was, datetime) else ""
        return shown != (data or "")[:16]


class Periods(forms.CharField):
    """Days from and to, one period a line."""

    widget = fields.Words({"rows": 2})

    def to_python(self, value: Any) -> Any:
        """Pairs of days. Raises ValidationError for a line that is no period."""
        text = (super().to_python(value) or "").strip()
        if not text:
            return UNKNOWN
        if text.lower() in ("none", str(_("none"))):
            return []
        return [self._pair(line) for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other lines were put in."""
        return _lines(initial) != _lines(data)

    def _pair(self, line: str) -> list[str | None]:
        days = re.findall(r"\d{4}-\d{2}-\d{2}", line)
        try:
            found = [date.fromisoformat(one).isoformat() for one in days]
        except ValueError:
            found = []
        if len(found) not in (1, 2):
            raise forms.ValidationError(_("Write two days a line, as 2003-05-01 2005-01-15."))
        return [found[0], found[1] if len(found) == 2 else None]


class Lines(forms.CharField):
    """Texts, one a line."""

    widget = fields.Words({"rows": 2})

    def to_python(self, value: Any) -> Any:
        """The texts; `none` alone is the empty list."""
        text = (super().to_python(value) or "").strip()
        if not text:
            return UNKNOWN
        if text.lower() in ("none", str(_("none"))):
            return []
        return _lines(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other lines were put in."""
        return _lines(initial) != _lines(data)


def _lines(text: Any) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def form_field(field: Field, path: str, zone: ZoneInfo, *, compact: bool = False) -> forms.Field:
    """The form's field for a fact."""
    more: dict[str, Any] = {"label": known.says(field), "required": False}
    if _is_listed(field, path):
        return forms.MultipleChoiceField(widget=fields.Checks, choices=_listed(field, path), **more)
    if isinstance(field.type, ListOf):
        pairs = isinstance(field.type.item, Record)
        kind = Periods if pairs else Lines
        help_text = (
            _("Two days a line, from and to. Write none if there was no such time.")
            if pairs
            else _("One a line. Write none if there are none.")
        )
        return kind(help_text=help_text, **more)
    if field.type == TRUTH:
        widget = fields.Select() if compact else fields.Radios()
        return forms.ChoiceField(widget=widget, choices=_truths(field), **more)
    if field.terms:
        return forms.ChoiceField(widget=fields.Select(), choices=_terms(field, path), **more)
    if field.type == DAY:
        day = forms.DateInput({"class": "usa-input", "type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=day, input_formats=["%Y-%m-%d"], **more)
    if field.type == INSTANT:
        return Minute(zone, **more)
    return forms.CharField(widget=fields.Text(), max_length=500, **more)


def shown(field: Field, path: str, data: dict[str, Any]) -> Any:
    """What the form's field shows for the fact in a record."""
    value = data.get(field.name)
    if field.designation and field.name not in data:
        value = list(field.default) if isinstance(field.default, tuple) else field.default
    elif field.designation and value is None and not isinstance(field.type, ListOf):
        return NULL
    if value is None:
        return [] if _is_listed(field, path) else ""
    if _is_listed(field, path):
        return [str(one) for one in value] or ([] if field.designation else [NONE])
    if isinstance(field.type, ListOf):
        return _in_lines(field, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.type == INSTANT:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if field.type == DAY else value


def value(field: Field, path: str, put_in: Any) -> Any:
    """The fact, as JSON has it, from what the form's field was cleaned to."""
    if _is_listed(field, path):
        chosen = [one for one in put_in if one != NONE]
        if chosen or NONE in put_in:
            return chosen
        return UNKNOWN
    if put_in == NULL:
        return None
    if put_in in ("", None) or put_in is UNKNOWN:
        return UNKNOWN
    if field.type == TRUTH:
        found: Any = put_in == "true"
    elif isinstance(put_in, date):
        found = put_in.isoformat()
    else:
        found = put_in
    default = list(field.default) if isinstance(field.default, tuple) else field.default
    return UNKNOWN if field.designation and found == default else found


def _is_listed(field: Field, path: str) -> bool:
    return isinstance(field.type, ListOf) and bool(field.terms or path in _CHOICES)


def _listed(field: Field, path: str) -> list[tuple[str, Any]]:
    named = _NAMED.get(path, {})
    choices = [(one, words.word(named, one)) for one in field.terms or _CHOICES[path]]
    none = [] if field.designation else [(NONE, gettext_lazy("none of these"))]
    return [*choices, *none]


def _truths(field: Field) -> list[tuple[str, Any]]:
    unknown = (NULL if field.designation else "", gettext_lazy("not known"))
    return [("true", gettext_lazy("yes")), ("false", gettext_lazy("no")), unknown]


def _terms(field: Field, path: str) -> list[tuple[str, Any]]:
    named = _NAMED.get(path, {})
    unknown = (NULL if field.designation else "", gettext_lazy("not known"))
    return [unknown, *((one, words.word(named, one)) for one in field.terms)]


def _in_lines(field: Field, found: list[Any]) -> str:
    if not found:
        return "" if field.designation else "none"
    pairs = isinstance(field.type, ListOf) and isinstance(field.type.item, Record)
    return "\n".join(f"{a} {b or ''}".strip() if pairs else str(a) for a, b in _twos(found, pairs))


def _twos(found: list[Any], pairs: bool) -> list[tuple[Any, Any]]:
    return [(one[0], one[1]) if pairs else (one, None) for one in found]
