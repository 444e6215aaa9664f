"""Persons on record: a corrected name, and the end of what is known. And one's own tokens."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Schema

from comity.desk import office
from comity.desk.actions import rename, seal
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import SEAL_GROUNDS, Token


class NameIn(shapes.In):
    """A corrected name, on the version that was seen."""

    name: shapes.Line
    based_on: shapes.Number
    reason: shapes.Line


class SealIn(shapes.In):
    """The ground on which a person is sealed, and the number of the order, if there is one."""

    ground: Literal[SEAL_GROUNDS]  # type: ignore[valid-type]
    order: shapes.Line | Literal[""] = ""


class TokenOut(Schema):
    """A token without itself."""

    number: int
    called: str
    scopes: list[str]
    until: datetime
    open: bool


@router.post("/requests/{number}/name", response={201: shapes.Made, **REFUSED})
def correct_name(request: HttpRequest, number: shapes.Number, given: NameIn, key: Key) -> Any:
    """Corrects the name of the person whom a request names."""
    walls.check(request, "receive", "person-name", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = rename.rename(
            found, given.name, hand_of(request), based_on=given.based_on, reason=given.reason
        )
        return 201, shapes.Made(number=made.version)

    return once(request, key, act)


@router.post("/requests/{number}/seal", response={201: shapes.Made, **REFUSED})
def put_seal(request: HttpRequest, number: shapes.Number, given: SealIn, key: Key) -> Any:
    """Destroys the key of the person whom a request names. There is no way back."""
    walls.check(request, "sign", "person-seal", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = seal.seal(found.person, hand_of(request), given.ground, given.order)
        return 201, shapes.Made(number=made.pk)

    answer = once(request, key, act)
    seal.scrub()
    return answer


@router.get("/tokens", response={200: list[TokenOut], **REFUSED})
def own_tokens(request: HttpRequest) -> Any:
    """The tokens of the caller's own account."""
    walls.check(request, "read", "tokens", "GET")
    rows = Token.objects.filter(account=request.auth.account)  # type: ignore[attr-defined]
    return [
        TokenOut(
            number=one.pk, called=one.called, scopes=one.scopes, until=one.until,
            open=one.closed_at is None,
        )
        for one in rows.order_by("pk")
    ]  # fmt: skip


@router.delete("/tokens/{number}", response={200: TokenOut, **REFUSED})
def close_own(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Closes a token of the caller's own account."""
    walls.check(request, "read", "tokens", "POST")
    mine = Token.objects.filter(account=request.auth.account)  # type: ignore[attr-defined]
    found = mine.filter(pk=number).first()
    if found is None:
        raise Http404

    def act() -> tuple[int, Any]:
        if found.closed_at is None:
            office.close_token(found, hand_of(request))
        return 200, TokenOut(
            number=found.pk, called=found.called, scopes=found.scopes, until=found.until,
            open=False,
        )  # fmt: skip

    return once(request, key, act)
