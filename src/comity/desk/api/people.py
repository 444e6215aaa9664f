"""The accounts of the desk, kept by an administrator who sees no case.

MUST: no operation makes or tells a way in. An answer is kept under its Idempotency-Key, so a first
password is made on the page alone, and second factors are taken away there.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from axes.models import AccessAttempt
from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import StringConstraints

from comity.desk import office
from comity.desk.actions import account as accounts
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.paged import After, Limit, page
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import ROLES, Account
from comity.errors import DeskError

_ROLES: Final = tuple(one for one in ROLES if one != "system")
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.@+-]{1,150}$")]


class PersonIn(shapes.In):
    """An account to be made, without a way in."""

    username: _Name
    role: Literal[_ROLES]  # type: ignore[valid-type]
    agency: shapes.Code


class PlaceIn(shapes.In):
    """Another role, and the agency in which it is held."""

    role: Literal[_ROLES]  # type: ignore[valid-type]
    agency: shapes.Code


class PersonOut(Schema):
    """An account; `locked` after failures to sign in."""

    number: int
    username: str
    role: str
    agency: str
    open: bool
    locked: bool
    last_login: datetime | None


class People(Schema):
    """One page of accounts; `next` is the cursor of the next one."""

    items: list[PersonOut]
    next: int | None


@router.get("/people", response={200: People, **REFUSED})
def list_people(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
) -> Any:
    """All accounts by number, from a cursor on."""
    walls.check(request, "administer", "people", "GET")
    found, more = page(_people().filter(pk__gt=after), limit)
    locked = _locked(one.username for one in found)
    return People(items=[_shown(one, locked) for one in found], next=more)


@router.post("/people", response={201: PersonOut, **REFUSED})
def make_person(request: HttpRequest, given: PersonIn, key: Key) -> Any:
    """Makes an account. Nobody signs in with it before a first password is made on its page."""
    walls.check(request, "administer", "people", "POST")

    def act() -> tuple[int, Any]:
        made = accounts.make(given.username, given.role, given.agency, hand_of(request))
        return 201, _shown(made, _locked([made.username]))

    return once(request, key, act)


@router.delete("/people/{number}", response={200: PersonOut, **REFUSED})
def close_person(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Closes an account; it is kept, because the records name it."""
    return _change(request, number, key, lambda one, hand: office.close_account(one.username, hand))


@router.post("/people/{number}/reopening", response={200: PersonOut, **REFUSED})
def reopen_person(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Opens a closed account again. The 90 days begin anew."""
    return _change(request, number, key, accounts.open_again)


@router.post("/people/{number}/release", response={200: PersonOut, **REFUSED})
def release_person(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Releases an account that was locked after failures."""
    return _change(request, number, key, accounts.release)


@router.post("/people/{number}/role", response={200: PersonOut, **REFUSED})
def place_person(request: HttpRequest, number: shapes.Number, given: PlaceIn, key: Key) -> Any:
    """Gives an account that is open another role or agency."""
    return _change(
        request, number, key, lambda one, hand: accounts.place(one, given.role, given.agency, hand)
    )


def _change(request: HttpRequest, number: int, key: str, done: Any) -> Any:
    """Changes another's account; nobody changes his own."""
    walls.check(request, "administer", "person-account", "POST")
    found = _people().filter(pk=number).first()
    if found is None:
        raise Http404

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        if found == hand.by:
            raise DeskError("nobody changes his own account", expected="another administrator")
        done(found, hand)
        found.refresh_from_db()
        return 200, _shown(found, _locked([found.username]))

    return once(request, key, act)


def _people() -> Any:
    return Account.objects.exclude(role="system")


def _locked(names: Any) -> set[str]:
    failed = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return {*failed.filter(username__in=[*names]).values_list("username", flat=True)}


def _shown(one: Account, locked: set[str]) -> PersonOut:
    return PersonOut(
        number=one.pk, username=one.username, role=one.role, agency=one.agency,
        open=one.is_active, locked=one.username in locked, last_login=one.last_login,
    )  # fmt: skip
