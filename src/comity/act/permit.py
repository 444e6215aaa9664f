"""The contact rule: a decision in force either allows every item that a contact tells, or it stays.

The database holds the same rule by triggers (`comity.desk`). MUST: a doubt is no permission: what
goes to a person needs that person's signature, and an undetermined answer allows nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import field, frozen

from comity.errors import ContactError
from comity.model.contact import ITEMS, PERSON
from comity.model.decision import MAY, MUST, SILENT

ALLOWING: Final = (MUST, MAY, SILENT)
"""The outcomes under which a person may let an item go. Where the law is silent it forbids nothing,
and the signature says who took it upon himself."""

_MADE_HERE: Final = object()


@frozen
class Standing:
    """What a decision on record stands for now.

    `outcomes` are by action; `signed` are the actions that somebody other than the preparer has
    signed. A decision that was withdrawn or replaced is not in force.
    """

    decision: int
    recipient: str
    outcomes: Mapping[str, str]
    signed: frozenset[str]
    in_force: bool


@frozen
class Override:
    """A named person's own decision to tell certain items all the same, with the reason.

    Raises ContactError without a person or a reason.
    """

    id: int
    recipient: str
    items: frozenset[str]
    person: str
    reason: str

    def __attrs_post_init__(self) -> None:
        if not self.person.strip() or not self.reason.strip():
            raise ContactError("an override names the person who takes it on, and the reason")


@frozen
class Permit:
    """The leave to tell `items` to `recipient`. `permit` alone makes it; it is not to be kept."""

    decision: int
    recipient: str
    items: tuple[str, ...]
    override: int | None
    made: object = field(repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.made is not _MADE_HERE:
            raise ContactError("a permit is given by the contact rule and cannot be made by hand")


def permit(
    standing: Standing, recipient: str, items: Iterable[str], override: Override | None = None
) -> Permit:
    """The leave to tell these items. Raises ContactError that names each one which may not go."""
    asked = tuple(dict.fromkeys(items))
    refused = [*_refused(standing, recipient, asked, override)]
    if refused:
        what = f"nothing may be told to {recipient}: " + "; ".join(refused)
        raise ContactError(what, expected="a decision in force that allows every item")
    return Permit(
        standing.decision, recipient, asked, override.id if override else None, _MADE_HERE
    )


def _refused(
    standing: Standing, recipient: str, items: tuple[str, ...], override: Override | None
) -> Iterator[str]:
    """Why the contact may not go, reason by reason."""
    # What is owed to the person himself tells no agency anything, so it has no items.
    owed = recipient == PERSON and not items
    if recipient != standing.recipient and not owed:
        yield f"the decision is about telling {standing.recipient}"
    if not standing.in_force:
        yield "the decision is no longer in force"
    if override and override.recipient != recipient:
        yield f"the override is about telling {override.recipient}"
    overridden = override.items if override else frozenset()
    for name in items:
        why = _why_not(name, standing, name in overridden)
        if why:
            yield f"{name}: {why}"


def _why_not(name: str, standing: Standing, overridden: bool) -> str | None:
    """Why one item may not go; None if it may. What is not listed goes by no override either."""
    item = ITEMS.get(name)
    if item is None:
        return "no such item"
    if overridden or item.action is None:
        return None
    outcome = standing.outcomes.get(item.action)
    if outcome not in ALLOWING:
        return f"{item.action} is {outcome or 'not answered'}"
    if item.action not in standing.signed:
        return f"nobody but the preparer has signed {item.action}"
    return None
