"""A published record as a case: what its form says, and nothing that it does not say."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs

from comity.errors import Place
from comity.facts import to_json
from comity.facts.detainers import case_of
from comity.intake.detainers import DetainerRecord

NEW_YORK = "America/New_York"


def record(form: str | None = "I247", day: date = date(2014, 12, 14)) -> DetainerRecord:
    return DetainerRecord(17, day, form, "SOME JAIL", None, None, "Lifted", Place("x.csv", 18))


def test_a_detainer_asks_to_hold_and_to_tell() -> None:
    """Form I-247 asks for both; whatever the record does not say is left out, that is unknown."""
    expected = {
        "id": "17",
        "at": "2014-12-14T12:00:00-05:00",
        "agency": "us-ny-nyc/doc",
        "request": {
            "kind": "detainer",
            "form": "I-247",
            "from": "us/ice",
            "asks": ["hold", "notify_release"],
            "purpose": "civil-immigration",
        },
    }
    assert expected == to_json(case_of(record(), "us-ny-nyc/doc", NEW_YORK))


def test_the_form_of_notification_asks_for_no_hold() -> None:
    """Form I-247N says on its face that it does not ask for detention."""
    request = case_of(record("I247N"), "us-ny-nyc/doc", NEW_YORK).request

    assert ("notification", "I-247N", ("notify_release",)) == (
        request.kind, request.form, request.asks,
    )  # fmt: skip


def test_a_form_that_nobody_listed_asks_for_something_unknown() -> None:
    """The form's name is kept; its kind, purpose and requests stay unknown."""
    request = case_of(record("I999"), "us-ny-nyc/doc", NEW_YORK).request

    assert ("I999", None, None, None) == (
        request.form, request.kind, request.asks, request.purpose,
    )  # fmt: skip


def test_a_record_stands_for_noon_where_the_agency_is() -> None:
    """Noon is inside the day in every zone, so that the day's own law answers."""
    summer = attrs.evolve(record(), prepared=date(2015, 7, 1))

    expected = datetime(2015, 7, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert expected == case_of(summer, "us-ca/jail", "America/Los_Angeles").at
