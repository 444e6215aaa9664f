"""One's own tokens of the API. MUST: a token is shown once, on the page that made it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from comity.desk import office
from comity.desk.access import EVERYONE, page
from comity.desk.api.tokens import make_token
from comity.desk.models import SCOPES, Token, scopes_of
from comity.desk.pages import records
from comity.desk.pages.fresh import fresh_to_write


class TokenForm(forms.Form):
    """A token to be made, for what the role of its account may."""

    called = forms.CharField(
        label=_("What is it for?"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, role: str, *args: Any) -> None:
        super().__init__(*args)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(one, f"{one}: {SCOPES[one]}") for one in scopes_of(role)]


@fresh_to_write
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of whoever is signed in; a form to make one, a button to close each."""
    hand = records.hand(request)
    if "close" in request.POST:
        mine = Token.objects.filter(account=hand.by, closed_at=None)
        office.close_token(get_object_or_404(mine, pk=request.POST["close"]), hand)
        return redirect("tokens")
    form = TokenForm(hand.by.role, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made, token = make_token(hand.by, said["called"], said["scopes"], hand)
        return render(request, "desk/tokens/made.html", {"made": made, "token": token})
    mine = Token.objects.filter(account=hand.by).order_by("-id")
    return render(request, "desk/tokens/tokens.html", {"mine": mine, "form": form})


urls = [page("me/tokens/", tokens, "tokens", read=EVERYONE, write=EVERYONE)]
