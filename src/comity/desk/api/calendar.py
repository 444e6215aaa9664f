"""The court calendar: what is heard on which day, a court's file read in, the letters owed.

MUST: a list has docket numbers and never a name, and its reading is written down.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Schema

from comity.desk import court
from comity.desk.actions import duty
from comity.desk.actions.standing import in_force
from comity.desk.api import shapes, walls
from comity.desk.api.described import of_kind
from comity.desk.api.keys import REFUSED, Key, MaybeReason, Reason
from comity.desk.api.once import once
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import Notice
from comity.desk.pages import hearings, notice_owed
from comity.desk.pages.calendar import DAYS, MOST_ROWS
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import zone_of
from comity.errors import InputError


class HearingOut(Schema):
    """A hearing. Docket, court and room are null for who may not open them, and once sealed."""

    number: int
    start: datetime | None
    status: str
    docket: str | None
    court: str | None
    room: str | None
    requests: list[int]


class CalendarOut(Schema):
    """The hearings from the first day to the last; `cut` where there are more than are shown."""

    first: date
    last: date
    hearings: list[HearingOut]
    cut: bool


class CourtFileIn(shapes.In):
    """A court's file in base64: CSV, iCalendar (.ics) or XML court events, by its name."""

    name: shapes.Line
    file: shapes.Base64


class ChangedOut(Schema):
    """What a file changed about a hearing: `told` is how many messages that made."""

    hearing: int
    kinds: list[str]
    urgent: bool
    told: int


class ReadOut(Schema):
    """How many hearings a file shows, and what changed of people on record."""

    seen: int
    changed: list[ChangedOut]


class OwedOut(Schema):
    """A letter that the law owes to the person, and whether it was written."""

    duty: str
    cite: str
    letter: str
    written: bool


@router.get("/hearings", response={200: CalendarOut, **REFUSED})
def list_hearings(
    request: HttpRequest,
    on: date | None = None,
    view: Literal[tuple(DAYS)] = "day",  # type: ignore[valid-type]
) -> Any:
    """The hearings of a day, or of the week from its Monday on, by the agency's clock."""
    walls.check(request, "read", "calendar", "GET")
    hand = hand_of(request)
    zone = zone_of(hand.by.agency)
    day = on or hand.at.astimezone(zone).date()
    if not 1900 <= day.year <= 2100:
        raise InputError("is beyond the calendar", field="on", expected="1900 to 2100")
    first = day - timedelta(days=day.weekday()) if view == "week" else day
    last = first + timedelta(days=DAYS[view] - 1)
    start, end = (datetime.combine(one, time(), zone) for one in (first, last + timedelta(days=1)))
    rows = hearings.within(hand.by).filter(start__gte=start, start__lt=end).order_by("start", "pk")
    found = hearings.read(rows[:MOST_ROWS], hand.by)
    walls.read_list(request, "calendar")
    return CalendarOut(
        first=first, last=last, hearings=[_hearing(one) for one in found],
        cut=len(found) == MOST_ROWS,
    )  # fmt: skip


@router.post("/court-files", response={201: ReadOut, **REFUSED})
def put_court_file(request: HttpRequest, given: CourtFileIn, key: Key) -> Any:
    """Reads a court's file in; of people who are not on record nothing is kept."""
    walls.check(request, "receive", "calendar-import", "POST")
    content = shapes.decoded(given.file, "file")

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        seen, changed = court.take(given.name, content, hand, zone_of(hand.by.agency).key)
        own = {*hearings.within(hand.by).values_list("pk", flat=True)}
        return 201, ReadOut(
            seen=seen,
            changed=[_changed(one) for one in changed if one.appearance.pk in own],
        )  # fmt: skip

    return once(request, key, act)


@router.get("/requests/{number}/letters", response={200: list[OwedOut], **REFUSED})
def letters_owed(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """The letters that the decision in force owes; none for who may not open it."""
    walls.check(request, "read", "notice-owed", "GET")
    found = walls.request_of(request, number)
    walls.read(request, found, "notice-owed", reason)
    decision = in_force(found, "request", found.requester)
    if decision is None or hand_of(request).by.role not in OPENS_SEALED:
        return []
    written = notice_owed.told(decision)
    return [
        OwedOut(duty=one.do, cite=one.cite, letter=letter, written=letter in written)
        for one in duty.owed(decision)
        for letter in [notice_owed.template_of(one)]
    ]


@router.get("/letters/{number}", response=REFUSED, openapi_extra=of_kind("application/pdf"))
def one_letter(request: HttpRequest, number: shapes.Number, reason: Reason) -> Any:
    """A letter to the person as a PDF, by the number of its notice."""
    walls.check(request, "read", "notice-letter", "GET")
    within = walls.requests_of(request)
    row = Notice.objects.filter(pk=number, subject="duty", request__in=within).first()
    if row is None:
        raise Http404
    walls.write_down(request, row.request, "notice-letter", reason)
    return notice_owed.printed(row)


def _hearing(one: hearings.Hearing) -> HearingOut:
    known = one.known
    return HearingOut(
        number=one.row.pk, start=one.start, status=one.row.status,
        docket=known.docket if known else None, court=known.court if known else None,
        room=known.room if known else None, requests=[*one.requests],
    )  # fmt: skip


def _changed(one: Any) -> ChangedOut:
    return ChangedOut(
        hearing=one.appearance.pk, kinds=[*one.kinds], urgent=one.urgent, told=one.told
    )
