"""The guards: records only grow, entries follow one another, and a lost guard is named."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, IntegrityError, connection, transaction

from comity.act.permit import ALLOWING
from comity.desk import guard
from comity.desk.actions import feed, law, notice, outcome, override, seal, warrant, withdraw
from comity.desk.api.tokens import make_token
from comity.desk.guard import rules
from comity.desk.guard.tables import ENTRIES, GROWING, KEPT, identities, table_of
from comity.desk.hand import Hand
from comity.desk.models import Agency, Entry, Request
from comity.model.contact import ITEMS, KINDS
from comity.record import entry as records
from tests.desk.conftest import NOW
from tests.desk.people import ICE, hearing_of, requested, send_all, signed

pytestmark = pytest.mark.django_db

ON_SQLITE = connection.vendor == "sqlite"


def refused(act: Callable[[], object], rule: str) -> None:
    """The database itself refuses it, by that guard."""
    with pytest.raises(IntegrityError, match=f"guard: {rule}"), transaction.atomic():
        act()


def sql(statement: str, values: Any = ()) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


@pytest.fixture
def everything(clerk: Hand, supervisor: Hand, lawyer: Hand, ice: Agency, county: Agency) -> Request:
    """A row in every table that only grows or is kept."""
    law.adopt("us-ny-nyc/nypd", clerk)
    feed.open_feed("a made-up calendar", clerk)
    make_token(clerk.by, "example", ["read"], clerk)
    convictions = [{"code": "NY PL", "section": "120.05"}]
    request = requested(clerk, convictions=convictions)
    later = Hand(clerk.by, NOW.replace(month=7))
    hearing = hearing_of(request, later.at, clerk)
    decision = signed(request, lawyer)
    notice.tell(decision, hearing, lawyer)
    send_all(NOW)
    override.override(request, ICE, ["release"], supervisor, "made up")
    check = warrant.classify(request, "judicial-criminal-warrant", "paper", county.code, clerk)
    named = override.override(request, county.code, [*ITEMS], supervisor, "made up")
    fields = {"RTY": "WP", "OCA": "1", "NIC": "W123456789"}
    warrant.inquire(check, "U", fields, clerk, override=named)
    late = [Hand(clerk.by, NOW + timedelta(minutes=one)) for one in (11, 22)]
    asked = warrant.inquire(check, "U", fields, late[0], override=named)
    warrant.told_control_agency(check, late[1])
    warrant.answer(asked, "confirmed", late[1])
    outcome.outcome(request, "released", NOW, clerk)
    withdraw.withdraw(decision, clerk, "made up")
    seal.seal(request.person, supervisor, "court-order")
    return request


def test_no_record_is_changed_or_deleted(everything: Request) -> None:
    """A row is written once: by raw SQL or by Django it is neither changed nor deleted."""
    never = "guard: a record is never deleted"
    for name in (*GROWING, *KEPT):
        table, model = table_of(name), apps.get_model("desk", name)
        assert model.objects.exists(), name
        refused(sql(f"DELETE FROM {table}"), "a record is never deleted")
        refused(partial(model.objects.all()._raw_delete, "default"), "a record is never")
        with pytest.raises(IntegrityError, match=f"{never}|Cannot delete"), transaction.atomic():
            model.objects.all().delete()
    for name in GROWING:
        table, model = table_of(name), apps.get_model("desk", name)
        key = model._meta.pk.column
        refused(sql(f"UPDATE {table} SET {key} = {key}"), "a record is never changed")
        one = model.objects.first()
        refused(partial(one.save, force_update=True), "a record is never changed")


def test_no_table_of_records_is_emptied_or_replaced(everything: Request) -> None:
    """TRUNCATE, and SQLite's INSERT OR REPLACE that deletes without a word, are refused as well."""
    connection.check_constraints()
    for name in (*GROWING, *KEPT):
        table = table_of(name)
        if ON_SQLITE:
            replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
            refused(sql(replace), "a record is never replaced|an entry follows")
        else:
            refused(sql(f"TRUNCATE {table} CASCADE"), "a record is never deleted")


def test_every_identity_of_a_row_is_watched() -> None:
    """A row is not replaced over any of the columns that tell it apart."""
    assert [("number",), ("hash",)] == identities("Entry")
    assert [("id",), ("contact_id", "name")] == identities("DisclosureItem")


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL has no recursive triggers to switch off")
def test_a_connection_without_django_replaces_nothing(everything: Request) -> None:
    """A program that opens the file itself has no recursive triggers, and is refused too."""
    sql("PRAGMA recursive_triggers = OFF")()
    try:
        refused(
            sql("INSERT OR REPLACE INTO desk_delivery SELECT * FROM desk_delivery"),
            "a record is never replaced",
        )
    finally:
        sql("PRAGMA recursive_triggers = ON")()


@pytest.mark.skipif(ON_SQLITE, reason="SQLite has no roles of a session")
def test_the_role_of_a_replica_passes_no_guard_by(everything: Request) -> None:
    """A superuser who calls his session a replica's is refused all the same."""
    sql("SET session_replication_role = replica")()
    try:
        refused(sql("DELETE FROM desk_entry"), "a record is never deleted")
    finally:
        sql("SET session_replication_role = origin")()


def forged(hand: Hand, **more: Any) -> dict[str, Any]:
    """The next entry as the ledger would write it, with something else in it."""
    last = Entry.objects.order_by("-number").first()
    before = records.parse(bytes(last.body)) if last else None
    made = records.after(before, "facts", hand.at, {"forged": True})
    columns = {
        "number": made.number,
        "kind": made.kind,
        "at": hand.at,
        "hash": made.hash(),
        "body": made.bytes(),
    }
    return columns | more


def insert(columns: dict[str, Any]) -> Callable[[], object]:
    marks = ", ".join(["%s"] * len(columns))
    return sql(
        f"INSERT INTO desk_entry ({', '.join(columns)}) VALUES ({marks})", [*columns.values()]
    )


def test_an_entry_leaves_no_gap_and_takes_no_number_twice(clerk: Hand, ice: Agency) -> None:
    """An entry has the number after the last one, in its column and in its bytes."""
    requested(clerk)
    right = forged(clerk)
    number = right["number"]

    for wrong in (number + 1, number - 1, 0):
        refused(insert(right | {"number": wrong}), "an entry follows|a record is never replaced")
    insert(right)()


def test_the_first_entry_has_number_0_and_follows_nothing(clerk: Hand) -> None:
    """The first entry links to the hash of the empty tree."""
    right = forged(clerk)
    other = records.Entry(0, clerk.at, "facts", {}, None, "a" * 64)

    refused(insert(right | {"number": 1}), "an entry follows")
    refused(insert(right | {"body": other.bytes(), "hash": other.hash()}), "an entry follows")
    insert(right)()


def test_an_entry_names_the_one_before_it(clerk: Hand, ice: Agency) -> None:
    """A wrong link is refused where it is made."""
    requested(clerk)
    number = Entry.objects.count()
    other = records.Entry(number, clerk.at, "facts", {}, None, "a" * 64)

    refused(insert(forged(clerk, body=other.bytes(), hash=other.hash())), "an entry follows")


def test_an_entry_is_of_the_kind_that_it_says(clerk: Hand) -> None:
    """Neither another kind than in its bytes, nor one that there is not."""
    refused(insert(forged(clerk, kind="decision")), "an entry follows")
    body = forged(clerk)["body"].replace(b'"facts"', b'"gossip"')
    refused(insert(forged(clerk, kind="gossip", body=body)), "an entry follows")


def test_an_entry_of_no_json_is_refused(clerk: Hand) -> None:
    """Bytes that are no entry at all do not pass for want of a number to compare."""
    for body in (b"", b"{}", b"no json", b"\xff\xfe"):
        with pytest.raises(Error), transaction.atomic():
            insert(forged(clerk, body=body))()

    assert 0 == Entry.objects.count()


def test_every_record_has_its_entry(everything: Request) -> None:
    """Each row that tells of something stands by an entry of that kind."""
    for name, kinds in ENTRIES.items():
        found = {*apps.get_model("desk", name).objects.values_list("entry__kind", flat=True)}
        assert found
        assert found <= {*kinds}


def trigger_names() -> list[tuple[str, str]]:
    return [
        ("guard_desk_contact_insert_rule", "desk_contact"),
        ("guard_desk_delivery_update_rule", "desk_delivery"),
        ("guard_desk_entry_delete_keeps", "desk_entry"),
        ("guard_desk_signature_insert_rule", "desk_signature"),
        ("guard_desk_decision_insert_entry", "desk_decision"),
    ]


def drop(name: str, table: str) -> None:
    sql(f"DROP TRIGGER {name}" + ("" if ON_SQLITE else f" ON {table}"))()


@pytest.mark.parametrize(("name", "table"), trigger_names())
def test_a_guard_that_was_dropped_is_named_and_made_again(name: str, table: str, db: None) -> None:
    """`missing` names it, and `install` brings it back."""
    assert [] == guard.missing(connection)

    drop(name, table)
    assert [name] == guard.missing(connection)

    guard.install(connection)
    assert [] == guard.missing(connection)


@pytest.mark.parametrize(("name", "table"), trigger_names())
def test_a_guard_that_was_made_harmless_is_named(name: str, table: str, db: None) -> None:
    """A trigger of the same name that lets everything through is none."""
    event = name.split("_")[3].upper()
    drop(name, table)
    if ON_SQLITE:
        sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT 1; END")()
    else:
        sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN (FALSE)"
            f" EXECUTE FUNCTION {name}()")()  # fmt: skip

    assert [name] == guard.missing(connection)


@pytest.mark.skipif(ON_SQLITE, reason="SQLite cannot switch a trigger off")
def test_a_guard_that_was_switched_off_is_named(db: None) -> None:
    """Disabled, enabled for some sessions only, or with another function's text."""
    name = "guard_desk_contact_insert_rule"
    for how in ("DISABLE TRIGGER", "ENABLE TRIGGER", "ENABLE REPLICA TRIGGER"):
        sql(f"ALTER TABLE desk_contact {how} {name}")()
        assert [name] == guard.missing(connection)
        guard.install(connection)
    sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$"
    )()
    assert [name] == guard.missing(connection)

    guard.install(connection)
    assert [] == guard.missing(connection)


def test_guards_go_for_a_restore_and_come_back(everything: Request) -> None:
    """Within a transaction that has written already, as a restore has."""
    with transaction.atomic():
        guard.remove(connection)
        assert len(guard.missing(connection)) > len(GROWING)
        sql("UPDATE desk_request SET how = how")()
        guard.install(connection)

    assert [] == guard.missing(connection)
    refused(sql("UPDATE desk_request SET how = how"), "a record is never changed")


def test_the_rules_name_what_python_names() -> None:
    """The database's lists are those of the contact rule: every item, kind and allowing outcome."""
    for name in ITEMS:
        assert f"'{name}'" in rules.ITEM
    for name in KINDS:
        assert f"'{name}'" in rules.CONTACT
    for name in ALLOWING:
        assert f"'{name}'" in rules.ITEM
