"""After sealing nothing of the person can be read anywhere, and all that was counted stays."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from comity.desk import case, keys, ledger
from comity.desk.actions import contact, decide, facts, hearing, notice, receive, seal
from comity.desk.hand import Hand, system
from comity.desk.models import Agency, Clock, Decision, Delivery, Entry, PersonKey, Request, Seal
from comity.errors import DeskError, SealError
from comity.record.chain import verify
from comity.record.entry import parse
from tests.desk.conftest import NOW
from tests.desk.people import (
    DOCKET,
    account,
    hearing_of,
    received,
    requested,
    send_all,
    shown,
    signed,
    stated,
)

pytestmark = pytest.mark.django_db

NAME = "Quisquis Fictus Exemplar"


def filled(clerk: Hand, lawyer: Hand) -> Request:
    """A person whose name stands wherever a name can stand."""
    request = requested(clerk, name=NAME)
    made = hearing_of(request, NOW + timedelta(days=8), clerk)
    decision = signed(request, lawyer)
    notice.tell(decision, made, clerk)
    contact.tell(decision, "reply", contact.Content(request.number, f"about {NAME}"), clerk)
    values = ["person.watchlist_match=true"]
    facts.enter(request, values, clerk, based_on=1, reason=f"{NAME} called")
    paper = received(event="EX-3", name=NAME)
    stated(paper)["custody"]["arrested"] = NAME
    marked = receive.receive(
        paper, clerk, agency="us-ny-nyc/nypd", requester="us/ice", person=request.person
    )
    assert any(NAME in mark for mark in receive.marks(marked))
    return request


def test_what_is_sealed_is_read_by_nobody(
    clerk: Hand, lawyer: Hand, supervisor: Hand, ice: Agency
) -> None:
    """Facts, decision, message, reason and paper say that the key was destroyed."""
    request = filled(clerk, lawyer)
    decision, told = request.decisions.all()[0], request.contacts.all()[0]
    before = verify(ledger.stored()).count, Decision.objects.count()
    seal.seal(request.person, supervisor, "court-order")

    for read in (
        lambda: case.load(request.versions.all()[0], keys.key_of(request.person)),
        lambda: decide.full(decision),
        lambda: contact.content_of(told),
        lambda: ledger.private_of(request.entry),
        lambda: facts.enter(request, ["id=x"], clerk, based_on=2, reason="made up"),
    ):
        with pytest.raises(SealError, match="the key was destroyed"):
            read()
    assert verify(ledger.stored()).sound
    assert (before[0] + 1, before[1]) == (Entry.objects.count(), Decision.objects.count())
    assert {"closed"} == {one.status.state for one in Request.objects.all()}


def test_sealing_empties_outbox_clocks_and_what_is_found_by(
    clerk: Hand, lawyer: Hand, supervisor: Hand, ice: Agency
) -> None:
    """Nothing waits any more, no hour of a hearing is left, and no number leads to him."""
    request = filled(clerk, lawyer)
    person = request.person
    Clock.objects.create(request=request, agency="x", kind="duty", says="x", due_at=NOW)
    seal.seal(person, supervisor, "court-order")

    assert {"cancelled"} == {*Delivery.objects.values_list("state", flat=True)}
    assert [] == send_all(NOW)
    assert 0 == Clock.objects.count() == person.numbers.count()
    assert [(None, "")] == [*person.appearances.values_list("start", "docket")]
    assert [] == hearing.seen([shown(NOW)], clerk)


def test_a_new_request_about_a_sealed_person_begins_anew(
    clerk: Hand, supervisor: Hand, ice: Agency
) -> None:
    """It is no duplicate of what nobody can read, and is decided."""
    first = requested(clerk)
    seal.seal(first.person, supervisor, "court-order")
    again = requested(Hand(clerk.by, NOW + timedelta(days=1)))

    assert again.duplicate_of is None
    assert first.person != again.person
    assert 1 == again.decisions.count()


def test_sealing_is_done_once_and_on_a_ground(clerk: Hand, supervisor: Hand) -> None:
    """There is no way back, so nothing is sealed by accident."""
    request = requested(clerk)
    for ground in ("", "he asked for it"):
        with pytest.raises(DeskError, match="not sealed without a ground"):
            seal.seal(request.person, supervisor, ground)
    assert PersonKey.objects.exists()
    seal.seal(request.person, supervisor, "statute")

    with pytest.raises(DeskError, match="was sealed before"):
        seal.seal(request.person, supervisor, "statute")
    assert 1 == Seal.objects.count()


def test_ground_and_order_stay_for_an_inspector(clerk: Hand, supervisor: Hand) -> None:
    """The entry and the row say on which ground and by which order, and neither names anybody."""
    made = seal.seal(requested(clerk).person, supervisor, "court-order", "2017-117/B")

    public = parse(bytes(made.entry.body)).public
    assert ("court-order", "2017-117/B") == (public["ground"], public["order"])
    assert ("court-order", "2017-117/B") == (made.ground, made.order)
    assert made.entry.sealed is None


@pytest.mark.parametrize("order", ["Roe", "order of Roe 7", "-7", "7" * 41, DOCKET, "S-EX-1"])
def test_an_order_leads_to_nobody(order: str, clerk: Hand, supervisor: Hand, ice: Agency) -> None:
    """No words, and neither the person's docket nor the number by which an agency knows him."""
    request = requested(clerk)
    hearing.tie(request.person, DOCKET, clerk)

    with pytest.raises(DeskError, match=r"no number of an order|would lead to him"):
        seal.seal(request.person, supervisor, "court-order", order)
    assert PersonKey.objects.filter(person=request.person).exists()


def stored() -> Iterator[bytes]:
    """All that the database holds: every value of every table, and SQLite's own file."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor:
                for value in row:
                    yield (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else (str(value).encode())
                    )
    if connection.vendor == "sqlite" and "memory" not in str(connection.settings_dict["NAME"]):
        for end in ("", "-wal"):
            path = Path(str(connection.settings_dict["NAME"]) + end)
            yield path.read_bytes() if path.exists() else b""


def test_no_name_is_ever_stored_in_the_clear(
    clerk: Hand, lawyer: Hand, supervisor: Hand, ice: Agency
) -> None:
    """Neither before nor after sealing does any column of any table hold name or docket."""
    request = filled(clerk, lawyer)
    person, key = request.person, keys.key_of(request.person)
    wrapped = bytes(PersonKey.objects.get(person=person).wrapped)
    words = [NAME.encode(), NAME.split()[0].encode(), DOCKET.encode(), key]

    assert [] == [word for value in stored() for word in words if word in value]
    assert any(wrapped in value for value in stored())
    seal.seal(person, supervisor, "court-order")
    assert [] == [word for value in stored() for word in (*words, wrapped) if word in value]


@pytest.mark.parametrize("role", ["clerk", "lawyer", "inspector", "administrator"])
def test_a_supervisor_alone_seals(role: str, clerk: Hand) -> None:
    """Whoever asks in another role is refused, and the key is kept."""
    person = requested(clerk).person

    with pytest.raises(DeskError, match=f"a {role} seals nobody"):
        seal.seal(person, Hand(account(role, "example-other"), NOW), "court-order")
    assert PersonKey.objects.filter(person=person).exists()


def test_the_wrapped_key_is_gone_from_the_databases_files(committed: None, tmp_path: Path) -> None:
    """The deleted row is overwritten: SQLite's pages and log, PostgreSQL's rewritten table."""
    hand = system()
    request = requested(hand)
    boss = Hand(account("supervisor"), NOW)
    wrapped = bytes(PersonKey.objects.get(person=request.person).wrapped)
    files = _files_of_the_key()
    assert any(wrapped in path.read_bytes() for path in files)
    seal.seal(request.person, boss, "court-order")

    # PostgreSQL's own analysis of the tables may hold an older transaction open for a while.
    for _ in range(60):
        if not any(wrapped in path.read_bytes() for path in _files_of_the_key()):
            break
        time.sleep(1)
        seal.scrub()
    assert not any(wrapped in path.read_bytes() for path in _files_of_the_key()), _at_work()


def _at_work() -> list[tuple[str, ...]]:
    """Who else works in the database, for whoever reads that the test failed."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname, backend_type, state, backend_xmin, xact_start, left(query, 200) "
            "FROM pg_stat_activity"
        )
        return cursor.fetchall()


def _files_of_the_key() -> list[Path]:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        if "memory" in name:
            pytest.skip("this run's SQLite is in memory")
        return [path for end in ("", "-wal") if (path := Path(name + end)).exists()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
        cursor.execute("SELECT pg_relation_filepath('desk_personkey')")
        (path,) = cursor.fetchone()
    return [Path(folder) / path]
