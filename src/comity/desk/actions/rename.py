"""The name of a person is corrected: a new version, the ones before stay.

MUST: a correction says on which version it is based. It merges nobody with anybody; a name is never
looked up.
"""

from django.db import transaction

from comity.desk import keys, ledger
from comity.desk.actions.person import identity
from comity.desk.actions.standing import check_wall, locked_all
from comity.desk.hand import Hand
from comity.desk.models import Identity, Person, Request
from comity.errors import DeskError


def rename(request: Request, name: str, hand: Hand, *, based_on: int, reason: str) -> Identity:
    """Corrects the name of the person whom a request names.

    Raises DeskError without a name or a reason, or if another version was made meanwhile; SealError
    if the person is sealed.
    """
    person = request.person
    said = " ".join(name.split())
    if not said or not reason.strip():
        raise DeskError("a name is not corrected without a reason", expected="name and reason")
    with transaction.atomic():
        check_wall(request, hand)
        locked_all(person)
        latest = version_of(person)
        if latest != based_on:
            what = f"the name has version {latest}, and this is based on {based_on}"
            raise DeskError(what, expected="the latest version to be looked at first")
        key, before = keys.key_of(person), identity(person)
        public = {"what": "identity", "version": latest + 1}
        private = {"was": before.get("name"), "is": said, "reason": reason}
        ledger.write("facts", hand, public, private, person=person, key=key, request=request.pk)
        sealed = keys.close(key, {**before, "name": said}, f"identity {person.pk} {latest + 1}")
        return Identity.objects.create(
            person=person, version=latest + 1, sealed=sealed, at=hand.at, by=hand.by
        )


def version_of(person: Person) -> int:
    """The latest version of who somebody is; 0 where nothing is on record."""
    found = person.identities.order_by("-version").values_list("version", flat=True).first()
    return found or 0
