"""The reference page "The case" says what the model says."""

import json
import re
from pathlib import Path

from comity.facts import case_from
from comity.facts.reference import rows, with_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "case.md"


def test_the_page_has_a_line_for_every_fact() -> None:
    """Each fact is there with its path, type, meaning, terms and default.

    When this fails: `python -m comity.facts.reference docs/reference/case.md`.
    """
    lines = PAGE.read_text(encoding="utf-8").splitlines()

    assert rows() == [line for line in lines if line.startswith("| `")]


def test_a_page_with_an_old_table_gets_the_new_one() -> None:
    """Only the lines about facts are written anew."""
    page = "# The case\n\n| path |\n| --- |\n| `old` |\n\nAfter.\n"

    expected = "\n".join(["# The case", "", "| path |", "| --- |", *rows(), "", "After.", ""])
    assert expected == with_table(page)


def test_the_example_of_the_page_is_a_case() -> None:
    """Whoever copies the example has a case that is accepted."""
    found = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)

    assert found
    case = case_from(json.loads(found[1]))
    assert "example" == case.id
    assert 2 == len(case.sources)
