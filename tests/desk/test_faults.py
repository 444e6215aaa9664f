"""What happens when something below fails: nothing half done, nothing acknowledged that is lost.

docs/reference/faults.md states it; each row of its table is a test here or in test_worker.py.
"""

import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comity.act.channels.message import Message
from comity.act.channels.message import Receipt as Sent
from comity.desk import guard, ledger, worker
from comity.desk.actions import contact, facts, receive
from comity.desk.hand import Hand, system
from comity.desk.models import Agency, Channel, Contact, Decision, Delivery, Entry, Facts, Request
from comity.record.chain import verify
from tests.desk.conftest import NOW
from tests.desk.people import ICE, NYPD, accepts, received, requested, send_all

ROOT = Path(__file__).resolve().parent.parent.parent
ON_SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def desk(committed: None) -> Hand:
    """A desk with one request and one message that waits, all of it committed."""
    ice = Agency.objects.create(code=ICE, name="Immigration agency", immigration=True)
    Channel.objects.create(agency=ice, kind="webhook", to="http://127.0.0.1:9/in")
    hand = Hand(system().by, NOW)
    decision = requested(hand).decisions.get()
    contact.tell(decision, "reply", contact.Content("R", "x"), hand)
    return hand


def counts() -> tuple[int, ...]:
    rows = (Entry, Request, Facts, Decision, Contact, Delivery)
    return tuple(one._default_manager.count() for one in rows)


def failing(table: str) -> AbstractContextManager[None]:
    """While nothing can be written to a table."""

    def fails(execute: Any, statement: str, *rest: Any) -> Any:
        if statement.startswith(f'INSERT INTO "desk_{table}"'):
            raise DatabaseError("made up")
        return execute(statement, *rest)

    return connection.execute_wrapper(fails)


STEPS = ("entry", "request", "facts", "decision", "document", "requeststatus")


@pytest.mark.parametrize("table", STEPS)
def test_a_failure_at_any_step_of_intake_leaves_nothing(table: str, desk: Hand) -> None:
    """Whichever row cannot be written, none of the request is; the same key then makes it whole."""
    before = counts()

    paper = received("case-b", "EX-2")
    with failing(table), pytest.raises(DatabaseError, match="made up"):
        receive.receive(paper, desk, agency=NYPD, requester=ICE, key="k")
    assert before == counts()

    receive.receive(paper, desk, agency=NYPD, requester=ICE, key="k")
    assert before[1] + 1 == Request.objects.count()
    assert verify(ledger.stored()).sound


@pytest.mark.parametrize("table", ["entry", "contact", "disclosureitem", "delivery"])
def test_a_failure_at_any_step_of_telling_leaves_nothing(table: str, desk: Hand) -> None:
    """There is no contact without its delivery, and no delivery without its contact."""
    before, decision = counts(), Decision.objects.get()

    with failing(table), pytest.raises(DatabaseError, match="made up"):
        contact.tell(decision, "reply", contact.Content("R", "y"), desk)

    assert before == counts()


def test_a_receipt_that_cannot_be_written_sends_again_with_the_same_key(desk: Hand) -> None:
    """Failed after it was sent: the row stays leased, and the next try has the same key."""
    keys: list[str] = []

    def once(message: Message, _: object) -> Sent:
        keys.append(message.key)
        return accepts()

    with failing("receipt"), pytest.raises(DatabaseError, match="made up"):
        worker.work(once, lambda: NOW)
    assert "sending" == Delivery.objects.get().state
    send_all(NOW + worker.LEASE * 2, once)

    assert ("sent", 2) == (Delivery.objects.get().state, Delivery.objects.get().tries)
    assert 1 == len({*keys})


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL's disk is not ours to fill")
def test_a_full_disk_is_an_error_and_nothing_half_done(desk: Hand) -> None:
    """SQLite says so; what was on record stays, and it goes on once there is room."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    before = counts()
    try:
        with pytest.raises(DatabaseError, match="full"):
            for number in range(200):
                requested(desk, event=f"FULL-{number}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert verify(ledger.stored()).sound
    assert Entry.objects.count() - before[0] == 2 * (Request.objects.count() - before[1])

    requested(desk, event="AFTER")
    assert verify(ledger.stored()).sound


def test_a_lost_guard_is_named_and_made_again(desk: Hand) -> None:
    """A missing guard is named, so that the desk can refuse to start without it."""
    guard.remove(connection)
    assert guard.missing(connection)
    guard.install(connection)

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.slow
@pytest.mark.skipif(ON_SQLITE, reason="SQLite is no server that could stop")
def test_a_database_that_is_gone_is_an_error_and_comes_back(tmp_path: Path) -> None:
    """While PostgreSQL is stopped every act fails with a clear error; after it all goes on."""
    own = {"COMITY_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.desk.gone"],
        env=environment | own,
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
        timeout=200,
    )

    assert 0 == run.returncode, run.stderr
    refused = ["refused OperationalError"] * 2
    assert [*refused, "after sent 2 True"] == run.stdout.split("\n")[:3]


def test_no_correction_is_half_done(desk: Hand) -> None:
    """Facts whose decision fails are not on record either: the version before still stands."""
    request = Request.objects.get()

    with failing("decision"), pytest.raises(DatabaseError):
        facts.enter(request, ["person.watchlist_match=true"], desk, based_on=1, reason="x")

    assert 1 == facts.known(request)[0]
    assert 1 == Decision.objects.filter(withdrawal=None).count()
    assert "queued" == Delivery.objects.get().state
