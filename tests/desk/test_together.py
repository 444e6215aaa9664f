"""Two workers and four clerks at once, each a process of its own, on a database that is real.

Nothing is decided twice, no correction is lost, no message goes twice, and nobody waits for ever.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.desk.marked import CONTROL
from tests.desk.together import REQUESTS, ROUNDS

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_SECONDS = 240


@pytest.fixture
def environment(tmp_path: Path, master_key: None) -> dict[str, str]:
    """The environment of the processes: a database of their own, of the vendor of this run."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'comity.sqlite3'}"
    else:
        import psycopg

        server = os.environ["DATABASE_URL"]
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS together")
            admin.execute("CREATE DATABASE together")
        url = urlunsplit(urlsplit(server)._replace(path="/together"))
    own = {"DATABASE_URL": url, "COMITY_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **own}


def start(environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.desk.together", *arguments],
        env=environment,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, errors = process.communicate(timeout=LONGEST_SECONDS)
    assert 0 == process.returncode, errors
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="test_seal.py reads PostgreSQL's files")
def test_a_destroyed_key_is_gone_from_sqlites_files(environment: dict[str, str]) -> None:
    """Neither the database's file nor its log holds the wrapped key any more."""
    end(start(environment, "set-up"))
    found = end(start(environment, "seal"))

    assert found["before"]
    assert 0 == found["after"]


@pytest.mark.slow
def test_no_word_about_a_sealed_person_is_left_anywhere(environment: dict[str, str]) -> None:
    """Entered in every place, read with the key; then in no table, file of SQLite's, or backup."""
    end(start(environment, "set-up"))
    found = end(start(environment, "marked"))

    kept = [CONTROL] if connection.vendor == "sqlite" else []
    expected = {"unopened": [], "before": [CONTROL], "stored": [CONTROL], "files": kept,
                "backup": [CONTROL]}  # fmt: skip
    assert expected == found


@pytest.mark.slow
def test_two_workers_and_four_clerks_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    """No double decision, no lost update, no double claim, no deadlock."""
    end(start(environment, "set-up"))
    sent = tmp_path / "sent"
    workers = [start(environment, "worker", str(sent)) for _ in range(2)]
    clerks = [start(environment, "clerk", str(number)) for number in range(4)]
    did = sum((Counter(end(one)) for one in clerks), Counter())
    (tmp_path / "STOP").touch()
    for one in workers:
        end(one)

    assert did["entered"] >= REQUESTS
    assert did["told"]
    found = end(start(environment, "check", str(sent)))
    assert REQUESTS + did["entered"] == found.pop("versions")
    assert (4 * ROUNDS, ROUNDS) == (found.pop("same"), found.pop("same_first"))
    assert found.pop("sent")
    assert {*found.values()} == {0}, found
