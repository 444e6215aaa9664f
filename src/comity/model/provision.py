"""A provision of law as it stands on one day: typed, with every name looked up.

`law.version` makes these; the readers of `decide` need nothing else. INVARIANT: every node here
is complete, so that a reader asks for no page, schedule or calendar.
"""

from datetime import date

import attrs
from attrs import frozen

from comity.model.days import Days
from comity.model.tree import Calendar, Node

EFFECTS = ("forbid", "permit", "require", "limit", "doubt", "refer", "oblige")
"""What a provision can do; the reference page "The law language" says what each means."""

DUTIES = (
    "release",
    "not-notify",
    "record",
    "record-purpose",
    "report",
    "search",
    "give-copy",
    "inform-person",
    "inform-court",
    "court-review",
    "privacy-officer-approval",
)
"""What an agency can owe beside the act itself."""


@frozen
class Duty:
    """Something owed where its provision stands. `when` is None for at once."""

    do: str
    cite: str
    at_limit: bool = False
    when: Node | None = None


@frozen
class Contest:
    """A contested point of a provision: it goes to a person while `when` may be true."""

    why: str
    cite: str
    when: Node | None = None


@frozen
class Provision:
    """One rule in force. `words` is its restatement; `source` the rule's own text, for the hash."""

    id: str
    cite: str
    title: str
    words: str
    effect: str
    actions: tuple[str, ...]
    days: Days
    when: Node
    until: Node | None = None
    overrides: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    contests: tuple[Contest, ...] = ()
    why: str = ""
    report: tuple[str, ...] = ()
    source: str = attrs.field(default="", repr=False)


@frozen
class OpenQuestion:
    """Something about the law that nobody has settled, with the first day that it may touch."""

    id: str
    ask: str
    first: date | None = None
    doubts: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    cite: str = ""


@frozen
class Version:
    """All that binds one agency on each of some days. Two with one hash are the same."""

    agency: str
    days: Days
    calendar: Calendar = attrs.field(eq=False)
    provisions: tuple[Provision, ...] = attrs.field(eq=False, repr=False)
    open: tuple[OpenQuestion, ...] = attrs.field(eq=False, repr=False)
    hash: str
