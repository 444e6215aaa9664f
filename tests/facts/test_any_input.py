"""Whatever comes in, it is a case or an InputError; nothing else ever comes out."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comity.errors import InputError
from comity.facts import case_from, cases, to_json, with_values
from comity.model.case import Case
from tests.cases import random_cases, with_one_value_replaced

CASE = '{"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"}'
GOOD = {
    ".json": f"[{CASE},\n{CASE}]",
    ".jsonl": f"{CASE}\n{CASE}\n",
    ".csv": 'id,at,agency,request.asks\n1,2017-06-01T10:00:00-04:00,us/ice,"[""hold""]"\n',
}

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
JSON_VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
KEYS = st.sampled_from(["id", "at", "agency", "person", "request", "convictions", "sources"])
PATHS = st.sampled_from(["at", "person", "request.asks", "person.convictions[0].grade", ""])
CHARACTERS = st.text(st.characters(codec="utf-8"), max_size=3)
FAULTS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)

# One folder for all examples of a test is enough: each writes its own file anew.
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(path: Path, content: bytes) -> str:
    """What reading the file ends in: `cases`, or the message, which must be printable."""
    path.write_bytes(content)
    try:
        list(cases(path))
    except InputError as error:
        assert str(error).isprintable()
        return str(error)
    return "cases"


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".csv", ".parquet"])
@in_one_folder
@given(content=st.binary(max_size=200))
def test_any_bytes_are_cases_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    """No bytes whatever bring about another exception."""
    assert outcome(tmp_path / f"x{suffix}", content)


@pytest.mark.parametrize("suffix", GOOD)
@in_one_folder
@given(at=st.integers(0, 150), removed=st.integers(0, 5), put=CHARACTERS)
@example(at=0, removed=0, put="")
def test_a_good_file_with_a_fault_is_cases_or_refused(
    tmp_path: Path, suffix: str, at: int, removed: int, put: str
) -> None:
    """A few characters replaced anywhere: the fault is found, or it was none."""
    text = GOOD[suffix][:at] + put + GOOD[suffix][at + removed :]

    found = outcome(tmp_path / f"x{suffix}", text.encode())

    assert found == "cases" or text != GOOD[suffix]


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a good file."""
    path = tmp_path_factory.mktemp("parquet") / "good.parquet"
    columns = "'1' AS id, '2017-06-01T10:00:00-04:00' AS \"at\", 'us/ice' AS agency"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


@in_one_folder
@given(faults=FAULTS)
@example(faults=[])
def test_a_parquet_file_with_a_fault_is_cases_or_refused(
    tmp_path: Path, parquet: bytes, faults: list[tuple[float, int]]
) -> None:
    """A few bytes replaced anywhere; the database behind it has errors of its own."""
    content = bytearray(parquet)
    for place, byte in faults:
        content[int(place * len(content))] = byte

    found = outcome(tmp_path / "x.parquet", bytes(content))

    assert found == "cases" or faults


@given(JSON_VALUES | st.dictionaries(KEYS, JSON_VALUES | st.dictionaries(KEYS, JSON_VALUES)))
def test_any_json_is_a_case_or_refused(data: Any) -> None:
    """Also values that no JSON text could hold."""
    with pytest.raises(InputError) as caught:
        case_from(data)

    assert str(caught.value).isprintable()


@given(random_cases(most_convictions=2), st.data())
def test_a_case_with_any_value_in_it_is_a_case_or_refused(case: Case, data: st.DataObject) -> None:
    """Anything in the place of any one value, at any depth."""
    changed = data.draw(with_one_value_replaced(to_json(case), JSON_VALUES))

    try:
        again = to_json(case_from(changed))
    except InputError as error:
        assert str(error).isprintable()
    else:
        assert json.loads(json.dumps(again)) == again


@given(PATHS, st.text())
def test_any_assumption_holds_or_is_refused(path: str, value: str) -> None:
    """Whatever somebody types after the equals sign."""
    case = case_from(json.loads(CASE))

    try:
        assert "1" == with_values(case, [f"{path}={value}"]).id
    except InputError as error:
        assert str(error).isprintable()
