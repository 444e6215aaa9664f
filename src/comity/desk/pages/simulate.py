"""Simulating: a history, or the agency's own last year, under another law; and what came of it.

MUST: a result is read within the walls of the agency that asked, and an upload goes with its job.
Only a lawyer tries a changed rule, or the agency's own requests.
"""

from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from comity.desk.access import page
from comity.desk.actions import simulation as simulations
from comity.desk.models import Account, Job
from comity.desk.pages import records
from comity.desk.pages.refusal import act
from comity.desk.pages.simulate_files import bundle
from comity.desk.pages.simulate_form import Ask
from comity.desk.pages.simulate_result import Result

_READERS: Final = ("lawyer", "inspector")
_LATEST: Final = 20


def simulate(request: HttpRequest) -> HttpResponse:
    """Asks what is to be simulated, and shows what was."""
    account = _account(request)
    form = Ask(account, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, lambda: simulations.ask(*form.given(), records.hand(request)))
        if made is not None:
            return redirect("simulate-result", made.pk)
    latest = (
        simulations.of(account.agency)
        .defer("data", "found")
        .select_related("by")
        .order_by("-pk")[:_LATEST]
    )
    context = {"form": form, "latest": latest, "trying": account.role == "lawyer"}
    return render(request, "desk/simulate/simulate.html", context)


def simulation(request: HttpRequest, number: int) -> HttpResponse:
    """One simulation: how far it is, or what came of it."""
    return render(request, "desk/simulate/simulation.html", _context(request, number))


def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that changes while it runs."""
    return render(request, "desk/simulate/job.html", _context(request, number))


def download(request: HttpRequest, number: int) -> FileResponse:
    """The tables as CSV and Parquet, with the question, in one file."""
    job = _job(request, number)
    if job.state != "done" or "answers" not in (job.found or {}):
        raise Http404
    name = f"simulation-{job.pk}.zip"
    return FileResponse(bundle(Result(job)), as_attachment=True, filename=name)


def _context(request: HttpRequest, number: int) -> dict[str, Any]:
    job = _job(request, number)
    faults = (job.found or {}).get("faults", [])
    shown = job.state == "done" and not faults
    result = Result(job, request.GET.get("act", "")) if shown else None
    return {"job": job, "faults": faults, "result": result}


def _job(request: HttpRequest, number: int) -> Job:
    """A simulation of the account's own agency. Raises Http404."""
    own = simulations.of(_account(request).agency)
    return get_object_or_404(own.defer("data").select_related("by"), pk=number)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


urls = [
    page("simulate/", simulate, "simulate", read=_READERS, write=_READERS),
    page("simulate/<int:number>/", simulation, "simulate-result", read=_READERS),
    page("simulate/<int:number>/progress/", progress, "simulate-progress", read=_READERS),
    page("simulate/<int:number>/download/", download, "simulate-download", read=_READERS),
]
