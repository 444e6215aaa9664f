"""The alarm (CJIS AU-5): told by a real mail server, once for a fault and once for its end."""

import os
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from comity.desk import alarm, guard, ledger, rows
from comity.desk.hand import Hand
from comity.desk.models import Entry
from comity.record.entry import parse
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


def found() -> tuple[str, ...]:
    """What a worker that has just been started finds."""
    return alarm.found(alarm.Look(), timezone.now())


def faults(monkeypatch, *told: str) -> None:
    monkeypatch.setattr(alarm, "found", lambda *_: told)


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

    assert () == found()
    assert before == Entry.objects.count()


def test_a_record_that_takes_no_entry_is_told(monkeypatch):
    """A full disk, a database that went away: whatever keeps an entry from being written."""

    def full(*_: object) -> None:
        raise DatabaseError("disk full at a made-up place")

    monkeypatch.setattr(rows, "insert", full)

    assert ("no entry can be recorded: DatabaseError",) == found()


def test_a_changed_entry_is_told(clerk, ice):
    """The chain no longer verifies; nothing of the entry stands in the alarm."""
    requested(clerk)
    guard.remove(connection)
    Entry.objects.filter(number=1).update(body=b"{}")
    told = found()
    guard.install(connection)

    assert any(one.startswith("entry 1: ") for one in told)


@pytest.fixture
def read(monkeypatch) -> list[int]:
    """The numbers of the entries that are read from the database."""
    numbers: list[int] = []
    stored = ledger.stored

    def counted(start: int = 0):
        for one in stored(start):
            numbers.append(one.number)
            yield one

    monkeypatch.setattr(ledger, "stored", counted)
    return numbers


def looked(look: alarm.Look, read: list[int], at: datetime) -> list[int]:
    """The entries that one look reads."""
    read.clear()
    assert [] == look.faults(at)
    return [*read]


def altered(number: int, **columns: object) -> None:
    """An entry changed by somebody who has taken the guards away and put them back."""
    guard.remove(connection)
    Entry.objects.filter(number=number).update(**columns)
    guard.install(connection)


def test_a_look_reads_what_was_written_since_the_last_and_once_a_day_everything(clerk, ice, read):
    """The last entry of the look before is read again, to see that it is what it was."""
    requested(clerk)
    look, at, last = alarm.Look(), timezone.now(), Entry.objects.latest("number").number
    first, idle = looked(look, read, at), looked(look, read, at + alarm.EVERY)
    requested(clerk, event="EX-2")
    new, end = looked(look, read, at + 2 * alarm.EVERY), Entry.objects.latest("number").number

    assert (list(range(last + 1)), [last]) == (first, idle)
    assert list(range(last, end + 1)) == new
    assert list(range(end + 1)) == looked(look, read, at + alarm.WHOLE)
    assert [end] == looked(look, read, at + alarm.WHOLE + alarm.EVERY)


def test_two_workers_do_not_go_on_verifying_everything_at_the_same_time(monkeypatch):
    """Each has an hour of its own for the next whole look, within the day."""
    one, other, at = alarm.Look(), alarm.Look(), timezone.now()
    for look, drawn in ((one, 0.0), (other, 0.999)):
        monkeypatch.setattr("random.random", lambda drawn=drawn: drawn)
        look.faults(at)

    assert at + alarm.WHOLE == one.whole_by
    assert other.whole_by is not None
    assert at + timedelta(hours=18) < other.whole_by < at + timedelta(hours=19)


def test_an_entry_changed_before_the_mark_is_found_by_the_whole_look_of_the_day(clerk, ice):
    """And it is told as long as it is there: each look is whole until the chain is sound again."""
    requested(clerk)
    look, at = alarm.Look(), timezone.now()
    look.faults(at)
    body = bytes(Entry.objects.get(number=0).body)
    altered(0, body=b"{}")
    found = [look.faults(at + alarm.EVERY), look.faults(at + alarm.WHOLE)]
    again = look.faults(at + alarm.WHOLE + alarm.EVERY)
    altered(0, body=body)

    assert [[], again] == found
    assert any(one.startswith("entry 0: ") for one in again)
    assert [] == look.faults(at + alarm.WHOLE + 2 * alarm.EVERY)


def test_a_chain_written_anew_up_to_its_end_is_found_by_the_next_look(clerk, ice):
    """Each link of it is right, and its end is not the one that was there a quarter before."""
    requested(clerk)
    look, at = alarm.Look(), timezone.now()
    look.faults(at)
    last = Entry.objects.latest("number")
    other = evolve(parse(bytes(last.body)), public={"by": 1})
    altered(last.number, body=other.bytes(), hash=other.hash())
    what = f"entry {last.number}: is not the entry that an earlier look ended with"

    assert [what] == look.faults(at + alarm.EVERY)
    assert [what] == look.faults(at + alarm.WHOLE)
    assert [] == alarm.Look().faults(at)


def test_an_end_that_was_cut_off_is_found_by_the_next_look(clerk, ice):
    """Which a chain alone does not show."""
    requested(clerk)
    look, at = alarm.Look(), timezone.now()
    ledger_grows(clerk)
    look.faults(at)
    last = Entry.objects.latest("number").number
    guard.remove(connection)
    Entry.objects.filter(number=last).delete()
    guard.install(connection)

    what = f"entry {last}: is missing: an earlier look ended with it"
    assert [what] == look.faults(at + alarm.EVERY)


def ledger_grows(hand: Hand) -> None:
    """An entry to which no other record belongs."""
    with transaction.atomic():
        ledger.write("account", hand, {"what": "made up"})


def test_a_guard_that_is_gone_is_told():
    """Whoever takes the guards away is noticed though no entry was changed yet."""
    guard.remove(connection)
    told = found()
    guard.install(connection)

    assert told
    assert all(one.startswith("guard ") for one in told)


@pytest.mark.parametrize(("days", "told"), [(91, False), (93, True)])
def test_a_list_of_bad_passwords_older_than_a_quarter_is_told(settings, tmp_path, days, told):
    """IA-5(1)(a): the list is renewed each quarter, or the administrators hear of it."""
    settings.PASSWORD_LIST = listed(tmp_path, days)

    assert told == ("the list of bad passwords is older than 92 days" in found())


def test_a_list_of_bad_passwords_that_is_gone_is_told(settings, tmp_path):
    """A list that cannot be read refuses nothing."""
    settings.PASSWORD_LIST = tmp_path / "none.txt"

    assert ("the list of bad passwords cannot be read",) == found()


def listed(folder: Path, days: int) -> Path:
    """A list that was renewed so many days ago."""
    path = folder / "bad.txt"
    path.write_text("a made up phrase\n")
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))
    return path
