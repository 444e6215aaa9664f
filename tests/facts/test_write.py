"""A case that is written as JSON can be read again, and nothing is lost or added."""

import json

from hypothesis import given

from comity.facts import case_from, to_json
from comity.model.case import Case
from tests.cases import random_cases

BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}


@given(random_cases())
def test_a_case_survives_being_written(case: Case) -> None:
    """Every case, with any unknowns, comes back from its own JSON."""
    text = json.dumps(to_json(case), allow_nan=False)

    assert case == case_from(json.loads(text))


@given(random_cases())
def test_the_same_case_is_written_alike(case: Case) -> None:
    """Also after it was read again, to the letter: zones and spellings stay."""
    written = to_json(case)

    assert json.dumps(written) == json.dumps(to_json(case_from(written)))


def test_what_is_unknown_is_left_out() -> None:
    """A bare case is written as bare as it came."""
    assert BARE == to_json(case_from(BARE))


def test_a_designation_is_written_unless_it_has_its_default() -> None:
    """Unknown is written as null, because leaving it out would say that it was not entered."""
    person = {"convictions": [{"hate_crime": None}, {"hate_crime": True}, {"hate_crime": False}]}
    expected = {"convictions": [{"hate_crime": None}, {"hate_crime": True}, {}]}

    assert expected == to_json(case_from(BARE | {"person": person}))["person"]


def test_an_empty_list_is_written() -> None:
    """Searched and found none is something known."""
    facts: dict[str, object] = {"person": {"convictions": []}, "request": {"asks": []}}

    assert BARE | facts == to_json(case_from(BARE | facts))


def test_a_case_is_written_in_the_order_of_the_model() -> None:
    """Whatever the order of the keys it came with."""
    data = dict(reversed((BARE | {"person": {"consents": True, "charges": []}}).items()))

    written = to_json(case_from(data))

    assert ["id", "at", "agency", "person"] == list(written)
    assert ["charges", "consents"] == list(written["person"])
