"""The published JSON Schema says what the loader says, as far as a schema can."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from comity.errors import InputError
from comity.facts import case_from, to_json
from comity.facts.schema import schema
from comity.model.case import Case
from tests.cases import random_cases, with_one_value_replaced

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "case.schema.json"
BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}
VALIDATOR = Draft202012Validator(schema())


def test_the_published_schema_is_the_generated_one() -> None:
    """When this fails: `python -m comity.facts.schema > docs/reference/case.schema.json`."""
    assert schema() == json.loads(FILE.read_text(encoding="utf-8"))


def test_the_schema_is_a_schema() -> None:
    """It keeps to draft 2020-12 itself."""
    Draft202012Validator.check_schema(schema())


@given(random_cases())
def test_every_case_keeps_to_the_schema(case: Case) -> None:
    """Whatever the engine writes, others can check."""
    assert VALIDATOR.is_valid(to_json(case))


@pytest.mark.parametrize(
    "facts",
    [
        {"id": None},
        {"id": " "},
        {"at": "2017-06-01T10:00:00"},
        {"agency": "NYPD"},
        {"persn": {}},
        {"custody": {"arrested": "5/30/2017"}},
        {"person": {"consents": 1}},
        {"person": {"name": "x" * 10_001}},
        {"person": {"removal_order": "stnding"}},
        {"person": {"convictions": [{"incarcerated": [["2003-05-01"]]}]}},
        {"person": {"convictions": [{"incarcerated": [[None, "2003-05-01"]]}]}},
        {"request": {"grounds": ["none"]}},
        {"request": {"asks": [None]}},
        {"request": {"instruments": [None]}},
        {"sources": [{"document": "x"}]},
    ],
)
def test_what_the_schema_refuses_the_loader_refuses(facts: dict[str, Any]) -> None:
    """One row for each way in which a schema can say no."""
    assert not VALIDATOR.is_valid(BARE | facts)
    with pytest.raises(InputError):
        case_from(BARE | facts)


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1.5, "", "x", "felony", "standing", [], [[]], {}, "2017-05-30", BARE["at"]]
)


@given(random_cases(), st.data())
def test_the_schema_is_never_stricter_than_the_loader(case: Case, data: st.DataObject) -> None:
    """A case with one value replaced: what is loaded keeps to the schema."""
    changed = data.draw(with_one_value_replaced(to_json(case), VALUES))

    try:
        case_from(changed)
    except InputError:
        return
    assert VALIDATOR.is_valid(changed)
