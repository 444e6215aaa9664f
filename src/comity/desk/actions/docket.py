"""What is known of a hearing, and whose docket is whose.

MUST: a docket is found by its fingerprint alone; its number is sealed with the person's data.
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from comity.desk import keys, ledger
from comity.desk.actions.standing import locked_all_by
from comity.desk.hand import Hand
from comity.desk.models import Appearance, AppearanceVersion, Person, PersonNumber
from comity.errors import DeskError
from comity.model import appearance as model

_DOCKET: Final = "docket"


def tie(person: Person, docket: str, hand: Hand) -> None:
    """Says that a docket is this person's. Raises DeskError if it is somebody else's on record.

    So it does for an agency that has no request about the person.
    """
    with transaction.atomic():
        locked_all_by(person, hand)
        ledger.lock()
        holder = holder_of(docket)
        if holder is None:
            number = PersonNumber(person=person, kind=_DOCKET, fingerprint=fingerprint(docket))
            number.save(force_insert=True)
            ledger.write("facts", hand, {"what": _DOCKET}, {"docket": docket}, person=person)
        elif holder != person:
            what = "this docket is on record for another person"
            raise DeskError(what, expected="another docket")


def holder_of(docket: str) -> Person | None:
    """The person on record whose docket it is."""
    found = PersonNumber.objects.filter(kind=_DOCKET, fingerprint=fingerprint(docket))
    number = found.select_related("person").first()
    return number.person if number else None


def fingerprint(docket: str) -> str:
    """By what a docket is found."""
    return keys.fingerprint(_DOCKET, docket)


def latest(appearance: Appearance) -> AppearanceVersion:
    """The latest version of a hearing."""
    found = appearance.versions.order_by("-entry_id").first()
    if found is None:
        raise DeskError("nothing is known of this hearing")
    return found


def known(appearance: Appearance) -> model.Appearance:
    """A hearing as it is known. Raises SealError."""
    return opened(latest(appearance), keys.key_of(appearance.person))


def opened(version: AppearanceVersion, key: bytes) -> model.Appearance:
    """A version of a hearing, under its person's key. Raises SealError."""
    data = keys.unclose(key, bytes(version.sealed), _about(version.pk))
    start = data.pop("start")
    return model.Appearance(**data, start=datetime.fromisoformat(start) if start else None)


def write(row: Appearance, shown: model.Appearance, kinds: list[str], hand: Hand) -> None:
    """Writes a version of a hearing with its entry; `kinds` says what is another than before."""
    data: dict[str, Any] = {
        "uid": shown.uid,
        "docket": shown.docket,
        "court": shown.court,
        "room": shown.room,
        "start": shown.start.isoformat() if shown.start else None,
        "status": shown.status,
        "sequence": shown.sequence,
    }
    key = keys.key_of(row.person)
    entry = ledger.write("appearance", hand, {"changes": kinds}, data, person=row.person, key=key)
    AppearanceVersion.objects.create(
        entry=entry,
        appearance=row,
        sequence=row.sequence,
        change=",".join(kinds)[:80],
        sealed=keys.close(key, data, _about(entry.pk)),
        at=hand.at,
        by=hand.by,
    )


def _about(number: int) -> str:
    return f"appearance {number}"
