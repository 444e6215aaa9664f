"""Facts are entered where the law needs them, and the answer is seen before anything is stored.

MUST: a preview decides and stores nothing; what is saved is a new version, based on the one that
was seen. Where somebody else was quicker, both are shown and nothing that was typed is lost.
"""

from typing import Any

from attrs import frozen
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk.access import page
from comity.desk.actions import facts as entering
from comity.desk.models import Request
from comity.desk.pages import facts_answer, facts_save, fields, records
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.facts_form import LISTS, FactsForm
from comity.desk.pages.request import WORKING
from comity.errors import ComityError


class How(forms.Form):
    """What goes with the facts: the version that was seen, where they come from, and why."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    document = forms.CharField(
        label=gettext_lazy("Where do you have this from?"),
        help_text=gettext_lazy(
            "The paper, search or person. It is kept with each fact that you change."
        ),
        max_length=200,
        required=False,
        widget=fields.Text({"list": "documents"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it corrected?"),
        help_text=gettext_lazy("Needed only where something that was known is changed."),
        max_length=1000,
        required=False,
        widget=fields.Text(),
    )


@frozen
class Entering:
    """What the page works with: the request, the latest version and its facts as JSON."""

    found: Request
    dossier: Dossier
    version: int
    data: dict[str, Any]


def facts(request: HttpRequest, number: int) -> HttpResponse:
    """The form; posted, a new version of the facts and a new decision."""
    now = _entering(request, number, "facts")
    if request.method != "POST":
        return _page(request, now, *_fresh(now))
    seen = _based_on(request, now)
    form, how = _bound(request, now, seen), How(request.POST)
    if not (form.is_valid() and how.is_valid()):
        return _page(request, now, form, how)
    stale = (
        facts_save.conflicts(form, now.data) if how.cleaned_data["based_on"] != now.version else []
    )
    if stale:
        merged = FactsForm(None, before=facts_save.merged(form, now.data), zone=now.dossier.zone)
        again = How(initial={**how.cleaned_data, "based_on": now.version})
        return _page(request, now, merged, again, stale)
    return _save(request, now, form, how)


def preview(request: HttpRequest, number: int) -> HttpResponse:
    """The answer to what is typed, without storing it; htmx takes the answer alone."""
    now = _entering(request, number, "facts")
    if request.method != "POST":
        return redirect("facts", number)
    add = request.POST.get("add", "")
    form = _bound(request, now, _based_on(request, now), add if add in LISTS else "")
    if getattr(request, "htmx", False):
        answer = facts_answer.of(now.dossier, now.version, form)
        context = {"found": now.found, "dossier": now.dossier, "answer": answer}
        return render(request, "desk/facts/answer.html", context)
    return _page(request, now, form, How(request.POST))


def record(request: HttpRequest, number: int) -> HttpResponse:
    """A record as JSON: its charges, convictions and custody are filled in, and not yet stored."""
    now = _entering(request, number, "facts")
    if request.method != "POST":
        return redirect("facts", number)
    paper = request.FILES.get("record")
    form, how = _fresh(now)
    try:
        changed = facts_save.from_record(paper, now.data)
        form = FactsForm(None, before=changed, zone=now.dossier.zone)
        how = How(initial={"based_on": now.version, "document": paper.name if paper else ""})
        facts_save.check(now.found, changed)
    except ComityError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, _("The record is filled in below. Look at it, then save."))
    return _page(request, now, form, how)


def _entering(request: HttpRequest, number: int, name: str) -> Entering:
    found = records.open_request(request, number, name)
    dossier = Dossier(request.user, found)
    if dossier.is_destroyed:
        raise Http404
    version, data = entering.known(found)
    return Entering(found, dossier, version, data)


def _fresh(now: Entering) -> tuple[FactsForm, How]:
    form = FactsForm(None, before=now.data, zone=now.dossier.zone)
    return form, How(initial={"based_on": now.version})


def _based_on(request: HttpRequest, now: Entering) -> dict[str, Any]:
    """The facts of the version that was seen: only what differs from them was typed."""
    posted = request.POST.get("based_on", "")
    if posted == str(now.version) or not posted.isdecimal():
        return now.data
    return facts_save.version(now.found, int(posted))


def _bound(request: HttpRequest, now: Entering, seen: dict[str, Any], add: str = "") -> FactsForm:
    return FactsForm(request.POST, before=seen, zone=now.dossier.zone, add=add)


def _save(request: HttpRequest, now: Entering, form: FactsForm, how: How) -> HttpResponse:
    try:
        saved = facts_save.save(now.found, now.version, now.data, form, how.cleaned_data,
                                records.hand(request))  # fmt: skip
    except facts_save.NoReason:
        how.add_error("reason", _("Something that was known is changed. Why?"))
    except ComityError as error:
        name = error.field if error.field in form.fields else None
        if name:
            form.add_error(name, f"{error.message}; {error.expected or ''}".rstrip("; "))
        else:
            fields.refuse(how, error)
    else:
        messages.success(request, saved)
        return redirect("request", now.found.pk)
    return _page(request, now, form, how)


def _page(
    request: HttpRequest,
    now: Entering,
    form: FactsForm,
    how: How,
    stale: list[facts_save.Conflict] | None = None,
) -> HttpResponse:
    answer = facts_answer.of(now.dossier, now.version, form)
    needed = facts_answer.order(answer, now.dossier)
    context = {
        "found": now.found,
        "dossier": now.dossier,
        "form": form,
        "how": how,
        "answer": answer,
        "needed": facts_answer.sections(form, needed),
        "rest": facts_answer.rest(form, needed),
        "stale": stale or [],
        "to_confirm": now.version == 1,
        "sources": facts_save.sources(now.data),
    }
    return render(request, "desk/facts/facts.html", context)


urls = [
    page("requests/<int:number>/facts/", facts, "facts", read=WORKING, write=WORKING),
    page(
        "requests/<int:number>/facts/preview/",
        preview,
        "facts-preview",
        read=WORKING,
        write=WORKING,
    ),
    page(
        "requests/<int:number>/facts/record/", record, "facts-record", read=WORKING, write=WORKING
    ),
]
