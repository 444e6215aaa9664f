"""Who is named: the same number means the same person, unless names differ; then a person looks.

MUST: nobody is looked up by name. A request is tied to someone on record by a number that its
requester gave, or because a clerk says so.
"""

from collections.abc import Callable
from typing import Any

from attrs import field, frozen
from django.db import transaction

from comity.desk import keys, rows
from comity.desk.hand import Hand
from comity.desk.models import Identity, Person, PersonNumber

_OF_A_PERSON = ("subject", "file")


@frozen
class Named:
    """How a request names its person, and the numbers by which its requester knows him."""

    name: str | None
    numbers: tuple[tuple[str, str], ...]
    requester: str

    @classmethod
    def of(
        cls, said: dict[str, Any] | None, numbers: tuple[tuple[str, str], ...], requester: str
    ) -> "Named":
        """What a document says of it."""
        name = (said or {}).get("person", {}).get("name")
        own = tuple(pair for pair in numbers if pair[0] in _OF_A_PERSON)
        return cls(name, own, requester)


@frozen
class Found:
    """The person of a request, and what a person must look at. `key` is that of somebody new."""

    person: Person
    doubts: tuple[str, ...] = ()
    key: bytes | None = field(default=None, repr=False)


def find_or_make(
    named: Named, hand: Hand, fingerprint: Callable[..., str] = keys.fingerprint
) -> Found:
    """The person of these numbers, or a new one; and what a person must look at."""
    prints = [
        (kind, fingerprint("person", named.requester, kind, number))
        for kind, number in dict.fromkeys(named.numbers)
    ]
    if not rows.known(PersonNumber, "fingerprint", [one for _, one in prints]):
        return _make(named, prints, hand)
    numbers = PersonNumber.objects.filter(fingerprint__in=[one for _, one in prints])
    holders = {row.person for row in numbers.select_related("person")}
    if len(holders) > 1:
        doubt = "its numbers belong to different persons on record"
        return _make(named, [], hand, doubt)
    person = holders.pop()
    known = name_of(person)
    if not same_name(named.name, known):
        doubt = "its number is on record for somebody of another name"
        return _make(named, [], hand, doubt)
    on_record = {*person.numbers.values_list("kind", "fingerprint")}
    _add(person, [pair for pair in prints if pair not in on_record])
    if known is None and named.name is not None:
        _identify(person, named, hand, person.identities.count() + 1, keys.key_of(person))
    return Found(person)


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names may be one person's: alike but for capitals and spaces, or unknown."""
    return one is None or other is None or _spelled(one) == _spelled(other)


def name_of(person: Person) -> str | None:
    """The name on record, None while nobody has told one. Raises SealError."""
    found: str | None = identity(person).get("name")
    return found


def identity(person: Person) -> dict[str, Any]:
    """The latest name and numbers on record. Raises SealError."""
    latest = person.identities.order_by("-version").first()
    if latest is None:
        return {}
    about = f"identity {person.pk} {latest.version}"
    found: dict[str, Any] = keys.unclose(keys.key_of(person), latest.sealed, about)
    return found


def _make(named: Named, prints: list[tuple[str, str]], hand: Hand, *doubts: str) -> Found:
    # An error here undoes the whole act, so a savepoint of its own would be of no use.
    with transaction.atomic(savepoint=False):
        person = rows.insert(Person(created_at=hand.at))
        key = keys.give_key(person)
        _identify(person, named, hand, 1, key)
        _add(person, prints)
    return Found(person, doubts, key)


def _identify(person: Person, named: Named, hand: Hand, version: int, key: bytes) -> None:
    """A version of who the person is; the versions before it stay."""
    data = {"name": named.name, "numbers": [list(pair) for pair in named.numbers]}
    sealed = keys.close(key, data, f"identity {person.pk} {version}")
    rows.insert(Identity(person=person, version=version, sealed=sealed, at=hand.at, by=hand.by))


def _add(person: Person, prints: list[tuple[str, str]]) -> None:
    rows.insert_all(PersonNumber(person=person, kind=kind, fingerprint=one) for kind, one in prints)


def _spelled(name: str) -> str:
    return " ".join(name.casefold().split())
