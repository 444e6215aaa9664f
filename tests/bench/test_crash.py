"""The crash harness: nothing is lost or doubled, and its counts see it where something is."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.crash import MUST_BE_NONE
from bench.crash_count import too_late
from bench.crash_run import RECEIVED, Run, count

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict[str, Any]]:
    """A run on SQLite with four kills, and what it counted."""
    run = Run(tmp_path_factory.mktemp("crash"), "", seed=5, kills=4, say=lambda _: None, least=8)
    return run, run.run()


@pytest.fixture
def recount(ended: tuple[Run, dict[str, Any]], tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Counts again after a copy of what is left was changed, by SQL or line by line."""

    def counted(*statements: str, name: str = "", change: Any = None) -> dict[str, Any]:
        copy = tmp_path / "copy"
        shutil.copytree(ended[0].folder, copy)
        if name:
            lines = [json.loads(line) for line in (copy / name).read_text().splitlines()]
            text = "".join(json.dumps(line) + "\n" for line in change(lines))
            (copy / name).write_text(text)
        behind_the_guards(copy / "comity.sqlite3", statements)
        return count(copy, ended[0].told | {"COMITY_HOME": str(copy)})

    return counted


def behind_the_guards(path: Path, statements: tuple[str, ...]) -> None:
    with sqlite3.connect(path) as database:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(query).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
    database.close()


def broken(counts: dict[str, Any]) -> set[str]:
    return {name for name in MUST_BE_NONE if counts[name]}


def test_four_kills_lose_and_double_nothing(ended) -> None:
    """After SIGKILL at four random points every count of faults is 0, and work was done."""
    counts = ended[1]

    assert set() == broken(counts), counts["faults"]
    assert 4 == counts["kills"]
    assert counts["requests_acknowledged"] >= 8
    assert counts["notices_delivered"] > 0


def test_a_lost_request_is_counted(recount) -> None:
    """A request whose row is gone counts as lost, and its entry as broken."""
    counts = recount("DELETE FROM desk_request WHERE entry_id = 0")

    assert 1 == counts["requests_lost"]
    assert {"requests_lost", "steps_lost", "entries_broken"} == broken(counts)


def test_a_changed_paper_is_counted(recount) -> None:
    """A request whose paper is another than came counts as lost."""
    counts = recount("UPDATE desk_document SET sealed = x'00' WHERE request_id = 0")

    assert {"requests_lost"} == broken(counts)


def test_a_doubled_notice_is_counted(recount) -> None:
    """The same words on the same channel under another key are a doubled notice, of no delivery."""
    counts = recount(name=RECEIVED, change=lambda lines: [*lines, {**lines[0], "key": "another"}])

    assert 1 == counts["notices_doubled"]
    assert 1 == counts["contacts_uncovered"]


def test_the_same_key_again_is_no_doubled_notice(recount, ended) -> None:
    """What arrives again under its key is one effect."""
    counts = recount(name=RECEIVED, change=lambda lines: [*lines, lines[0]])

    assert set() == broken(counts)
    assert ended[1]["deliveries_repeated"] + 1 == counts["deliveries_repeated"]


def test_an_unsigned_contact_is_counted(recount) -> None:
    """A contact whose act nobody but the preparer has signed is uncovered."""
    counts = recount("UPDATE desk_signature SET actions = '[]'")

    assert {"contacts_uncovered"} == broken(counts)


def test_a_notice_after_a_withdrawal_is_counted() -> None:
    """What arrives after the withdrawal of its decision was acknowledged is uncovered."""
    tables: dict[str, dict[int, dict[str, Any]]] = {
        "withdrawal": {9: {"entry_id": 9, "decision_id": 1}},
        "contact": {5: {"entry_id": 5, "decision_id": 1, "kind": "reply"}},
        "delivery": {1: {"key": "a", "contact_id": 5}},
    }
    acknowledged = [{"at": 100.0, "answer": {"withdrawn": [9]}}]

    assert [] == [*too_late(acknowledged, [{"at": 99.9, "key": "a"}], tables)]
    assert 1 == len([*too_late(acknowledged, [{"at": 100.1, "key": "a"}], tables)])


def test_a_notice_that_never_arrived_is_counted(recount) -> None:
    """A delivery that counts as sent, and that no receiver has, is lost."""
    counts = recount(name=RECEIVED, change=lambda lines: [])

    assert {"notices_lost"} == broken(counts)


def test_a_broken_entry_is_counted(recount) -> None:
    """A changed byte and a missing entry break the chain."""
    counts = recount(
        "UPDATE desk_entry SET body = CAST(replace(CAST(body AS TEXT), 'R0', 'R9') AS BLOB)"
        " WHERE number = 0",
        "DELETE FROM desk_entry WHERE number = 1",
    )

    assert counts["entries_broken"] >= 2
