"""Court dates, their notices, and the letters that the law owes to the person."""

from typing import Any

from django.http import Http404, HttpRequest

from comity.desk.actions import court_date, duty, notice
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.api.writing import override_of
from comity.desk.models import Appearance
from comity.model import appearance as model


class AppearanceIn(shapes.In):
    """A hearing to come."""

    docket: shapes.Line
    court: shapes.Line
    room: shapes.Line | None = None
    start: shapes.Instant


class NoticeIn(shapes.In):
    """Which hearing is told, and the override that it rests on if the law alone lets it not go."""

    appearance: shapes.Number
    override: shapes.Number | None = None


class LettersIn(shapes.In):
    """The language that the person asked for."""

    language: shapes.Line | None = None


@router.post("/requests/{number}/appearances", response={201: shapes.Mades, **REFUSED})
def put_appearance(
    request: HttpRequest, number: shapes.Number, given: AppearanceIn, key: Key
) -> Any:
    """Enters a court date of the person whom a request names; what was known moves."""
    walls.check(request, "receive", "hearing-new", "POST")
    found = walls.request_of(request, number)
    start = shapes.with_offset(given.start, "start")
    shown = model.Appearance(given.docket, given.docket, given.court, given.room, start)

    def act() -> tuple[int, Any]:
        made = court_date.enter(found.person, shown, hand_of(request))
        return 201, shapes.Mades(numbers=[one.appearance.pk for one in made])

    return once(request, key, act)


@router.post("/decisions/{number}/notices", response={201: shapes.Made, **REFUSED})
def tell_date(request: HttpRequest, number: shapes.Number, given: NoticeIn, key: Key) -> Any:
    """Tells the decision's recipient of a court date, if the contact rule allows it."""
    walls.check(request, "tell", "notice-tell", "POST")
    found = walls.decision_of(request, number)
    row = Appearance.objects.filter(pk=given.appearance, person=found.request.person).first()
    if row is None:
        raise Http404

    def act() -> tuple[int, Any]:
        named = override_of(request, given.override)
        made = notice.tell(found, row, hand_of(request), override=named)
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/decisions/{number}/letters", response={201: shapes.Mades, **REFUSED})
def write_letters(request: HttpRequest, number: shapes.Number, given: LettersIn, key: Key) -> Any:
    """Writes each letter to the person that is owed and not written yet."""
    walls.check(request, "tell", "notice-owed", "POST")
    found = walls.decision_of(request, number)

    def act() -> tuple[int, Any]:
        made = duty.write(found, hand_of(request), language=given.language)
        return 201, shapes.Mades(numbers=[one.pk for one in made])

    return once(request, key, act)
