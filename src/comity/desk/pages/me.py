"""One's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.desk.access import EVERYONE, page


def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, with which factors."""
    return render(request, "desk/me/me.html")


urls = [page("me/", me, "me", read=EVERYONE)]
