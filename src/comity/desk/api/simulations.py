"""Simulations: asked for, how far they are, what came of them.

MUST: what is asked is checked by the form of the page; a result is read within the walls of the
agency that asked.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, Http404, HttpRequest
from ninja import Schema
from pydantic import Field

from comity.desk.actions import simulation as simulations
from comity.desk.api import shapes, walls
from comity.desk.api.described import of_kind
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.paged import After, Limit, page
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import Job
from comity.desk.pages.simulate_files import bundle
from comity.desk.pages.simulate_form import Ask
from comity.desk.pages.simulate_result import Result
from comity.desk.simulations import FILE, SOURCES
from comity.errors import InputError


class SimulationIn(shapes.In):
    """The data, the law and what is assumed. A lawyer alone has `requests`, `section`, `page`."""

    source: Literal[SOURCES]  # type: ignore[valid-type]
    name: shapes.Line | Literal[""] = ""
    file: shapes.Base64 = ""
    at: date | None = None
    section: shapes.Line | Literal[""] = ""
    page: Annotated[str, Field(max_length=300_000)] = ""
    agency: shapes.Line | Literal[""] = ""
    agency_by: shapes.Line | Literal[""] = ""
    assume: Annotated[list[shapes.Line], Field(max_length=50, default_factory=list)]


class SimulationOut(Schema):
    """A simulation and how far it is."""

    number: int
    state: str
    done: float
    says: str
    asked_at: datetime
    finished_at: datetime | None
    source: str
    at: str
    section: str


class Simulations(Schema):
    """One page of simulations; `next` is the cursor of the next one."""

    items: list[SimulationOut]
    next: int | None


class ResultOut(Schema):
    """What came of one: rows counted, and those whose answer differs; or the page's faults."""

    number: int
    asked: dict[str, Any]
    faults: list[str]
    counts: dict[str, int]
    left_out: dict[str, int]
    law: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    flips: list[dict[str, Any]]


@router.get("/simulations", response={200: Simulations, **REFUSED})
def list_simulations(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
) -> Any:
    """The agency's simulations by number, from a cursor on."""
    walls.check(request, "read", "simulate", "GET")
    rows = _own(request).filter(pk__gt=after).defer("data", "found")
    found, more = page(rows, limit)
    return Simulations(items=[_shown(one) for one in found], next=more)


@router.post("/simulations", response={201: shapes.Made, **REFUSED})
def simulate(request: HttpRequest, given: SimulationIn, key: Key) -> Any:
    """Asks the worker to simulate."""
    walls.check(request, "read", "simulate", "POST")

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        asked, data = _checked(given, hand.by)
        return 201, shapes.Made(number=simulations.ask(asked, data, hand).pk)

    return once(request, key, act)


@router.get("/simulations/{number}", response={200: SimulationOut, **REFUSED})
def one_simulation(request: HttpRequest, number: shapes.Number) -> Any:
    """How far a simulation is."""
    walls.check(request, "read", "simulate-progress", "GET")
    return _shown(_simulation_of(request, number))


@router.get("/simulations/{number}/result", response={200: ResultOut, **REFUSED})
def result(request: HttpRequest, number: shapes.Number) -> Any:
    """What came of a simulation, once it is done."""
    walls.check(request, "read", "simulate-result", "GET")
    job = _simulation_of(request, number)
    if job.state != "done":
        raise Http404
    return _result(job)


@router.get(
    "/simulations/{number}/files", response=REFUSED, openapi_extra=of_kind("application/zip")
)
def files(request: HttpRequest, number: shapes.Number) -> Any:
    """The tables as CSV and Parquet, with the question, in one file."""
    walls.check(request, "read", "simulate-download", "GET")
    job = _simulation_of(request, number)
    if job.state != "done" or "answers" not in (job.found or {}):
        raise Http404
    return FileResponse(bundle(Result(job)), content_type="application/zip")


def _checked(given: SimulationIn, by: Any) -> tuple[dict[str, Any], bytes]:
    """What the job is given. Raises InputError at the first field that the page's form refuses."""
    data = {
        "source": given.source, "at": given.at, "section": given.section, "agency": given.agency,
        "agency_by": given.agency_by, "assume": "\n".join(given.assume),
    }  # fmt: skip
    uploads = {}
    if given.source == FILE and given.name:
        uploads["file"] = SimpleUploadedFile(given.name, shapes.decoded(given.file, "file"))
    if given.page:
        uploads["page"] = SimpleUploadedFile("page.md", given.page.encode())
    if by.role != "lawyer" and (given.section or given.page):
        raise InputError("a lawyer alone tries other law", field="section", expected="nothing")
    form = Ask(by, data, uploads)
    shapes.check(form)
    return form.given()


def _result(job: Job) -> ResultOut:
    found, made = job.found or {}, Result(job)
    faults = found.get("faults", [])
    return ResultOut(
        number=job.pk, asked=job.given, faults=faults,
        counts={} if faults else made.counts, left_out={} if faults else made.left_out,
        law=found.get("law", []), answers=found.get("answers", []), flips=found.get("flips", []),
    )  # fmt: skip


def _shown(job: Job) -> SimulationOut:
    given = job.given
    return SimulationOut(
        number=job.pk, state=job.state, done=job.done, says=job.says, asked_at=job.at,
        finished_at=job.finished_at, source=given.get("source", ""), at=given.get("at", ""),
        section=given.get("section", ""),
    )  # fmt: skip


def _own(request: Any) -> Any:
    return simulations.of(request.auth.account.agency)


def _simulation_of(request: Any, number: int) -> Job:
    found: Job | None = _own(request).defer("data").filter(pk=number).first()
    if found is None:
        raise Http404
    return found
