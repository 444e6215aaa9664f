"""Made-up accounts and agencies to try a desk with. MUST: none of them is a real person's."""

from datetime import datetime
from typing import Final

from comity.act.alien_query import TO
from comity.desk import office
from comity.desk.hand import system
from comity.errors import DeskError

AGENCY: Final = "us-ny-nyc/nypd"
ROLES: Final = ("clerk", "supervisor", "lawyer", "inspector", "administrator")


def add(at: datetime | None = None) -> list[str]:
    """Adds them to a desk that has no other accounts; what was added, line by line.

    `at` is the hour of the entries, now unless told. Raises DeskError where there are people.
    """
    from comity.desk.models import Account

    hand = system(at)
    names = [f"example-{role}" for role in ROLES]
    if Account.objects.exclude(username__in=[*names, hand.by.username]).exists():
        raise DeskError("this desk has people", expected="an empty desk for the demonstration")
    for name, role in zip(names, ROLES, strict=True):
        office.account(name, role, AGENCY, hand)
    office.agency("us/ice", hand, name="Immigration agency", immigration=True, ori=TO)
    office.agency("us-xx/county", hand, name="Example County Sheriff", ori="XX0010000")
    return [f"accounts  {', '.join(names)} of {AGENCY}", "agencies  us/ice, us-xx/county"]
