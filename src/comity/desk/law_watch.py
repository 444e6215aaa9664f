"""The law in force is looked at again, for every agency with open requests.

MUST: one agency's trouble (a page of law that cannot be read) stops no other's, and no delivery.
"""

from collections.abc import Iterator

from comity.desk.actions import law
from comity.desk.hand import system
from comity.desk.models import RequestStatus
from comity.errors import ComityError


def look() -> Iterator[str]:
    """Adopts what is new and decides open requests again; what was done, line by line."""
    open_ = RequestStatus.objects.exclude(state="closed")
    for agency in open_.order_by("agency").values_list("agency", flat=True).distinct():
        hand = system()
        try:
            change = law.adopt(agency, hand)
            again = law.decide_again(agency, hand)
        except ComityError as error:
            yield f"{agency}: the law cannot be looked at: {error}"
            continue
        if change is not None:
            count = f", {len(again)} requests decided again" if again else ""
            yield f"{agency}: law {change.law[:12]}, in force since {change.since}{count}"
