"""What is known of a condition, and two facts held together, as the plain reading says."""

import pytest

from bench.random_rules import AGENCY, page_of, version_of
from comity.decide.closure import closure
from comity.decide.reference import Truth, value
from comity.decide.trace import trace
from comity.facts import case_from
from comity.law.calendars import calendar
from comity.model import tree
from comity.model.tree import TRUTH

CONSENTS = tree.Fact(("person", "consents"), ("person", "consents"), TRUTH)
SMALL = {"id": "small", "at": "2016-06-01T10:00:00-04:00", "agency": AGENCY}


@pytest.mark.parametrize(
    ("fact", "surely", "perhaps", "unknown"),
    [(True, True, True, False), (False, False, False, False), (None, False, True, True)],
)
def test_what_is_known_of_a_condition_is_itself_never_unknown(
    fact: Truth, surely: bool, perhaps: bool, unknown: bool
) -> None:
    """Surely asks for known to be true, perhaps for not known to be false."""
    case = case_from({**SMALL, "person": {"consents": fact}})

    assert surely is value(tree.Surely(CONSENTS), case)
    assert perhaps is value(tree.Perhaps(CONSENTS), case)
    assert unknown is value(tree.Unknown(CONSENTS), case)
    assert [surely, perhaps, unknown] == [
        trace(node(CONSENTS), case).value for node in (tree.Surely, tree.Perhaps, tree.Unknown)
    ]


@pytest.mark.parametrize(
    ("form", "outcome"), [("us/ice", "may"), ("I-247A", "silent"), (None, "undetermined")]
)
def test_two_facts_are_compared_as_a_fact_and_a_text_are(form: str | None, outcome: str) -> None:
    """Neither side is written in the law, and one that is unknown leaves it open."""
    block = ["id: rule", "permit: hold", "when: request.form == request.from"]
    case = case_from({**SMALL, "request": {"form": form, "from": "us/ice"}})

    assert outcome == closure(version_of(page_of([block])), ("hold",))(case)[0].outcome


def test_a_function_that_nobody_defined_is_refused() -> None:
    """It would otherwise read as an unknown day."""
    found = calendar("us", "America/New_York")

    assert found is not None
    with pytest.raises(TypeError, match="tomorrow"):
        value(tree.Call("tomorrow", (), found, tree.DAY), case_from(SMALL))
