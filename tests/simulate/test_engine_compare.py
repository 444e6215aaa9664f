"""Two laws compared by an engine: what the row-by-row way gives."""

from datetime import date
from pathlib import Path

import pytest

from comity.flow import Counsel
from comity.simulate import Question, engine_duckdb
from comity.simulate.compare import Comparison, Flip, Side, compare
from comity.simulate.engine_compare import compare as compare_in
from tests.packs import AGENCY, rule
from tests.packs import law as law_of
from tests.published import REAL_CSV, needs_real_records
from tests.simulate.engines import (
    AUTUMN,
    law,
)

Two = tuple[Comparison, list[Flip]]


def both_ways(question: Question, before: Side, after: Side) -> tuple[Two, Two]:
    kept: list[Flip] = []
    by_row = compare(question, before, after, kept.append)
    with engine_duckdb.opened() as engine:
        return (by_row, kept), compare_in(engine, question, before, after, 1_000_000)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("lines", date(2014, 12, 13), date(2014, 12, 14)),
        ("nested", None, date(2026, 5, 1)),
        ("lines", date(2012, 1, 1), AUTUMN),
        ("nested", date(2010, 1, 1), None),
    ],
)
def test_a_comparison_is_that_of_the_row_by_row_way(
    request: pytest.FixtureRequest, kind: str, before: date | None, after: date | None
) -> None:
    """The counts, and every row that differs, in the same order."""
    path = request.getfixturevalue(kind)

    by_row, by_engine = both_ways(Question(path), Side(law(), before), Side(law(), after))

    assert by_row == by_engine


def test_two_laws_are_compared_alike(tmp_path: Path, lines: Path) -> None:
    """One of them knows a single agency; the other answers for all."""
    one = Counsel(law_of(tmp_path, rule("forbid: hold")))

    by_row, by_engine = both_ways(Question(lines, agency=AGENCY), Side(one), Side(law()))

    assert by_row == by_engine
    assert by_engine[1]


@needs_real_records
def test_the_real_records_are_compared_alike() -> None:
    """The night of 14 December 2014, on every record."""
    question = Question(REAL_CSV, ("request.instruments=[]",))

    by_row, by_engine = both_ways(
        question, Side(law(), date(2014, 12, 13)), Side(law(), date(2014, 12, 14))
    )

    assert by_row == by_engine
