"""Facts that are a lawyer's finding: those that a pack puts as a question to a lawyer.

MUST: nothing that came in states one, by whatever way it came, and no act but the lawyer's own
(`determine`) writes one or takes one from a conviction that stays on record.
"""

from collections.abc import Callable
from typing import Any, Final

from comity.errors import InputError

LAWYERS: Final = ("person.convictions[].qualifies", "person.convictions[].added_by_rule")
"""These facts, by their declarations in `model.case`."""

NAMES: Final = tuple(path.rpartition(".")[2] for path in LAWYERS)

_UNDETERMINED: Final = {"qualifies": None, "added_by_rule": False}
_OF_THE_CRIME: Final = ("code", "section", "target_section")


def without(said: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What a document states without what only a lawyer may find; and whether it stated any."""
    person = said.get("person")
    if not isinstance(person, dict) or not isinstance(person.get("convictions"), list):
        return said, False
    convictions = person["convictions"]
    cleaned = [_stripped(one) if isinstance(one, dict) else one for one in convictions]
    stated = cleaned != convictions
    return ({**said, "person": {**person, "convictions": cleaned}} if stated else said), stated


def corrected(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A conviction as somebody corrected it: of another crime than before, it has no finding."""
    return after if _crime(before) == _crime(after) else _stripped(after)


def check(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Raises InputError where a case (JSON) has another finding than the one before it.

    A conviction keeps its finding when other facts of it are corrected, as long as it is of the
    same crime; one that is new has none.
    """
    stood, left = [*convictions(before)], [*enumerate(convictions(after))]
    alike: tuple[Callable[[dict[str, Any]], Any], ...] = (
        _stripped,
        lambda one: (_crime(one), _finding(one)),
        _crime,
    )
    for of in alike:
        left = [one for one in left if not _found_again(*one, stood, of)]
    for number, one in left:
        _check_same({}, one, number)


def convictions(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The convictions of a case (JSON), the same objects."""
    return (data.get("person") or {}).get("convictions") or []


def _found_again(
    number: int,
    one: dict[str, Any],
    stood: list[dict[str, Any]],
    of: Callable[[dict[str, Any]], Any],
) -> bool:
    """Takes the conviction that this one was out of those that stood; whether there is one."""
    same = [before for before in stood if of(before) == of(one)]
    if not same:
        return False
    was = next((before for before in same if _finding(before) == _finding(one)), same[0])
    _check_same(was, one, number)
    stood.remove(was)
    return True


def _check_same(was: dict[str, Any], one: dict[str, Any], number: int) -> None:
    for name, stood, found in zip(NAMES, _finding(was), _finding(one), strict=True):
        if stood != found:
            raise InputError(
                "only a lawyer's determination changes this",
                field=f"person.convictions[{number}].{name}",
                expected="what is on record of this conviction",
            )


def _finding(one: dict[str, Any]) -> tuple[bool | None, ...]:
    return tuple(one.get(name, _UNDETERMINED[name]) for name in NAMES)


def _crime(one: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(one.get(name) for name in _OF_THE_CRIME)


def _stripped(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in NAMES}
