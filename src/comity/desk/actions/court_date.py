"""A court date entered by hand: its docket is tied to the person, then a feed might have shown it.

MUST: a docket has one hearing at a time, as in a feed without numbers of its own; entered again
with another hour, the hearing has moved, and whoever had the old date is told or loses it.
"""

from django.db import transaction

from comity.desk.actions import docket, hearing
from comity.desk.actions.standing import locked_all_by
from comity.desk.hand import Hand
from comity.desk.models import Person
from comity.errors import DeskError
from comity.model.appearance import Appearance


def enter(person: Person, shown: Appearance, hand: Hand) -> list[hearing.Changed]:
    """Puts a court date on record; what changed, nothing where it was known.

    Raises DeskError if the docket is somebody else's, or the hour lies in the past.
    """
    if shown.start is not None and shown.start <= hand.at:
        raise DeskError("this hour is over", expected="a hearing yet to come")
    with transaction.atomic():
        locked_all_by(person, hand)
        docket.tie(person, shown.docket, hand)
        return hearing.seen([shown], hand)
