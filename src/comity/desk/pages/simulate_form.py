"""What is asked before a simulation: the data, the law, and what is assumed about every row.

MUST: a file is what its name says, or it is refused here; a page of law that cannot be read is
refused with its line.
"""

from pathlib import Path, PurePath
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk import counsel, trial
from comity.desk.models import Account
from comity.desk.pages.fields import Radios, Select, Text, Words
from comity.desk.simulations import DAY, FILE, REQUESTS
from comity.errors import InputError, LawError
from comity.simulate.question import Question, check

LARGEST: Final = 10 * 2**20
_MOST_ASSUMED: Final = 50
_LAWYERS: Final = ("section", "page")

_SIGNS: Final[dict[str, bytes]] = {
    ".csv": b"", ".gz": b"\x1f\x8b", ".parquet": b"PAR1", ".jsonl": b"", ".json": b"",
}  # fmt: skip
"""What each kind of file begins with; nothing for texts, which their readers check."""

_SOURCES: Final = (
    (REQUESTS, gettext_lazy("the requests that this agency received in the last 12 months")),
    (DAY, gettext_lazy("the demonstration day: 200 made-up requests")),
    (FILE, gettext_lazy("a file: published detainer records, or cases")),
)


class Ask(forms.Form):
    """One simulation. `account` is whoever asks: only a lawyer tries own requests or other law."""

    source = forms.ChoiceField(
        label=gettext_lazy("On which data?"), choices=_SOURCES, widget=Radios()
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        required=False,
        help_text=gettext_lazy(
            "CSV, CSV.GZ, Parquet, JSON or JSON Lines; at most 10 MiB. A larger one goes through "
            "the command comity simulate. The file is deleted once it was answered."
        ),
        widget=forms.FileInput({"class": "usa-file-input", "accept": ",".join(_SIGNS)}),
    )
    at = forms.DateField(
        label=gettext_lazy("By the law of which day?"),
        required=False,
        help_text=gettext_lazy("Left empty: each row by the law of its own day."),
        widget=forms.DateInput({"class": "usa-input", "type": "date"}),
    )
    section = forms.ChoiceField(
        label=gettext_lazy("Section to try otherwise"), required=False, widget=Select()
    )
    page = forms.FileField(
        label=gettext_lazy("The section as you would have it"),
        required=False,
        help_text=gettext_lazy(
            "One Markdown page as in the folder of packs, changed. It is checked, tried and never "
            "becomes law here."
        ),
        widget=forms.FileInput({"class": "usa-file-input", "accept": ".md"}),
    )
    agency = forms.ChoiceField(
        label=gettext_lazy("As if all rows were before"), required=False, widget=Select()
    )
    agency_by = forms.CharField(
        label=gettext_lazy("Or the column that names the agency"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Left empty: published records by the name of the facility."),
        widget=Text(),
    )
    assume = forms.CharField(
        label=gettext_lazy("What is assumed about every row"),
        required=False,
        max_length=5_000,
        help_text=gettext_lazy(
            "One a line, as path=value: person.watchlist_match=false, or request.instruments=[] "
            "for no warrant. An assumption is yours; it stands beside the result."
        ),
        widget=Words({"spellcheck": "false"}),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", "—")]
        agencies = [
            (one.id, f"{one.name} ({one.id})") for _pack, one in counsel.law().law.agencies()
        ]
        self._choices("agency", chosen + agencies)
        if account.role == "lawyer":
            self._choices("section", chosen + trial.sections())
            return
        self._choices("source", [one for one in _SOURCES if one[0] != REQUESTS])
        for name in _LAWYERS:
            del self.fields[name]

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_file(self) -> UploadedFile | None:
        """The file. Raises ValidationError for one that is too large or of another kind."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        suffix = PurePath(file.name or "").suffix.lower()
        if suffix not in _SIGNS:
            kinds = ", ".join(_SIGNS)
            raise forms.ValidationError(_("A file of this kind is not taken. Choose %s.") % kinds)
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file has more than 10 MiB."))
        first = file.read(4)
        file.seek(0)
        if not first.startswith(_SIGNS[suffix]):
            raise forms.ValidationError(_("Inside, this file is not what its name says."))
        return file

    def clean_page(self) -> str:
        """The changed page's text. Raises ValidationError with the line of what is wrong."""
        file: UploadedFile | None = self.cleaned_data["page"]
        if file is None:
            return ""
        if (file.size or 0) > trial.LARGEST:
            raise forms.ValidationError(_("A page of law has at most 256 KiB."))
        try:
            return file.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The page is not UTF-8 text.")) from None

    def clean_assume(self) -> list[str]:
        """The assumptions. Raises ValidationError for one that can be none."""
        lines = [one.strip() for one in self.cleaned_data["assume"].splitlines() if one.strip()]
        if len(lines) > _MOST_ASSUMED:
            raise forms.ValidationError(_("At most 50 assumptions."))
        try:
            check(Question(Path(), tuple(lines)))
        except InputError as error:
            raise forms.ValidationError(str(error)) from None
        return lines

    def clean(self) -> dict[str, Any]:
        """What must come together, and what may not."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        source = found.get("source")
        if source == FILE and not found.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose the file."))
        if source == REQUESTS:
            for name in ("agency", "agency_by", "assume"):
                if found.get(name):
                    self.add_error(name, _("Your own requests are tried as they are on record."))
        if found.get("agency") and found.get("agency_by"):
            self.add_error("agency_by", _("Either one agency for all, or a column."))
        if "section" in self.fields:
            self._clean_trial(found)
        return found

    def _clean_trial(self, found: dict[str, Any]) -> None:
        section, text = found.get("section"), found.get("page")
        if bool(section) != bool(text) and not {"section", "page"} & self.errors.keys():
            self.add_error("page" if section else "section", _("Section and page go together."))
        elif section and text:
            try:
                trial.read(section, text)
            except LawError as error:
                self.add_error("page", str(error))
        if found.get("source") == REQUESTS and not (section or found.get("at")):
            self.add_error(
                "at", _("Choose another day's law, or a changed section: nothing differs.")
            )

    def given(self) -> tuple[dict[str, Any], bytes]:
        """What the job is given: JSON, and the bytes of the file."""
        found = self.cleaned_data
        file: UploadedFile | None = found["file"] if found["source"] == FILE else None
        data = file.read() if file else b""
        name = PurePath(file.name or "data").name[-100:] if file else ""
        given = {
            "source": found["source"],
            "name": name,
            "rows": data.count(b"\n") if not name.endswith((".gz", ".parquet")) else 0,
            "at": found["at"].isoformat() if found["at"] else "",
            "agency": found["agency"],
            "agency_by": found["agency_by"],
            "assume": found["assume"],
        }
        if found.get("section"):
            given |= {"section": found["section"], "page": found["page"]}
        return given, data
