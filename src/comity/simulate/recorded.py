"""What a published record says became of a request, in classes.

The values are those of the agency's own releases (2007-2015 as counted in them, 2023-2026 from
public notes). MUST: an empty record is unknown. It is never read as "honoured", nor as anything.
"""

from typing import Final

BOOKED: Final = "booked into detention"
DECLINED: Final = "declined by the agency"
EARLY: Final = "released before pickup"
LIFTED: Final = "lifted or closed"
OTHER: Final = "another reason"
UNLISTED: Final = "a reason not listed"
NOTHING: Final = "nothing recorded"

CLASSES: Final = (BOOKED, DECLINED, EARLY, LIFTED, OTHER, UNLISTED, NOTHING)

_REASONS: Final = {
    "Booked into Detention": BOOKED,
    "Detainer Declined by LEA": DECLINED,
    "Early Release": EARLY,
    "Insufficient Notice to ICE": EARLY,
    "Lifted": LIFTED,
    "Lifted - Lack of Funds": LIFTED,
    "Lifted - Lack of Space": LIFTED,
    "ICE Temporary Resource Constraint": LIFTED,
    "Case Closed": LIFTED,
    "Prosecutorial Discretion": LIFTED,
    "Alien Not Subject to Deportation": LIFTED,
    "Not Amenable to Removal": LIFTED,
    "Noncitizen Not Amenable to Removal": LIFTED,
    "United States Citizen Interviewed": LIFTED,
    "USC or Presumptive Claim to US Citizenship": LIFTED,
    "Duplicate": LIFTED,
    "Superseding - New Form Issued": LIFTED,
    "Transferred": OTHER,
    "Died": OTHER,
    "No longer in State, Local, or Federal Custody": OTHER,
}


def recorded_class(lift_reason: str | None) -> str:
    """The class of a record's reason. A reason that nobody has listed is a class of its own."""
    return NOTHING if lift_reason is None else _REASONS.get(lift_reason, UNLISTED)
