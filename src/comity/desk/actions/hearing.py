"""Court dates of people on record: entered by hand or seen in a court's feed.

MUST: only the dockets of people on record are kept; a feed's other rows are not. That a feed no
longer shows a hearing changes nothing.
"""

from collections.abc import Iterable

from attrs import frozen
from django.db import transaction

from comity.act.appearances import NEW, Change, changes, next_sequence
from comity.desk import keys
from comity.desk.actions import docket, notice
from comity.desk.actions.docket import known, tie
from comity.desk.actions.standing import locked_all
from comity.desk.hand import Hand
from comity.desk.models import Appearance, Person
from comity.model import appearance as model
from comity.model.appearance import ADJOURNED, SCHEDULED, VACATED

__all__ = ["Changed", "known", "seen", "tie"]


@frozen
class Changed:
    """What a feed changed about one hearing; `told`: how many messages that made.

    `urgent`: it takes place on an earlier day than was known, so somebody is told at once.
    """

    appearance: Appearance
    kinds: tuple[str, ...]
    urgent: bool
    told: int


def seen(shown: Iterable[model.Appearance], hand: Hand) -> list[Changed]:
    """Takes in what a feed shows; what changed. Each hearing is one transaction."""
    found = []
    for one in shown:
        person = docket.holder_of(one.docket)
        if person is not None:
            with transaction.atomic():
                changed = _take(person, one, hand)
            if changed is not None:
                found.append(changed)
    return found


def _take(person: Person, shown: model.Appearance, hand: Hand) -> Changed | None:
    locked_all(person)
    uid = keys.fingerprint("hearing", shown.uid)
    row = Appearance.objects.select_for_update().filter(uid=uid).first()
    before = [known(row)] if row else []
    found = changes(before, [shown])
    if not found:
        return None
    row = row or Appearance(person=person, uid=uid)
    row.docket = docket.fingerprint(shown.docket)
    row.sequence = next_sequence(row.sequence, found) if before else 0
    row.start, row.status = shown.start, shown.status
    row.save()
    kinds = [one.kind for one in found]
    docket.write(row, shown, kinds, hand)
    told = _pass_on(row, shown, found, hand)
    return Changed(row, tuple(kinds), any(one.urgent for one in found), told)


def _pass_on(
    row: Appearance, shown: model.Appearance, found: tuple[Change, ...], hand: Hand
) -> int:
    """Tells whoever has the entry, and may; how many messages."""
    if not any(one.material for one in found if one.kind != NEW):
        return 0
    if shown.status == VACATED or shown.start is None:
        return len(notice.vacated(row, hand))
    return len(notice.moved(row, hand)) if shown.status in (SCHEDULED, ADJOURNED) else 0
