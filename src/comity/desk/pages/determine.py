"""What only a lawyer determines: whether a conviction counts as the law's question asks.

MUST: nobody but a lawyer reaches this page, nothing else on it can be changed, and the reason
stands in the record.
"""

import re
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.decide.say import entry
from comity.desk.access import page
from comity.desk.actions import facts as entering
from comity.desk.actions import findings
from comity.desk.actions.determine import DETERMINES
from comity.desk.actions.determine import Finding as Found
from comity.desk.actions.determine import determine as determining
from comity.desk.pages import fields, legal, records
from comity.desk.pages.dossier import Dossier
from comity.errors import ComityError

LAWYER: Final = (DETERMINES,)
_ANSWERS: Final = (
    ("true", gettext_lazy("yes")),
    ("false", gettext_lazy("no")),
    ("", gettext_lazy("not determined")),
)
_NAME: Final = re.compile(r"(?P<name>[a-z_]+)-(?P<number>\d+)")


class Finding(forms.Form):
    """One answer for each conviction, and the reason of all."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    document = forms.CharField(
        label=gettext_lazy("What the finding rests on"), max_length=200, widget=fields.Text()
    )
    reason = fields.reason()

    def __init__(self, *args: Any, convictions: list[dict[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        for number, one in enumerate(convictions):
            self.fields[f"qualifies-{number}"] = _question(
                _("Does it count, as the law asks?"), one.get("qualifies")
            )
            self.fields[f"added_by_rule-{number}"] = _question(
                _("Was the crime added to the list by rule?"), one.get("added_by_rule", False)
            )
        self.convictions = [
            (entry({k: v for k, v in one.items() if k not in findings.NAMES}),
             self[f"qualifies-{n}"], self[f"added_by_rule-{n}"])
            for n, one in enumerate(convictions)
        ]  # fmt: skip


def determine(request: HttpRequest, number: int) -> HttpResponse:
    """The convictions with the law's questions; posted, a new version of the facts."""
    found = records.open_request(request, number, "determine")
    dossier = Dossier(request.user, found)
    if dossier.is_destroyed:
        raise Http404
    version, data = entering.known(found)
    convictions = findings.convictions(data)
    form = Finding(request.POST or None, convictions=convictions, initial={"based_on": version})
    if request.method == "POST" and form.is_valid():
        put_in = _put_in(form)
        if not put_in:
            messages.info(request, _("Nothing was changed."))
            return redirect("request", number)
        try:
            determining(found, put_in, records.hand(request), **_why(form))
        except ComityError as error:
            fields.refuse(form, error)
            fields.renew(form, based_on=version)
        else:
            messages.success(request, _("The finding is on record."))
            return redirect("request", number)
    questions = legal.questions_now(found.agency, dossier.now)
    context = {"found": found, "dossier": dossier, "form": form, "questions": questions}
    return render(request, "desk/facts/determine.html", context)


def _put_in(form: Finding) -> list[Found]:
    """The answers that are others than before."""
    answers = {"true": True, "false": False}
    return [
        Found(int(match["number"]), match["name"], answers.get(form.cleaned_data[name]))
        for name in form.changed_data
        if (match := _NAME.fullmatch(name)) is not None
    ]


def _why(form: Finding) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("based_on", "document", "reason")}


def _question(label: str, value: Any) -> forms.ChoiceField:
    initial = "" if value is None else "true" if value else "false"
    return forms.ChoiceField(
        label=label, choices=_ANSWERS, widget=fields.Radios, required=False, initial=initial
    )


urls = [page("requests/<int:number>/determine/", determine, "determine", read=LAWYER, write=LAWYER)]
