"""A case that contradicts itself is refused; one that is merely incomplete is not."""

from typing import Any

import pytest

from comity.errors import InputError
from comity.facts import case_from

BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}


def custody(arrested: str | None, released: str | None) -> dict[str, Any]:
    return {"custody": {"arrested": arrested, "released_otherwise_at": released}}


def conviction(**facts: Any) -> dict[str, Any]:
    return {"person": {"convictions": [facts]}}


def paper(**facts: Any) -> dict[str, Any]:
    return {"request": {"instruments": [facts]}}


BAD: list[tuple[dict[str, Any], str]] = [
    (
        custody("2017-05-30", "2017-05-29T23:59:59-04:00"),
        "custody.released_otherwise_at: the release on 2017-05-29 is before the arrest; "
        "expected 2017-05-30 or later",
    ),
    (
        paper(kind="none-shown", issuer="ice-officer"),
        "request.instruments[0].issuer: a paper that was not shown has no issuer; "
        "expected null, or another kind",
    ),
    (
        conviction(offence_date="2003-05-02", judgment="2003-05-01"),
        "person.convictions[0].judgment: the judgment of 2003-05-01 is before the offence; "
        "expected 2003-05-02 or later",
    ),
    (
        conviction(incarcerated=[["2003-05-01", None], ["2003-05-02", "2003-05-01"]]),
        "person.convictions[0].incarcerated[1]: the time served ends on 2003-05-01, before it "
        "begins; expected 2003-05-02 or later",
    ),
    (
        conviction(offence_date="2003-05-02", incarcerated=[["2003-05-01", None]]),
        "person.convictions[0].incarcerated[0]: the time served begins on 2003-05-01, before the "
        "offence; expected 2003-05-02 or later",
    ),
]

GOOD: list[dict[str, Any]] = [
    custody("2017-06-01", "2017-06-01T00:00:00-04:00"),
    custody(None, "2001-01-01T00:00:00-04:00"),
    custody("2017-05-30", None),
    # The same papers may be put under the law of an earlier day.
    {"request": {"received_at": "2017-06-01T10:00:01-04:00"}},
    paper(presented_at="2017-06-02T14:00:00Z"),
    conviction(judgment="2017-06-02"),
    paper(kind="none-shown"),
    paper(kind=None, issuer="ice-officer"),
    conviction(offence_date="2003-05-01", judgment="2003-05-01"),
    conviction(offence_date="2017-06-01", judgment="2017-06-01"),
    # On remand before the judgment; released on the day of arrest; to be served after the case.
    conviction(
        offence_date="2003-05-01", judgment="2004-01-01", incarcerated=[["2003-05-01", None]]
    ),
    conviction(incarcerated=[["2003-05-01", "2003-05-01"]]),
    conviction(incarcerated=[["2017-01-01", "2018-01-01"]]),
]


@pytest.mark.parametrize(("facts", "message"), BAD)
def test_a_contradiction_is_refused(facts: dict[str, Any], message: str) -> None:
    """The message names one of the two facts and what the other one asks of it."""
    with pytest.raises(InputError) as caught:
        case_from(BARE | facts)

    assert message == str(caught.value)


@pytest.mark.parametrize("facts", GOOD)
def test_what_can_be_is_accepted(facts: dict[str, Any]) -> None:
    """The same day and the same instant are no contradiction, and an unknown never is."""
    assert "1" == case_from(BARE | facts).id


def test_the_day_of_an_instant_is_the_day_in_its_own_zone() -> None:
    """At one in the morning in New York it is still the day before in Los Angeles."""
    assert "1" == case_from(BARE | custody("2017-05-30", "2017-05-30T01:00:00-04:00")).id
    with pytest.raises(InputError, match="the release on 2017-05-29 is before the arrest"):
        case_from(BARE | custody("2017-05-30", "2017-05-29T22:00:00-07:00"))


@pytest.mark.parametrize("agency", ["us-ny-nyc/nypd", "us-ca/jail", "us/ice", "us-tx-2/jail-3"])
def test_an_agency_is_named_by_its_jurisdiction(agency: str) -> None:
    """Whether the packs know it is not asked here."""
    assert agency == case_from(BARE | {"agency": agency}).agency


@pytest.mark.parametrize(
    "agency", ["us-ny-nyc", "/nypd", "us-ny-nyc/", "US/ICE", "us/ice\n", "us--ny/x"]
)
def test_what_names_no_agency_is_refused(agency: str) -> None:
    """Small letters, digits, single hyphens and one stroke."""
    with pytest.raises(InputError, match="is not an agency's name"):
        case_from(BARE | {"agency": agency})
