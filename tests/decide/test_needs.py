"""What is missing: the smallest set of facts that settles an outcome."""

from pathlib import Path

import pytest

from tests.packs import case, decided, law, rule

TEST = (
    "person.watchlist_match || (person.consents && "
    'person.convictions.exists(c, c.sentenced && c.grade == "felony"))'
)


@pytest.mark.parametrize(
    ("person", "needs"),
    [
        ({}, ["person.watchlist_match", "person.consents", "person.convictions"]),
        ({"watchlist_match": True}, []),
        ({"consents": False}, ["person.watchlist_match"]),
        ({"watchlist_match": False, "convictions": []}, []),
        ({"watchlist_match": False, "consents": True}, ["person.convictions"]),
        (
            {"watchlist_match": False, "consents": True, "convictions": [{"grade": "felony"}]},
            ["person.convictions[0].sentenced"],
        ),
        (
            {"watchlist_match": False, "consents": True, "convictions": [{"grade": "violation"}]},
            [],
        ),
        (
            {"watchlist_match": False, "consents": True, "convictions": [{}, {"sentenced": True}]},
            [
                "person.convictions[0].grade",
                "person.convictions[0].sentenced",
                "person.convictions[1].grade",
            ],
        ),
    ],
)
def test_only_facts_that_matter_are_asked_for(
    tmp_path: Path, person: dict[str, object], needs: list[str]
) -> None:
    """What the known facts already settle needs nothing more."""
    made = law(tmp_path, rule("permit: hold", TEST))
    found = decided(made, case(person=person)).actions["hold"]

    assert sorted(needs) == sorted(found.needs)
    assert bool(needs) == (found.outcome == "undetermined")
