"""The agencies that ask and are told, and the channels to them.

MUST: a channel's secret is taken and never told.
"""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import Field, StringConstraints

from comity.desk import office
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.outbox import Done
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import CHANNELS, Agency, Channel
from comity.desk.pages.agencies import AgencyForm

_Setting = shapes.Line | int | bool


class AgencyIn(shapes.In):
    """An agency to be entered, or what is told of one to be changed."""

    code: shapes.Code
    name: shapes.Line
    ori: Annotated[str, StringConstraints(pattern=r"^([A-Z0-9]{9})?$")] = ""
    mail: shapes.Line | Literal[""] = ""
    immigration: bool = False


class ChannelIn(shapes.In):
    """A channel to be opened, or its settings to be changed; `secret` signs for a webhook."""

    agency: shapes.Code
    kind: Literal[CHANNELS]  # type: ignore[valid-type]
    to: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,500}$")]
    settings: Annotated[dict[shapes.Line, _Setting], Field(max_length=20, default_factory=dict)]
    secret: shapes.Line | Literal[""] = ""


class ChannelOut(Schema):
    """A channel without its settings and its secret."""

    number: int
    kind: str
    to: str
    open: bool
    secret: bool


class AgencyOut(Schema):
    """An agency and its channels."""

    code: str
    name: str
    ori: str
    mail: str
    immigration: bool
    channels: list[ChannelOut]


class Entered(Schema):
    """Whether it was new; what was there was changed."""

    made: bool


@router.get("/agencies", response={200: list[AgencyOut], **REFUSED})
def list_agencies(request: HttpRequest) -> Any:
    """The agencies on record, by code."""
    walls.check(request, "administer", "channels", "GET")
    return [_shown(one) for one in Agency.objects.prefetch_related("channels").order_by("code")]


@router.post("/agencies", response={200: Entered, **REFUSED})
def put_agency(request: HttpRequest, given: AgencyIn, key: Key) -> Any:
    """Enters an agency, or changes what is told of it."""
    walls.check(request, "administer", "channels", "POST")

    def act() -> tuple[int, Any]:
        form = AgencyForm(given.dict())
        shapes.check(form)
        return 200, Entered(made=office.agency(hand=hand_of(request), **form.cleaned_data)[1])

    return once(request, key, act)


@router.post("/channels", response={201: shapes.Made, **REFUSED})
def put_channel(request: HttpRequest, given: ChannelIn, key: Key) -> Any:
    """Opens a channel to an agency, or changes the one of this kind and address."""
    walls.check(request, "administer", "channels", "POST")

    def act() -> tuple[int, Any]:
        secret, hand = given.secret.encode() or None, hand_of(request)
        made, _new = office.channel(
            given.agency, given.kind, given.to, given.settings, hand, secret=secret
        )
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.delete("/channels/{number}", response={200: Done, **REFUSED})
def close_channel(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Closes a channel: nothing new is queued on it; whether it was open."""
    walls.check(request, "administer", "channels", "POST")
    found = Channel.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return once(
        request, key, lambda: (200, Done(done=office.close_channel(found, hand_of(request))))
    )


def _shown(one: Agency) -> AgencyOut:
    channels = [
        ChannelOut(
            number=way.pk, kind=way.kind, to=way.to, open=way.open, secret=bool(way.secret)
        )
        for way in one.channels.all()
    ]  # fmt: skip
    return AgencyOut(
        code=one.code, name=one.name, ori=one.ori, mail=one.mail, immigration=one.immigration,
        channels=channels,
    )  # fmt: skip
