"""Lists of records by kind: what they say is what the records said."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.decide.sql.columns import KIND
from comity.simulate import coded as coding
from comity.simulate.coded import Coded, coded, texts_of_few

CONVICTION = pa.struct(
    [
        ("section", pa.string()),
        ("grade", pa.dictionary(pa.int32(), pa.string())),
        ("sentenced", pa.bool_()),
        ("judgment", pa.date32()),
    ]
)
PERSON = pa.struct([("convictions", pa.list_(CONVICTION)), ("watchlist_match", pa.bool_())])

records = st.none() | st.fixed_dictionaries(
    {
        "section": st.sampled_from(["160.10", "120.05", None]),
        "grade": st.sampled_from(["felony", None]),
        "sentenced": st.sampled_from([True, False, None]),
        "judgment": st.none() | st.dates(),
    }
)
people = st.none() | st.fixed_dictionaries(
    {"convictions": st.none() | st.lists(records, max_size=4), "watchlist_match": st.booleans()}
)


def of(rows: list[Any], chunks: int = 1) -> pa.Table:
    """A table with the column `person`, in some chunks, as several row groups give it."""
    size = -(-len(rows) // chunks) or 1
    parts = [rows[n : n + size] for n in range(0, len(rows), size)]
    chunked = pa.chunked_array([pa.array(part, PERSON) for part in parts], PERSON)
    return pa.table({"person": chunked})


def spelt_out(found: Coded) -> list[Any]:
    """The rows with each kind in place of its number."""
    kinds = {}
    for path, table in found.kinds.items():
        kinds[path] = {one.pop(KIND): one for one in table.to_pylist()}

    def whole(record: Any) -> Any:
        if record is None or KIND not in record:
            return record
        return {**kinds["person.convictions"][record[KIND]],
                **{name: value for name, value in record.items() if name != KIND}}  # fmt: skip

    rows = found.rows.column("person").to_pylist()
    for row in rows:
        if row is not None and row["convictions"] is not None:
            row["convictions"] = [whole(one) for one in row["convictions"]]
    return rows


@given(st.lists(people, max_size=30), st.integers(1, 3), st.sampled_from([0, 2**20]))
def test_nothing_is_lost_but_the_spelling(rows: list[Any], chunks: int, listed: int) -> None:
    """Whatever is NULL, in however many chunks: kind and rest make the record again."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(coding, "_MOST_LISTED", listed)
        patched.setattr(coding, "_FEWEST_ALIKE", 0)

        assert rows == spelt_out(coded(of(rows, chunks)))


def test_a_record_that_is_not_there_has_no_say() -> None:
    """In one chunk nothing but a record that is NULL, under texts that have no value there."""
    said = {"section": "160.10", "grade": "felony", "sentenced": True, "judgment": None}
    rows = [
        {"convictions": [None, None], "watchlist_match": True},
        {"convictions": [said] * 8, "watchlist_match": True},
    ]

    assert rows == spelt_out(coded(of(rows, chunks=2)))


def test_few_kinds_get_numbers() -> None:
    """Records that are alike but for their days share a number."""
    said = {"section": "160.10", "grade": "felony", "sentenced": True, "judgment": None}
    rows = [{"convictions": [said] * 8, "watchlist_match": True}]

    found = coded(of(rows))

    one = {KIND: 1, "section": "160.10", "grade": "felony", "sentenced": True}
    assert [one] == found.kinds["person.convictions"].to_pylist()
    assert [KIND, "judgment"] == [
        field.name for field in found.rows.schema.field("person").type[0].type.value_type
    ]


def test_many_kinds_get_none() -> None:
    """A number for each record would be one more thing to look up."""
    rows: list[Any] = [
        {"convictions": [{"section": str(n)}], "watchlist_match": True} for n in range(20)
    ]

    found = coded(of(rows))

    assert {} == found.kinds
    assert rows[0]["convictions"][0]["section"] == spelt_out(found)[0]["convictions"][0]["section"]


def test_what_is_nowhere_null_is_known() -> None:
    """A fact is known only where the part that holds it is there too, in every row."""
    said = {"section": "160.10", "grade": None, "sentenced": True, "judgment": None}
    there = {"convictions": [said], "watchlist_match": True}

    known = coded(of([there, there])).known

    assert {"person.convictions.section", "person.watchlist_match"} <= known
    assert not {"person.convictions.grade", "person.convictions.judgment"} & known
    assert frozenset() == {one for one in coded(of([there, None])).known if "match" in one}


def test_texts_of_few_values_are_told_by_the_fact_model() -> None:
    """Terms of art and the texts of records; neither names nor days."""
    schema = pa.schema([("id", pa.string()), ("agency", pa.string()), ("person", pa.struct([
        ("name", pa.string()),
        ("convictions", pa.list_(pa.struct([("section", pa.string()), ("judgment", pa.date32())]))),
    ]))])  # fmt: skip

    assert [False, True, False, True, False] == [*texts_of_few(schema)]
