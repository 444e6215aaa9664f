"""A published detainer record as a case: what the form itself says, and nothing more.

MUST: whatever the record does not say is unknown (charges, convictions, papers, release, receipt).
What somebody supposes about it is an assumption, made openly by `with_values`.
"""

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from comity.facts.load import case_from
from comity.intake.detainers import DetainerRecord
from comity.model.case import Case

# What each form asks is printed on it. Every one of them states that its sender suspects the
# person to be removable, which is civil immigration enforcement.
_DETAINER: Final = {
    "kind": "detainer",
    "asks": ["hold", "notify_release"],
    "purpose": "civil-immigration",
}
_NOTIFICATION: Final = {
    "kind": "notification",
    "asks": ["notify_release"],
    "purpose": "civil-immigration",
}
FORMS: Final[dict[str, dict[str, Any]]] = {
    "I247": {"form": "I-247", **_DETAINER},
    "I247A": {"form": "I-247A", **_DETAINER},
    "I247D": {"form": "I-247D", **_DETAINER},
    # It says on its face that it neither asks for detention nor authorises it.
    "I247N": {"form": "I-247N", **_NOTIFICATION},
}
"""The forms by the spelling of the records, with what each of them states."""

_NOON: Final = time(12)


def case_of(record: DetainerRecord, agency: str, zone: str) -> Case:
    """The case of a record before the agency that is to answer it, in that agency's zone.

    The record has a day and no hour: noon stands for the day, which decides which law is in force
    and nothing else. A form that nobody listed keeps its name, and what it asks is unknown. Raises
    InputError for what no case can hold.
    """
    said = FORMS.get(record.form or "", {"form": record.form})
    data = {
        "id": str(record.row),
        "at": datetime.combine(record.prepared, _NOON, ZoneInfo(zone)).isoformat(),
        "agency": agency,
        "request": {"from": "us/ice", **said},
    }
    return case_from(data, record.place)
