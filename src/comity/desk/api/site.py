"""The API as one site: its description at /api/openapi.json, its operations, its refusals."""

from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from ninja.errors import AuthenticationError, HttpError, ValidationError

from comity.desk.api import (
    agencies,
    audits,
    calendar,
    courts,
    determinations,
    dossiers,
    feeds,
    law,
    outbox,
    people,
    persons,
    problems,
    reading,
    simulations,
    warrants,
    writing,
)
from comity.desk.api.described import Described
from comity.desk.api.limits import TooMany
from comity.desk.api.tokens import Bearer
from comity.errors import ComityError

OPERATIONS: Final = (
    reading, writing, warrants, courts, outbox, persons, audits, feeds, simulations, dossiers,
    calendar, people, agencies, determinations,
)  # fmt: skip
"""The modules of operations, all on one router."""

api = Described(
    title="Comity",
    version="1",
    description="The desk for programs. What the pages can do, for the same roles, within the same"
    " walls. Every operation that writes takes an Idempotency-Key.",
    docs_url=None,
    auth=Bearer(),
    urls_namespace="api",
)
api.add_router("", reading.router)
api.add_router("/law", law.router)
api.add_exception_handler(ComityError, problems.of_comity)
api.add_exception_handler(ValidationError, problems.of_validation)
api.add_exception_handler(HttpError, problems.of_http)
api.add_exception_handler(AuthenticationError, problems.of_sign_in)
api.add_exception_handler(TooMany, problems.of_too_many)
api.add_exception_handler(RequestDataTooBig, problems.of_too_large)
api.add_exception_handler(Http404, problems.of_nothing)
