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


def test_what_the_entries_of_an_unknown_list_are_held_against_is_asked_for_too(
    tmp_path: Path,
) -> None:
    """A list that becomes known would settle nothing while that is unknown."""
    when = "person.convictions.exists(c, c.judgment >= custody.arrested)"
    made = law(tmp_path, rule("permit: hold", when))

    assert ["custody.arrested", "person.convictions"] == sorted(
        decided(made, case()).actions["hold"].needs
    )
    assert ("person.convictions",) == decided(
        made, case(custody={"arrested": "2016-05-31"})
    ).actions["hold"].needs


def test_a_known_list_inside_an_unknown_one_is_gone_through(tmp_path: Path) -> None:
    """What its entries lack would still be missing once the other list is known."""
    when = "person.convictions.exists(c, person.charges.exists(d, d.section == c.section))"
    asked = case(person={"charges": [{"section": None}]})

    assert ["person.charges[0].section", "person.convictions"] == sorted(
        decided(law(tmp_path, rule("permit: hold", when)), asked).actions["hold"].needs
    )
