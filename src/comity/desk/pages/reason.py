"""Why a record is read: asked of inspectors and lawyers before the first page of a request."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from comity.desk.access import STAFF, page
from comity.desk.models import Account
from comity.desk.pages import records


class Why(forms.Form):
    """The reason for reading."""

    reason = forms.CharField(
        label=_("Why do you open this request?"),
        help_text=_("Your reason stands in the record. Write no names."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
    )


def reason(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for the reason, and goes on to the page that was wanted. Http404 beyond the walls."""
    assert isinstance(request.user, Account)
    if not records.requests_of(request.user).filter(pk=number).exists():
        raise Http404
    form = Why(request.POST or None)
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, None):
        wanted = "/"
    if request.method == "POST" and form.is_valid():
        records.say_why(request, number, form.cleaned_data["reason"])
        return redirect(wanted)
    return render(request, "desk/reason.html", {"form": form, "number": number})


urls = [page("requests/<int:number>/reason/", reason, "reason", read=STAFF, write=STAFF)]
