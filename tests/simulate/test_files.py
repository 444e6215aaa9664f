"""What a simulation writes: tables with every count, a chart for print, and nothing by half."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.errors import InputError
from comity.flow import counsel
from comity.model.decision import OUTCOMES
from comity.simulate import Question, Simulation, files, simulate
from comity.simulate.chart import FILLS, draw, picture
from comity.simulate.result import Answered
from comity.simulate.series import LOOKS, Month, series
from tests.packs import AGENCY, folder, rule
from tests.published import row, table

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def result(tmp_path: Path) -> Simulation:
    packs = folder(tmp_path, rule("forbid: hold", "person.watchlist_match"))
    asked = counsel(packs)
    path = table(tmp_path, row(1), row(2, "2015-05-01"))
    question = Question(path, ("person.consents=true",), agency=AGENCY)
    return simulate(question, asked.law, asked.version)


def written(result: Simulation, folder: Path) -> None:
    with files.new(folder) as beside:
        files.fill(result, beside)


def drawn(*counts: tuple[str, str, int]) -> Simulation:
    """A result with these counts of holds: month, outcome, rows."""
    answers = [Answered(AGENCY, m, "hold", "asked", o, False, "", n) for m, o, n in counts]
    return Simulation(Question(Path("x.csv")), True, (), tuple(answers), (), (), ())


def test_csv_and_parquet_hold_the_same_counts(tmp_path: Path, result: Simulation) -> None:
    """Each table is written twice, and both have every line of the result."""
    written(result, tmp_path / "out")

    expected = Counter((one.agency, one.month, one.action, one.outcome) for one in result.answers)
    with (tmp_path / "out" / "answers.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    columns = ("agency", "month", "action", "outcome")
    assert expected == Counter(tuple(line[name] for name in columns) for line in lines)
    path = tmp_path / "out" / "answers.parquet"
    rows = duckdb.execute(f"SELECT {', '.join(columns)} FROM '{path}'").fetchall()
    assert expected == Counter(rows)


def test_names_with_commas_and_quotes_survive(tmp_path: Path) -> None:
    """A place is written as it is called, an empty cell as an empty text."""
    asked = counsel(folder(tmp_path / "other", rule("forbid: hold")))
    path = table(tmp_path, '1,2015-03-02,I247,e,"A ""QUOTED"", NAME",,,')
    written(simulate(Question(path), asked.law, asked.version), tmp_path / "out")

    path = tmp_path / "out" / "without-agency.parquet"
    assert [('A "QUOTED", NAME', "", "in no table of facilities", 1)] == duckdb.execute(
        f"SELECT facility, city, why, rows FROM '{path}'"
    ).fetchall()


def test_the_assumptions_and_the_law_stand_beside_the_counts(
    tmp_path: Path, result: Simulation
) -> None:
    """A result without what was assumed, or without the law that answered, is worth nothing."""
    written(result, tmp_path / "out")

    question = json.loads((tmp_path / "out" / "question.json").read_text())
    assert ["person.consents=true"] == question["assume"]
    assert [one.hash for one in result.law] == [one["hash"] for one in question["law"]]
    assert "person.consents=true" in (tmp_path / "out" / "chart.svg").read_text()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, result: Simulation) -> None:
    """Nothing is written over."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("kept")

    with pytest.raises(InputError, match="there is something there already"):
        written(result, tmp_path / "out")

    assert ["kept"] == [one.name for one in (tmp_path / "out").iterdir()]


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, result: Simulation, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Whether a table fails unwritten or written, there is no folder, not even half a one."""
    write_table = files._table

    def failing(path: Path, *rest: Any) -> None:
        if fault == "after":
            write_table(path, *rest)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_table", failing)
    before = sorted(tmp_path.iterdir())

    with pytest.raises(InputError, match="No space left on device"):
        written(result, tmp_path / "out")

    assert before == sorted(tmp_path.iterdir())


def test_a_month_without_rows_has_its_place() -> None:
    """A gap in the data is seen as a gap."""
    result = drawn(("2014-11", "may", 1), ("2015-02", "may", 2))

    expected = [Month(one, (0, n, 0, 0, 0)) for one, n in (
        ("2014-11", 1), ("2014-12", 0), ("2015-01", 0), ("2015-02", 2),
    )]  # fmt: skip
    assert expected == list(series(result, "hold"))


def test_every_outcome_has_a_look_of_its_own() -> None:
    """No two outcomes share a pattern, a block or a letter: print without colour will do."""
    assert {*OUTCOMES} == {look.outcome for look in LOOKS}
    assert len(LOOKS) == len({look.block for look in LOOKS}) == len({look.plain for look in LOOKS})
    assert len(LOOKS) == len(set(FILLS))


def test_the_bars_are_as_high_as_the_counts() -> None:
    """Each outcome stands on the one before it, as high as its rows."""
    result = drawn(("2015-01", "may", 30), ("2015-01", "must-not", 10), ("2015-02", "may", 20))

    axes = picture(series(result, "hold"), "hold", ["a note"]).axes[0]

    assert ["may", "must not"] == [one.get_label() for one in axes.containers]
    assert [[(0, 30), (0, 20)], [(30, 10), (20, 0)]] == [
        [(bar.get_y(), bar.get_height()) for bar in one] for one in axes.containers
    ]
    assert "a note" in axes.get_title(loc="left")


def test_the_same_result_gives_the_same_picture(tmp_path: Path) -> None:
    """Nothing in a picture tells when or where it was drawn."""
    result = drawn(("2015-01", "may", 30))
    paths = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for path in paths:
        draw(result, "hold", ["a note"], [path])

    assert paths[0].read_bytes() == paths[1].read_bytes()
