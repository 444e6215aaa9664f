"""The same cases as a table of nested columns and as lines of JSON."""

import json
from pathlib import Path

import pytest

from comity.facts import to_json
from tests.simulate.engines import CASES, nested_parquet, of_each_pack


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    return nested_parquet(of_each_pack(CASES), tmp_path)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    text = "".join(json.dumps(to_json(one)) + "\n" for one in of_each_pack(CASES))
    path.write_text(text, encoding="utf-8")
    return path
