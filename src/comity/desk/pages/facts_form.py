"""The facts of a request as one form: single facts, and lists whose entries are added and left out.

What comes out is the case as JSON with what was changed put in place. MUST: facts that only a
lawyer determines are no fields here, and keep their values whatever is posted.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk.actions import findings
from comity.desk.actions.findings import LAWYERS
from comity.desk.pages import facts_fields, fields, known
from comity.desk.pages.facts_fields import UNKNOWN
from comity.model.shape import Field, ListOf, Record, case_shape

MOST_ROWS: Final = 60

LISTS: Final = ("person.charges", "person.convictions", "request.instruments")
_NOT_ASKED: Final = ("request.from",)
"""Who asks stands in the request itself."""

_STATES: Final = (
    ("unknown", gettext_lazy("not looked for yet")),
    ("none", gettext_lazy("looked for, none found")),
    ("listed", gettext_lazy("as listed here")),
)


def field_of(path: str) -> Field:
    """The fact at a path of two steps."""
    part, name = path.split(".")
    record = case_shape().fields[part].type
    assert isinstance(record, Record)
    return record.fields[name]


def paths() -> Iterator[str]:
    """Every fact that the form asks for, in the model's order."""
    for part in known.PARTS:
        record = case_shape().fields[part].type
        assert isinstance(record, Record)
        for name in record.fields:
            if f"{part}.{name}" not in _NOT_ASKED:
                yield f"{part}.{name}"


@frozen
class Change:
    """A fact that was changed: its path, and its values in JSON (UNKNOWN: not known)."""

    path: str
    was: Any
    value: Any


class Row(forms.Form):
    """One entry of a list."""

    leave_out = forms.BooleanField(label=gettext_lazy("Leave this entry out"), required=False)

    def __init__(
        self, data: Any, *, prefix: str, path: str, record: Record, zone: ZoneInfo, before: Any
    ) -> None:
        self.before, self._facts = before, _askable(path, record)
        initial = {
            n: facts_fields.shown(f, f"{path}[].{n}", before) for n, f in self._facts.items()
        }
        super().__init__(data, prefix=prefix, initial=initial)
        self._path = path
        for name, field in self._facts.items():
            made = facts_fields.form_field(field, f"{path}[].{name}", zone, compact=True)
            self.fields[name] = made
        self.fields["leave_out"].widget.attrs["class"] = "usa-checkbox__input"
        self.order_fields([*self._facts, "leave_out"])

    def is_valid(self) -> bool:
        """Whether what was put in can be used; nothing was into an entry that was just added."""
        return not self.is_bound or super().is_valid()

    def entry(self) -> dict[str, Any] | None:
        """The entry as JSON; None where it is left out or nothing stands in it."""
        if not self.is_bound or self.cleaned_data.get("leave_out"):
            return None
        made = dict(self.before)
        for name in self.changed_data:
            if name in self._facts:
                field = self._facts[name]
                put_in = self.cleaned_data.get(name)
                _put(made, name, facts_fields.value(field, f"{self._path}[].{name}", put_in))
        return findings.corrected(self.before, made) or None


class List(forms.Form):
    """A list of the facts: whether one looked, and its entries."""

    state = forms.ChoiceField(choices=_STATES, widget=fields.Radios, required=False)
    rows = forms.IntegerField(min_value=0, max_value=MOST_ROWS, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, path: str, zone: ZoneInfo, before: Any, more_rows: int = 0
    ) -> None:
        self.path, self.before = path, before
        field = field_of(path)
        assert isinstance(field.type, ListOf)
        assert isinstance(field.type.item, Record)
        entries = before or []
        count = len(entries) or 0
        if data is not None:
            posted = str(data.get(f"{path}-rows", ""))
            count = min(int(posted) if posted.isdecimal() else count, MOST_ROWS)
        put_in, count = count, min(count + more_rows, MOST_ROWS)
        state = "listed" if entries else "unknown" if before is None else "none"
        super().__init__(data, prefix=path, initial={"state": state, "rows": count})
        self.fields["state"].label = known.says(field)
        self.entries = [
            Row(data if n < put_in else None, prefix=f"{path}-{n}", path=path, zone=zone,
                record=field.type.item, before=entries[n] if n < len(entries) else {})
            for n in range(count)
        ]  # fmt: skip
        self.count = count

    def is_valid(self) -> bool:
        """Whether the list and every entry can be used."""
        rows = [row.is_valid() for row in self.entries]
        return super().is_valid() and all(rows)

    def clean(self) -> dict[str, Any]:
        """Entries and `none found` exclude each other."""
        data: dict[str, Any] = super().clean() or {}
        if all(row.is_valid() for row in self.entries):
            found = [row.entry() for row in self.entries]
            if data.get("state") == "none" and any(found):
                self.add_error(
                    "state", _("Entries stand below. Leave them out, or choose the list.")
                )
        return data

    def value(self) -> Any:
        """The list as JSON; UNKNOWN where nobody looked."""
        found = [one for row in self.entries if (one := row.entry()) is not None]
        state = self.cleaned_data.get("state")
        if found and state != "none":
            return found
        return [] if state in ("none", "listed") else UNKNOWN


class FactsForm(forms.Form):
    """All facts of a request that a clerk may enter, over what is known (`before`, JSON)."""

    def __init__(self, data: Any, *, before: dict[str, Any], zone: ZoneInfo, add: str = "") -> None:
        self.before, self.zone = before, zone
        single = [path for path in paths() if path not in LISTS]
        initial = {
            path: facts_fields.shown(field_of(path), path, _part(before, path)) for path in single
        }
        super().__init__(data, initial=initial)
        for path in single:
            self.fields[path] = facts_fields.form_field(field_of(path), path, zone)
        self.lists = {
            path: List(data, path=path, zone=zone, more_rows=1 if path == add else 0,
                       before=_part(before, path).get(path.partition(".")[2]))
            for path in LISTS
        }  # fmt: skip

    def is_valid(self) -> bool:
        """Whether everything that was put in can be used."""
        lists = [one.is_valid() for one in self.lists.values()]
        return super().is_valid() and all(lists)

    def changes(self) -> list[Change]:
        """The facts that are another than before."""
        found = [
            self._change(path, facts_fields.value(field_of(path), path, self.cleaned_data[path]))
            for path in self.changed_data
        ]
        found += [self._change(path, one.value()) for path, one in self.lists.items()]
        return [one for one in found if one.was != one.value]

    def _change(self, path: str, value: Any) -> Change:
        return Change(path, at(self.before, path), value)


def at(data: Mapping[str, Any], path: str) -> Any:
    """The fact at a path of JSON; UNKNOWN where there is none."""
    found = _part(data, path)
    name = path.partition(".")[2]
    if name not in found:
        return UNKNOWN
    designation = field_of(path).designation
    return found[name] if found[name] is not None or designation else UNKNOWN


def put(data: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """A copy of a case's JSON with changes put in place."""
    made: dict[str, Any] = deepcopy(dict(data))
    for one in changes:
        part, name = one.path.split(".")
        made[part] = dict(made.get(part) or {})
        _put(made[part], name, one.value)
    return made


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    if value is UNKNOWN:
        data.pop(name, None)
    else:
        data[name] = value


def _part(data: Mapping[str, Any], path: str) -> dict[str, Any]:
    return data.get(path.partition(".")[0]) or {}


def _askable(path: str, record: Record) -> dict[str, Field]:
    """The facts of an entry that a clerk may enter."""
    return {
        name: field for name, field in record.fields.items() if f"{path}[].{name}" not in LAWYERS
    }
