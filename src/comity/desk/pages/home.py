"""Where somebody begins: the inbox, or the law for those who are not signed in."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comity.desk.access import PUBLIC, page

_BEGIN: Final = {"administrator": "people", "inspector": "entries"}


def home(request: HttpRequest) -> HttpResponse:
    """Sends everyone to the page that his work begins with."""
    if not request.user.is_authenticated:
        return redirect("law")
    return redirect(_BEGIN.get(request.user.role, "inbox"))


urls = [page("", home, "home", read=PUBLIC)]
