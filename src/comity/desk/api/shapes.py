"""What goes in and out, as the description of the API says it."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from ninja import Schema
from pydantic import Field, StringConstraints

from comity.desk.models import CHANNELS, OUTCOMES
from comity.errors import InputError
from comity.intake.received import HOWS
from comity.model.contact import ITEMS, KINDS

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,30}/[a-z0-9-]{1,30}$")]
# A null and other controls cannot be stored as text everywhere.
Line = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=200)
]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20_000)]
Base64 = Annotated[str, Field(max_length=14_000_000, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
Number = Annotated[int, Field(ge=0, le=2**53)]
Instant = Annotated[datetime, Field(description="with its offset")]


def with_offset(given: datetime | None, field: str) -> datetime | None:
    """An instant as it is. Raises InputError for one without its offset."""
    if given is not None and given.utcoffset() is None:
        raise InputError("has no offset", field=field, expected="an instant with its offset")
    return given


def decoded(given: str, field: str) -> bytes:
    """The bytes of a file that was sent. Raises InputError for what is no base64."""
    try:
        return base64.b64decode(given, validate=True)
    except ValueError:
        raise InputError("is no base64", field=field, expected="base64") from None


def check(form: BaseForm) -> None:
    """Raises InputError at the first field that a page's form refuses."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise InputError(str(errors[0]), field=None if field == NON_FIELD_ERRORS else field)


class In(Schema):
    """What goes in: no key but those described."""

    model_config = {"extra": "forbid"}


class RequestIn(In):
    """A request as it came: a document in base64, or what was said."""

    requester: Code
    how: Literal[HOWS]  # type: ignore[valid-type]
    name: Line = "request"
    document: Base64 = ""
    said: Annotated[list[Line], Field(max_length=200)] = []


class RequestOut(Schema):
    """A request and where it stands."""

    number: int
    agency: str
    requester: str
    kind: str
    how: str
    received_at: datetime
    state: str
    due_at: datetime | None
    decision: int | None
    duplicate_of: int | None
    marks: int


class Page(Schema):
    """One page of requests; `next` is the cursor of the next one."""

    items: list[RequestOut]
    next: int | None


class FactsIn(In):
    """Facts to put in place, `path=value` each, on the version that was seen."""

    values: Annotated[list[Line], Field(min_length=1, max_length=200)]
    based_on: Number
    reason: Line | Literal[""] = ""


class FactsOut(Schema):
    """The latest version of what is known."""

    version: int
    case: dict[str, Any]


class DecisionOut(Schema):
    """A decision as it is on record: outcomes and reasons, without facts and hours."""

    number: int
    request: int
    question: str
    recipient: str
    law: str
    at: datetime
    in_force: bool
    rulings: dict[str, Any]
    changed: list[dict[str, str]]


class SignatureIn(In):
    """A signature, or sending back."""

    verdict: Literal["approved", "sent-back"]
    actions: Annotated[list[Line], Field(max_length=9)] = []
    reason: Line | Literal[""] = ""


class ReasonIn(In):
    """Why."""

    reason: Line


class OverrideIn(In):
    """Items to tell a recipient against or without the answer, and why."""

    recipient: Code
    items: Annotated[list[Literal[tuple(ITEMS)]], Field(min_length=1)]  # type: ignore[valid-type]
    reason: Line


class ContactIn(In):
    """What to tell the recipient of a decision."""

    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    subject: Line
    body: Text
    more: Annotated[list[Literal[tuple(ITEMS)]], Field(max_length=15)] = []  # type: ignore[valid-type]
    override: Number | None = None
    by: Literal["", *CHANNELS] = ""  # type: ignore[valid-type]


class OutcomeIn(In):
    """What happened."""

    kind: Literal[OUTCOMES]  # type: ignore[valid-type]
    happened_at: Instant
    note: Text = ""


class Made(Schema):
    """The number of what was recorded: that of its entry."""

    number: int


class Mades(Schema):
    """The numbers of what was recorded; none where nothing new was."""

    numbers: list[int]


class ClockOut(Schema):
    """Something due."""

    request: int | None
    kind: str
    says: str
    cite: str
    due_at: datetime
    overdue: bool


class EntryOut(Schema):
    """An entry: its bytes as JSON, and their hash."""

    number: int
    hash: str
    body: dict[str, Any]


class Entries(Schema):
    """One page of entries; `next` is the cursor of the next one."""

    items: list[EntryOut]
    next: int | None
