"""Hearings as the pages show them: docket, court and hour, never a name.

MUST: however many they are, they are read with the same number of queries.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attrs import frozen
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.act import appearances as changes
from comity.desk import keys
from comity.desk.actions import docket
from comity.desk.models import Account, Appearance, AppearanceVersion, Request
from comity.desk.pages import records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.words import Words
from comity.model import appearance as model

STATES: Final[Words] = {
    model.SCHEDULED: _("scheduled"),
    model.ADJOURNED: _("put off"),
    model.VACATED: _("called off"),
    model.HELD: _("held"),
}

CHANGES: Final[Words] = {
    changes.NEW: _("new"),
    changes.DATE_SET: _("a date is set"),
    changes.MOVED_LATER: _("moved to a later hour"),
    changes.MOVED_EARLIER: _("moved to an earlier hour: look at it now"),
    changes.COURT_CHANGED: _("another court"),
    changes.ROOM_CHANGED: _("another room"),
    changes.DOCKET_CHANGED: _("another docket number"),
    changes.BACK_ON: _("takes place after all"),
    model.ADJOURNED: _("put off"),
    model.VACATED: _("called off"),
    model.HELD: _("held"),
}


@frozen
class Hearing:
    """One hearing for one reader. `known` is None for who may not open it, and once sealed."""

    row: Appearance
    known: model.Appearance | None
    requests: tuple[int, ...]

    @property
    def start(self) -> datetime | None:
        """The hour that is kept to be found by."""
        return self.row.start

    @property
    def state(self) -> Promise | str:
        """Where it stands, in words."""
        return STATES.get(self.row.status, self.row.status)

    @property
    def is_off(self) -> bool:
        """Whether it does not take place, or did."""
        return self.row.status in (model.VACATED, model.HELD)


def within(account: Account) -> QuerySet[Appearance]:
    """The hearings of people whom a request of the account's agency names."""
    naming = records.requests_of(account).filter(person=OuterRef("person"))
    return Appearance.objects.filter(Exists(naming))


def read(rows: QuerySet[Appearance], account: Account) -> list[Hearing]:
    """Hearings with what is known of them and the agency's requests about their people."""
    found = [*rows.annotate(latest=Max("versions__entry_id"))]
    people = {one.person_id for one in found}
    known = _known(found, people) if account.role in OPENS_SEALED else {}
    requests: dict[int, list[int]] = {}
    named = records.requests_of(account).filter(person__in=people).order_by("pk")
    for number, person in named.values_list("pk", "person_id"):
        requests.setdefault(person, []).append(number)
    return [Hearing(one, known.get(one.pk), (*requests.get(one.person_id, ()),)) for one in found]


def of(request: Request, account: Account) -> list[Hearing]:
    """The hearings of the person whom a request names, the next one first."""
    rows = Appearance.objects.filter(person=request.person_id).order_by("start", "pk")
    return read(rows, account)


def _known(rows: Iterable[Appearance], people: Iterable[int]) -> dict[int, model.Appearance]:
    held = keys.keys_of(people)
    latest = [one.latest for one in rows]  # type: ignore[attr-defined]
    versions = AppearanceVersion.objects.filter(pk__in=latest).select_related("appearance")
    return {
        one.appearance_id: docket.opened(one, held[one.appearance.person_id])
        for one in versions
        if one.appearance.person_id in held
    }
