"""Court dates of people on record: entered by hand or seen in a court's feed.

MUST: only the dockets of people on record are kept; a feed's other rows are not. That a feed no
longer shows a hearing changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attrs import frozen
from django.db import transaction

from comity.act.appearances import NEW, Change, changes, next_sequence
from comity.desk import keys, ledger
from comity.desk.hand import Hand
from comity.desk.models import Appearance, AppearanceVersion, Person, PersonNumber
from comity.errors import DeskError
from comity.model import appearance as model
from comity.model.appearance import ADJOURNED, SCHEDULED, VACATED

_DOCKET: Final = "docket"


@frozen
class Changed:
    """What a feed changed about one hearing."""

    appearance: Appearance
    kinds: tuple[str, ...]
    urgent: bool
    told: int


def tie(person: Person, docket: str, hand: Hand) -> None:
    """Says that a docket is this person's. Raises DeskError if it is somebody else's on record."""
    one = _print(docket)
    holder = PersonNumber.objects.filter(kind=_DOCKET, fingerprint=one).first()
    if holder is None:
        PersonNumber.objects.create(person=person, kind=_DOCKET, fingerprint=one)
    elif holder.person_id != person.pk:
        raise DeskError("this docket is on record for another person", expected="another docket")


def seen(shown: Iterable[model.Appearance], hand: Hand) -> list[Changed]:
    """Takes in what a feed shows; what changed. Each hearing is one transaction."""
    found = []
    for one in shown:
        holder = PersonNumber.objects.filter(
            kind=_DOCKET, fingerprint=_print(one.docket)
        ).select_related("person")
        for number in holder:
            with transaction.atomic():
                changed = _take(number.person, one, hand)
            if changed is not None:
                found.append(changed)
    return found


def known(appearance: Appearance) -> model.Appearance:
    """A hearing as it is known. Raises SealError."""
    latest = appearance.versions.order_by("-entry_id").first()
    if latest is None:
        raise DeskError("nothing is known of this hearing")
    data = keys.unclose(keys.key_of(appearance.person), latest.sealed, _about(latest.pk))
    start = data.pop("start")
    return model.Appearance(**data, start=datetime.fromisoformat(start) if start else None)


def _take(person: Person, shown: model.Appearance, hand: Hand) -> Changed | None:
    row = Appearance.objects.select_for_update().filter(uid=_uid(shown)).first()
    before = [known(row)] if row else []
    found = changes(before, [shown])
    if not found:
        return None
    row = row or Appearance(person=person, uid=_uid(shown), docket=_print(shown.docket))
    row.sequence = next_sequence(row.sequence, found) if before else 0
    row.start, row.status = shown.start, shown.status
    row.save()
    _version(row, shown, found, hand)
    told = _pass_on(row, shown, found, hand)
    return Changed(row, tuple(one.kind for one in found), any(c.urgent for c in found), told)


def _version(
    row: Appearance, shown: model.Appearance, found: tuple[Change, ...], hand: Hand
) -> None:
    data = {
        "uid": shown.uid,
        "docket": shown.docket,
        "court": shown.court,
        "room": shown.room,
        "start": shown.start.isoformat() if shown.start else None,
        "status": shown.status,
        "sequence": shown.sequence,
    }
    kinds = [one.kind for one in found]
    key = keys.key_of(row.person)
    entry = ledger.write(
        "appearance", hand, {"changes": kinds}, data, person=row.person, key=key
    )
    AppearanceVersion.objects.create(
        entry=entry,
        appearance=row,
        sequence=row.sequence,
        change=",".join(kinds)[:80],
        sealed=keys.close(key, data, _about(entry.pk)),
        at=hand.at,
        by=hand.by,
    )


def _pass_on(
    row: Appearance, shown: model.Appearance, found: tuple[Change, ...], hand: Hand
) -> int:
    """Tells whoever has the entry, and may; how many messages."""
    from comity.desk.actions import notice

    if all(one.kind == NEW for one in found) or not any(one.material for one in found):
        return 0
    if shown.status == VACATED or (shown.status == ADJOURNED and shown.start is None):
        return len(notice.vacated(row, hand))
    return len(notice.moved(row, hand)) if shown.status in (SCHEDULED, ADJOURNED) else 0


def _uid(shown: model.Appearance) -> str:
    return keys.fingerprint("hearing", shown.uid)


def _print(docket: str) -> str:
    return keys.fingerprint(_DOCKET, docket)


def _about(number: int) -> str:
    return f"appearance {number}"
