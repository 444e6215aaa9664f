"""Where a fact comes from: the most specific source that covers its path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.facts import case_from, source_of
from comity.model.case import Case, Source
from tests.cases import random_cases

BARE = {"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}


def case_with(*paths: str) -> Case:
    """A case with a source for each path; the document's name is its place in the list."""
    sources = [{"path": path, "document": str(number)} for number, path in enumerate(paths)]
    return case_from(BARE | {"sources": sources})


def document(case: Case, path: str) -> str | None:
    source = source_of(case, path)
    return source.document if source else None


@pytest.mark.parametrize(
    ("paths", "fact", "expected"),
    [
        ((), "person.consents", None),
        (("person",), "person.consents", "0"),
        (("person",), "person.convictions[3].grade", "0"),
        (("person.consents",), "person", None),
        (("person.convictions",), "person.consents", None),
        (("person", "person.convictions"), "person.convictions[0].grade", "1"),
        (("person.convictions", "person"), "person.convictions[0].grade", "0"),
        (("person.convictions[1]",), "person.convictions[0].grade", None),
        (("person.convictions[1]",), "person.convictions[1].grade", "0"),
        (("person.convictions[0]",), "person.convictions", None),
        (("person.convictions.grade",), "person.convictions[4].grade", "0"),
        (("person.convictions.grade",), "person.convictions[4].judgment", None),
        (
            ("person.convictions.grade", "person.convictions[0].grade"),
            "person.convictions[0].grade",
            "1",
        ),
        (("person.convictions[0].grade",), "person.convictions.grade", None),
        (("person", "person"), "person.consents", "1"),
        (("request.asks",), "request.asks[1]", "0"),
        (("request.instruments[0]",), "request.instruments[1].offences[0]", None),
        (("at", "agency"), "agency", "1"),
    ],
)
def test_the_most_specific_source_stands_behind_a_fact(
    paths: tuple[str, ...], fact: str, expected: str | None
) -> None:
    """A path covers what lies under it; of equals the last one holds."""
    assert expected == document(case_with(*paths), fact)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "sources",
        "person.nationality",
        "person..consents",
        "person.consents.",
        ".person",
        "person[0]",
        "person.convictions[00].grade",
        "person.convictions[-1]",
        "person.convictions[0",
        "person.convictions[0]grade",
        "person.convictions[0][0]",
        "person.convictions.incarcerated[0].start",
        "request.from_",
    ],
)
def test_a_path_that_names_no_fact_is_refused(path: str) -> None:
    """A misspelt path would otherwise seem to have no source."""
    with pytest.raises(InputError, match="there is no such fact"):
        source_of(case_with(), path)
    with pytest.raises(
        InputError, match=r"sources\[0\]\.path: (there is no such fact|it is empty)"
    ):
        case_with(path)


@given(random_cases(), st.sampled_from(["person.convictions[0].grade", "request.asks", "id"]))
def test_a_source_that_is_found_is_one_of_the_case(case: Case, path: str) -> None:
    """Nothing is made up, and nothing that covers is passed over."""
    found = source_of(case, path)

    assert found is None or found in case.sources
    assert found is not None or Source(path) not in case.sources
