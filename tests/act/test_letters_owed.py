"""Which letters a decision owes the person, jurisdiction by jurisdiction."""

from typing import Any

from comity.act.letters import letter, notices_owed
from comity.facts import case_from
from comity.flow import counsel
from comity.model.decision import to_json
from tests.act.test_letters import FACTS


def detainer(agency: str) -> dict[str, Any]:
    """A detainer that asks for three acts, about somebody with a clean record."""
    return {
        "id": "owed",
        "at": "2021-06-01T10:00:00-07:00",
        "agency": agency,
        "request": {
            "kind": "detainer",
            "from": "us/ice",
            "asks": ["hold", "notify_release", "transfer"],
        },
        "person": {"convictions": [], "charges": [], "consents": False},
        "information": {"public": False},
    }


def test_a_californian_decision_owes_the_person_a_copy_and_a_word() -> None:
    """For three acts asked, the same two duties are owed once; both are one letter."""
    owed = notices_owed(to_json(counsel().decide(case_from(detainer("us-ca/jail")))))

    assert ["give-copy", "inform-person"] == [one.do for one in owed]
    assert 1 == len({letter(one, "en", FACTS).template for one in owed})


def test_a_decision_of_new_jersey_owes_a_word_for_each_act_that_the_detainer_asks() -> None:
    """Of the hold and of the notice, each on its own form."""
    owed = notices_owed(to_json(counsel().decide(case_from(detainer("us-nj/jail")))))

    assert ["hold-asked", "notice-asked"] == [letter(one, "en", FACTS).template for one in owed]


def test_a_decision_of_washington_owes_everyone_the_explanation() -> None:
    """Whatever is asked; and the consent form where an interview is."""
    asked = detainer("us-wa/jail")
    interview = {**asked, "request": {**asked["request"], "asks": ["interview"]}}
    owed = [
        {letter(one, "en", FACTS).template for one in
         notices_owed(to_json(counsel().decide(case_from(case))))}
        for case in (asked, interview)
    ]  # fmt: skip

    assert [
        {"status-need-not-be-told"},
        {"status-need-not-be-told", "interview-consent-no-retaliation"},
    ] == owed


def test_a_decision_of_new_york_city_owes_the_person_nothing() -> None:
    """Its sections name no notice to the person."""
    case = {"id": "ny", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}

    assert () == notices_owed(to_json(counsel().decide(case_from(case))))
