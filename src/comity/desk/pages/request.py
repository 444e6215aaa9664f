"""One request: what is known, what the law answers and why, what left, what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.desk.access import STAFF, page
from comity.desk.pages import records


def show(request: HttpRequest, number: int) -> HttpResponse:
    """The request's page."""
    found = records.open_request(request, number, "request")
    return render(request, "desk/request/request.html", {"found": found})


urls = [page("requests/<int:number>/", show, "request", read=STAFF)]
