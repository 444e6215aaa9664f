"""The figures of one measurement stand beside those of the others."""

from pathlib import Path

from bench.kept import keep, read


def test_a_measurement_leaves_the_figures_of_the_others(tmp_path: Path) -> None:
    """What it measured is new, what it no longer measures is gone, and the rest stays."""
    path = tmp_path / "results.json"
    keep({"desk_a": 1, "law_old": 2, "law_kept": 3}, path=path)

    keep({"law_kept": 4, "sql_new": 5}, ("law_", "sql_"), path)

    assert {"desk_a": 1, "law_kept": 4, "sql_new": 5} == read(path)


def test_without_a_part_of_its_own_nothing_goes(tmp_path: Path) -> None:
    """So that half a measurement removes no figure of the other half."""
    path = tmp_path / "results.json"
    keep({"law": 1}, path=path)

    keep({"sql": 2}, path=path)

    assert {"law": 1, "sql": 2} == read(path)
