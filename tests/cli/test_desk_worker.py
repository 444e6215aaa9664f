"""The worker and the watched folder as programs: stopped, killed, started again."""

import signal
import sqlite3
import subprocess
import time
from functools import partial

import pytest

from comity.desk.models import Delivery
from tests.cli.desk import CASE_A, COMITY, FROM_ICE, ROOT, comity, environment, named, program
from tests.servers.http import HttpServer


@pytest.mark.slow
def test_a_worker_sends_what_is_due_and_ends_when_told(tmp_path):
    """A real receiver has the message once; SIGTERM ends the worker with status 0."""
    home = tmp_path / "home"
    with HttpServer() as server:
        secret = tmp_path / "secret"
        secret.write_text("s" * 40)
        program(home, "desk", "setup", "--demo")
        program(home, "desk", "channel", "us-xx/county", "webhook", server.url,
                "--secret-file", secret)  # fmt: skip
        _ask_the_county(partial(program, home))
        worker = subprocess.Popen(
            [COMITY, "worker"], cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True
        )
        _until(lambda: server.posts)
        time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        out, _ = worker.communicate(timeout=20)

    assert 0 == worker.returncode
    assert [1] == [*server.ledger.deliveries().values()]
    assert "warrant-inquiry to us-xx/county by webhook: sent (202), try 1" in out
    assert "Example Person" not in out


@pytest.mark.slow
def test_a_worker_waits_for_a_database_that_does_not_answer(tmp_path):
    """It says so and goes on; nothing is lost."""
    home = tmp_path / "home"
    program(home, "desk", "setup", "--demo")
    database = home / "comity.sqlite3"
    locked = sqlite3.connect(database)
    locked.execute("BEGIN EXCLUSIVE")
    worker = subprocess.Popen([COMITY, "worker"], cwd=ROOT, env=environment(home))
    time.sleep(3)
    alive = worker.poll() is None
    locked.close()
    worker.send_signal(signal.SIGTERM)

    assert alive
    assert 0 == worker.wait(timeout=40)


@pytest.mark.slow
def test_a_watched_folder_is_emptied_into_done(tmp_path):
    """The program takes what is there and what comes, and moves it whole."""
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    program(home, "desk", "setup", "--demo")
    (folder / "a.json").write_bytes(CASE_A.read_bytes())
    watch = subprocess.Popen(
        [COMITY, "receive", folder, "--watch", *FROM_ICE], cwd=ROOT, env=environment(home)
    )
    _until(lambda: [*folder.glob("done/*-a.json")])
    (folder / "b.json.part").write_bytes(CASE_A.read_bytes())
    (folder / "b.json.part").rename(folder / "b.json")
    _until(lambda: [*folder.glob("done/*-b.json")])
    watch.send_signal(signal.SIGTERM)

    assert 0 == watch.wait(timeout=20)
    assert [] == [one for one in folder.iterdir() if one.is_file()]


def _ask_the_county(run) -> None:
    request = named("R", run("receive", CASE_A, *FROM_ICE).out)
    clerk = ("--as", "example-clerk")
    check = run("warrant", "class", request, "judicial-criminal-warrant", "--source",
                    "the record", "--issuer", "us-xx/county", "--ground", "crime-investigation",
                    *clerk)  # fmt: skip
    run("sign", named("D", check.out), "verify_warrant", "share_information",
            "notify_court_date", "--as", "example-supervisor", "--reason", "a crime")  # fmt: skip
    run("warrant", "ask", named("W", check.out), "U", "RTY=WP", "OCA=EX1",
            "NIC=W000000001", "NAM=EXAMPLE PERSON A", *clerk)  # fmt: skip


def _until(done, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.mark.django_db
@pytest.mark.usefixtures("desk")
def test_what_cannot_be_sent_now_waits_and_the_line_says_until_when():
    """Nobody serves the address of the test's channel."""
    _ask_the_county(comity)
    run = comity("worker", "--once")

    assert ["queued"] == [*Delivery.objects.values_list("state", flat=True)]
    assert "by webhook: queued (connection), try 1, again " in run.out
