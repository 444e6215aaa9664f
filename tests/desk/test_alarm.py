"""The alarm (CJIS AU-5): told by a real mail server, once for a fault and once for its end."""

import os
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from comity.desk import alarm, guard, rows
from comity.desk.models import Entry
from tests.desk.people import requested
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.django_db

TO = "administrator@agency.example"


@pytest.fixture
def mails(settings):
    """What the administrators are sent."""
    with SmtpServer() as server:
        settings.SMTP = f"smtp+insecure://{server.host}:{server.port}"
        settings.MAIL, settings.ALARM = "desk@agency.example", [TO]
        yield server


def words(server: SmtpServer) -> list[str]:
    return [str(one.get_content()).strip() for one in server.mails]


def after(at: datetime, *, hours: int = 0, minutes: int = 0) -> datetime:
    return at + timedelta(hours=hours, minutes=minutes)


def faults(monkeypatch, *told: str) -> None:
    monkeypatch.setattr(alarm, "found", lambda: told)


def test_a_fault_is_told_once_and_so_is_its_end(mails, monkeypatch):
    """However often it is looked at: one mail when it begins, one when it is over."""
    one, at = alarm.Alarm(), timezone.now()
    for hours, told in enumerate([(), ("a fault",), ("a fault",), (), ()]):
        faults(monkeypatch, *told)
        one.look(partial(after, at, hours=hours))

    assert ["alarm: a fault", "alarm is over: a fault"] == words(mails)
    assert [[TO], [TO]] == [envelope.rcpt_tos for envelope in mails.envelopes]


def test_what_was_not_taken_over_is_told_again(mails, monkeypatch):
    """A mail server that is down, and comes back, loses no alarm."""
    one, at = alarm.Alarm(), timezone.now()
    faults(monkeypatch, "a fault")
    mails.faults.add("451")
    one.look(lambda: at)
    one.look(lambda: at + alarm.EVERY)

    assert ["alarm: a fault"] == words(mails)


def test_the_record_is_looked_at_four_times_an_hour(monkeypatch):
    """A fault is told well within the hour, and not looked for at every message."""
    faults(monkeypatch, "a fault")
    one, at = alarm.Alarm(), timezone.now()
    looked = [one.look(partial(after, at, minutes=n)) for n in (0, 14)]
    faults(monkeypatch, "another")

    assert [["alarm: a fault"], []] == looked
    assert one.look(partial(after, at, minutes=15))


def test_a_sound_record_raises_no_alarm_and_nothing_is_written(clerk, ice):
    """The rehearsal of an entry leaves none."""
    requested(clerk)
    before = Entry.objects.count()

    assert () == alarm.found()
    assert before == Entry.objects.count()


def test_a_record_that_takes_no_entry_is_told(monkeypatch):
    """A full disk, a database that went away: whatever keeps an entry from being written."""

    def full(*_: object) -> None:
        raise DatabaseError("disk full at a made-up place")

    monkeypatch.setattr(rows, "insert", full)

    assert ("no entry can be recorded: DatabaseError",) == alarm.found()


def test_a_changed_entry_is_told(clerk, ice):
    """The chain no longer verifies; nothing of the entry stands in the alarm."""
    requested(clerk)
    guard.remove(connection)
    Entry.objects.filter(number=1).update(body=b"{}")
    found = alarm.found()
    guard.install(connection)

    assert any(one.startswith("entry 1: ") for one in found)


def test_a_guard_that_is_gone_is_told():
    """Whoever takes the guards away is noticed though no entry was changed yet."""
    guard.remove(connection)
    found = alarm.found()
    guard.install(connection)

    assert found
    assert all(one.startswith("guard ") for one in found)


@pytest.mark.parametrize(("days", "told"), [(91, False), (93, True)])
def test_a_list_of_bad_passwords_older_than_a_quarter_is_told(settings, tmp_path, days, told):
    """IA-5(1)(a): the list is renewed each quarter, or the administrators hear of it."""
    settings.PASSWORD_LIST = listed(tmp_path, days)

    assert told == ("the list of bad passwords is older than 92 days" in alarm.found())


def test_a_list_of_bad_passwords_that_is_gone_is_told(settings, tmp_path):
    """A list that cannot be read refuses nothing."""
    settings.PASSWORD_LIST = tmp_path / "none.txt"

    assert ("the list of bad passwords cannot be read",) == alarm.found()


def listed(folder: Path, days: int) -> Path:
    """A list that was renewed so many days ago."""
    path = folder / "bad.txt"
    path.write_text("a made up phrase\n")
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))
    return path
