"""What goes wrong, as RFC 9457 says it: application/problem+json, with what was expected.

MUST: an error of the database or of the program says nothing of itself to the caller.
"""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from comity.errors import ComityError, ContactError, CoverageError, DeskError, SealError

_STATUS: Final[tuple[tuple[type[ComityError], int], ...]] = (
    (ContactError, 403),
    (DeskError, 409),
    (SealError, 410),
    (CoverageError, 422),
    (ComityError, 422),
)

CODES: Final = frozenset({400, 401, 403, 404, 409, 410, 413, 422, 429})
"""Every status with which a call can be refused."""


class Problem(Schema):
    """A refusal: nothing was done."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    field: str | None = None
    expected: str | None = None


def problem(status: int, title: str, **more: Any) -> HttpResponse:
    """A refusal as a response."""
    body = Problem(title=title, status=status, **more).model_dump()
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")


def of_comity(_: HttpRequest, error: Any) -> HttpResponse:
    """What Comity itself refuses."""
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    return problem(status, error.message, field=error.field, expected=error.expected)


def of_validation(_: HttpRequest, error: Any) -> HttpResponse:
    """A call that is not as the description says: the first place, and what was expected there."""
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ()))
    return problem(422, "The call is not as described", field=place, expected=first.get("msg"))


def of_http(_: HttpRequest, error: Any) -> HttpResponse:
    """A refusal with a status of its own."""
    return problem(error.status_code, str(error))


def of_sign_in(_: HttpRequest, error: Any) -> HttpResponse:
    """No token, or none that opens anything."""
    return problem(401, "A token is needed", expected="Authorization: Bearer ...")


def of_too_many(_: HttpRequest, error: Any) -> HttpResponse:
    """A token that calls too often is told when it may again."""
    answer = problem(429, "This token calls too often", expected=f"{error.wait} seconds of quiet")
    answer["Retry-After"] = str(error.wait)
    return answer


def of_too_large(_: HttpRequest, error: Any) -> HttpResponse:
    """A call with more than the desk takes in at once."""
    return problem(413, "This call is too large", expected="at most 11 MiB")


def of_nothing(_: HttpRequest, error: Any) -> HttpResponse:
    """Nothing there, or nothing within the walls of the caller's agency."""
    return problem(404, "There is nothing here")
