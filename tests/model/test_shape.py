"""The fact model as data says what the classes of the case say."""

import pickle
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.case import Case, Conviction, Period
from comity.model.shape import (
    ListOf,
    Record,
    case_shape,
    each_fact,
    joined,
    steps,
)
from comity.model.tree import DAY, INSTANT, TEXT, TRUTH


def record(*names: str) -> Record:
    """The record at the end of a path from the top; through lists into their elements."""
    found = case_shape()
    for name in names:
        kind = found.fields[name].type
        kind = kind.item if isinstance(kind, ListOf) else kind
        assert isinstance(kind, Record)
        found = kind
    return found


def test_every_fact_of_the_classes_is_there() -> None:
    """Names in the order of the class, without the sources, which are no facts."""
    names = [field.name for field in attrs.fields(Case) if field.name != "sources"]
    assert names == list(case_shape().fields)

    names = [field.name for field in attrs.fields(Conviction)]
    assert names == list(record("person", "convictions").fields)


def test_types_come_from_the_annotations() -> None:
    """Truths, texts, days, instants, lists of them, records and lists of records."""
    assert case_shape().fields["at"].type == INSTANT
    assert record("custody").fields["arrested"].type == DAY
    assert record("person").fields["consents"].type == TRUTH
    assert ListOf(TEXT) == record("request").fields["asks"].type
    assert ListOf(record("person", "convictions")) == record("person").fields["convictions"].type


def test_a_name_that_python_reserves_has_another_attribute() -> None:
    """`request.from` is held by `from_`."""
    field = record("request").fields["from"]

    assert ("from", "from_") == (field.name, field.attribute)


def test_what_a_fact_declares_is_kept() -> None:
    """Terms, other spellings, units, labels, and the defaults of designations."""
    assert "outstanding" == record("person").fields["removal_order"].same_as["standing"]
    assert "felony" in record("person", "charges").fields["grade"].terms
    assert "instant" == record("custody").fields["released_otherwise_at"].unit
    assert record("person").fields["name"].label
    disposition = record("person", "charges").fields["disposition"]
    assert (True, "pending") == (disposition.designation, disposition.default)
    required = [name for name, field in case_shape().fields.items() if field.required]
    assert ["id", "at", "agency"] == required


def test_a_period_is_a_pair_of_days() -> None:
    """It is written as a list and made as a period."""
    period = record("person", "convictions", "incarcerated")

    assert period.pair
    made = period.python_class(date(2003, 5, 1), None)
    assert Period(date(2003, 5, 1)) == made


def test_every_fact_has_one_path() -> None:
    """Parts and periods have no line of their own; elements of lists are under `[]`."""
    paths = [path for path, _ in each_fact(case_shape())]

    assert len(paths) == len(set(paths))
    assert {"id", "custody.arrested", "request.from", "person.convictions[].grade"} < set(paths)
    assert not {"person", "sources", "person.convictions[].incarcerated[].start"} & set(paths)


def test_every_fact_says_what_it_means() -> None:
    """The reference page and the schema are made from these words."""
    silent = [path for path, field in each_fact(case_shape()) if not field.doc]

    assert [] == silent


def test_a_record_is_the_same_after_it_was_stored() -> None:
    """Law that was bound and kept on disk still compares with the shape of this run."""
    stored = pickle.loads(pickle.dumps(case_shape()))

    assert case_shape() == stored
    assert hash(case_shape()) == hash(stored)
    assert case_shape() is not stored


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id", ("id",)),
        ("person.convictions[10].grade", ("person", "convictions", 10, "grade")),
        ("a[0][1]", ("a", 0, 1)),
        ("", ()),
    ],
)
def test_a_path_is_taken_apart(path: str, expected: tuple) -> None:
    """Numbers in brackets are numbers."""
    assert expected == steps(path)


@given(st.lists(st.integers(0, 999) | st.from_regex(r"[a-z_]+", fullmatch=True)))
def test_steps_survive_being_joined(parts: list[str | int]) -> None:
    """Taking apart undoes joining."""
    assert tuple(parts) == steps(joined(parts))
