"""What a contact may tell, item by item, and the act of the law that each item falls under.

A contact is anything that leaves the agency: a reply, a notice, a question about a warrant. MUST:
an item that is not listed here cannot be told at all; a new one needs the act that it falls under.
"""

from typing import Final

from attrs import frozen


@frozen
class Item:
    """One thing that a contact tells. `action` is the act that the law must allow; None: no act."""

    name: str
    says: str
    action: str | None


_ALL: Final = (
    Item("answer", "whether the request is honoured, and nothing of the person", None),
    Item("identity", "that the person is the one who was named", "share_information"),
    Item("custody", "that the person is in custody", "share_information"),
    Item("charges", "the charges", "share_information"),
    Item("convictions", "the convictions", "share_information"),
    Item("birth", "the day or place of birth", "share_information"),
    Item("address", "where the person lives", "share_information"),
    Item("status", "citizenship or immigration status, which Comity never holds", "share_status"),
    Item("release", "when the person will be or was released", "notify_release"),
    Item("court_date", "when and where the person is due in court", "notify_court_date"),
    Item("warrant", "that its warrant against the person is being looked at", "verify_warrant"),
    Item("holding", "that the person is held for the requester, and until when", "hold"),
    Item("hand_over", "when and where the person will be handed over", "transfer"),
    Item("interview", "when and where the person can be interviewed", "interview"),
    Item("access", "when and where the requester may enter", "enter"),
)

ITEMS: Final[dict[str, Item]] = {item.name: item for item in _ALL}
"""Every item by its name."""

KINDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "reply": (("answer",), ()),
    "release-notice": (("release",), ("identity", "custody")),
    "court-date-notice": (("court_date",), ("identity", "custody")),
    "warrant-inquiry": (("warrant",), ("identity", "custody", "court_date")),
    "alien-query": (("identity", "custody", "charges", "birth"), ("warrant", "court_date")),
    "hold-notice": (("holding",), ("identity", "custody", "release")),
    "hand-over": (("hand_over",), ("identity", "custody", "release")),
    "interview-notice": (("interview",), ("identity", "custody")),
    "access-notice": (("access",), ("identity", "custody")),
    "information": ((), ("identity",)),
    "cancellation": ((), ()),
    "duty-notice": ((), ()),
}
"""The kinds of contact, each with the items that it is meant to tell and those that it tells beside
them. Whoever asks an agency about its warrant tells it that the person is held, and so when he is
due in court. `information` tells what was asked for, named one by one; `cancellation` takes back an
earlier contact and tells nothing; `duty-notice` is the letter that the law owes to the person, and
goes to nobody else."""

PERSON: Final = "person"
"""The recipient of what is owed to the person: a letter to him tells nobody else anything."""


def discloses(kind: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Every item that a contact of this kind tells, meant or not, and `more`; each once, in order.

    Raises KeyError for a kind or an item that is not listed.
    """
    meant, beside = KINDS[kind]
    return tuple(ITEMS[name].name for name in dict.fromkeys((*meant, *more, *beside)))
