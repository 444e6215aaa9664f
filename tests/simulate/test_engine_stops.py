"""An engine that is watched, interrupted, or out of room."""

from pathlib import Path

import pytest

from comity.errors import InputError
from comity.simulate import Question, engine_counts, engine_duckdb
from comity.simulate.progress import Silent
from tests.simulate.engines import (
    CASES,
    law,
)

ENDLESS = "SELECT count(*) FROM range(10000000000) a"


class Heard(Silent):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, int]] = []
        self.count = 0

    def row(self) -> None:
        self.count += 1

    def part(self, what: str, done: float, rows: int) -> None:
        self.parts.append((what, rows))


def test_whoever_watches_hears_of_every_row(nested: Path, lines: Path) -> None:
    """Rows as they are read, then the part of the answers that is there."""
    heard = Heard()
    with engine_duckdb.opened(watch=heard) as engine:
        engine_counts.simulate(engine, Question(lines), law(), watch=heard)

    assert CASES == heard.count
    assert {("answering", CASES)} == {*heard.parts}


def test_an_interrupt_ends_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Ctrl-C gets the session back, and can ask it something else."""

    def pressed(what: str, done: float, rows: int) -> None:
        raise KeyboardInterrupt

    watch = Silent()
    monkeypatch.setattr(watch, "part", pressed)
    with engine_duckdb.opened(watch=watch) as engine:
        with pytest.raises(KeyboardInterrupt):
            engine.keep("long", lambda: ENDLESS, (), "counting", 1)

        assert [(1,)] == engine.rows("SELECT 1")


def test_a_disk_that_is_too_small_is_one_clear_error() -> None:
    """Neither a trace of the engine nor half a result."""
    query = "SELECT count(*) FROM (SELECT DISTINCT random() FROM range(20000000))"
    with engine_duckdb.opened() as engine:
        engine.rows("SET max_temp_directory_size = '1MB'")
        engine.rows("SET memory_limit = '20MB'")
        with pytest.raises(InputError, match="DuckDB stopped: ") as refused:
            engine.rows(query)

    assert "\n" not in str(refused.value)
