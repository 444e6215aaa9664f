"""`--assume path=value`: the same case with other facts, checked as if it came in so."""

import pytest
from hypothesis import given

from comity.errors import InputError
from comity.facts import case_from, to_json, with_values
from comity.model.case import Case
from tests.cases import random_cases

CASE = case_from(
    {
        "id": "1",
        "at": "2017-06-01T10:00:00-04:00",
        "agency": "us-ny-nyc/nypd",
        "request": {"instruments": [{"form": "I-205"}], "asks": ["hold"]},
        "person": {"convictions": [{"grade": "felony"}, {}], "consents": True},
    }
)


@pytest.mark.parametrize(
    ("assignments", "part", "expected"),
    [
        (["person.consents=false"], "person", {"consents": False}),
        (["person.consents=null"], "person", {"consents": None}),
        (["request.instruments=[]"], "request", {"instruments": []}),
        (["request.form=I-247A"], "request", {"form": "I-247A"}),
        (['request.form="I-247A"'], "request", {"form": "I-247A"}),
        (["request.form=true"], "request", {"form": "true"}),
        (["request.form="], "request", {"form": ""}),
        (["request.form=a=b"], "request", {"form": "a=b"}),
        (["request.asks[0]=transfer"], "request", {"asks": ["transfer"]}),
        (["custody.arrested=2017-05-30"], "custody", {"arrested": "2017-05-30"}),
        (['court={"attending": "witness"}'], "court", {"attending": "witness"}),
        (["court=null", "court.place=going"], "court", {"place": "going"}),
        (["person.consents=false", "person.consents=true"], "person", {"consents": True}),
        (
            ["person.convictions[1].section=130.52"],
            "person",
            {"convictions": [{"grade": "felony"}, {"section": "130.52"}]},
        ),
        (
            ["person.convictions=[{}]", "person.convictions[0].grade=felony"],
            "person",
            {"convictions": [{"grade": "felony"}]},
        ),
    ],
)
def test_a_fact_is_set_by_its_path(assignments: list[str], part: str, expected: dict) -> None:
    """The value is JSON where it can be, else a text; the rest of the case stays."""
    data = to_json(CASE)
    changed = case_from(data | {part: data.get(part, {}) | expected})

    assert changed == with_values(CASE, assignments)


def test_an_assumption_holds_for_case_after_case() -> None:
    """What one case does with a value leaves no trace in the next."""
    grade = ["person.convictions=[{}]", "person.convictions[0].grade=felony"]
    with_values(CASE, grade)

    assert (
        with_values(CASE, grade[:1]).person.convictions
        == case_from(to_json(CASE) | {"person": {"convictions": [{}]}}).person.convictions
    )


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        (
            "person.consents",
            "'person.consents' sets no value; expected path=value, such as request.form=I-247A",
        ),
        (
            "person.consent=true",
            "person.consent: there is no such fact; the nearest is person.consents; "
            "expected the path of a fact, such as person.convictions[0].grade",
        ),
        ("person.consents=yes", "person.consents: this is 'yes'; expected true or false"),
        ("person.consents=1", "person.consents: this is 1; expected true or false"),
        ("at=null", "at: it is missing; expected the instant at which the question is put"),
        (
            "at=2017-06-01T10:00:00",
            "at: '2017-06-01T10:00:00' has no zone; "
            "expected an instant with its zone such as 2017-06-01T10:00:00-04:00",
        ),
        (
            "person.convictions[2].grade=felony",
            "person.convictions[2].grade: the list has 2 elements; "
            "expected the number of one, from 0",
        ),
        (
            "person.charges[0].grade=felony",
            "person.charges[0].grade: the list has 0 elements; expected the number of one, from 0",
        ),
        (
            "person.convictions.grade=felony",
            "person.convictions.grade: it is not said of which element; expected a number: [0]",
        ),
        (
            "request.instruments.offences[0]=x",
            "request.instruments.offences[0]: it is not said of which element; "
            "expected a number: [0]",
        ),
        (
            f"person={'[' * 100_000}",
            "person: this is '" + "[" * 60 + "'…; expected an object with facts by their names",
        ),
    ],
)
def test_what_cannot_be_assumed_is_refused(assignment: str, message: str) -> None:
    """An unknown path or a wrong value is an error, as in a file."""
    with pytest.raises(InputError) as caught:
        with_values(CASE, [assignment])

    assert message == str(caught.value)


def test_odd_values_before_it_do_not_break_an_assumption() -> None:
    """The case is checked when all is set; what stood in the way is replaced."""
    assert "going" == with_values(CASE, ["court=5", "court.place=going"]).court.place


@given(random_cases())
def test_assuming_nothing_changes_nothing(case: Case) -> None:
    """No assignment, or one that states what is so, gives the same case."""
    assert case == with_values(case, [])
    assert case == with_values(case, [f"at={case.at.isoformat()}"])
