"""The contact rule, tried by every way that leads around the actions: the database refuses each."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from comity.desk import keys, ledger
from comity.desk.actions import contact, override, sign, withdraw
from comity.desk.hand import Hand
from comity.desk.models import (
    Agency,
    Channel,
    Contact,
    Decision,
    Delivery,
    DisclosureItem,
    Override,
    Request,
    Signature,
    Withdrawal,
)
from comity.model.contact import KINDS
from tests.desk.conftest import NOW
from tests.desk.people import ICE, account, requested, signed

pytestmark = pytest.mark.django_db

CONTENT = contact.Content("R", "made up")


@pytest.fixture
def request_(clerk: Hand, ice: Agency) -> Request:
    """A detainer, decided: the law of 2017 is silent on court dates and forbids a release's."""
    return requested(clerk)


@pytest.fixture
def decision(request_: Request) -> Decision:
    """Its decision, unsigned."""
    return request_.decisions.get()


@pytest.fixture
def told(decision: Decision, lawyer: Hand) -> Contact:
    """A court date told by the signed decision, still in the queue."""
    signed(decision.request, lawyer)
    return contact.tell(decision, "court-date-notice", CONTENT, lawyer)


def entry_of(request: Request, kind: str, hand: Hand) -> Any:
    """An entry as somebody would forge it to go with a row."""
    return ledger.write(kind, hand, {"forged": True}, request=request.pk)


def columns_of_contact(decision: Decision, kind: str, hand: Hand, **more: Any) -> dict[str, Any]:
    return {
        "entry_id": entry_of(decision.request, "contact", hand).pk,
        "request_id": decision.request_id,
        "decision_id": decision.pk,
        "override_id": None,
        "notice_id": None,
        "cancels_id": None,
        "kind": kind,
        "recipient": ICE,
        "at": NOW,
        "by_id": hand.by.pk,
        "sealed": b"x",
    } | more


def insert(table: str, columns: dict[str, Any], how: str = "INSERT") -> None:
    """Raw SQL, past all of Django."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(f"{how} INTO {table} ({names}) VALUES ({marks})", [*columns.values()])


def by_sql(columns: dict[str, Any]) -> None:
    insert("desk_contact", columns)


def by_orm(columns: dict[str, Any]) -> None:
    Contact.objects.create(**columns)


def in_bulk(columns: dict[str, Any]) -> None:
    Contact.objects.bulk_create([Contact(**columns)])


def by_save(columns: dict[str, Any]) -> None:
    Contact(**columns).save()


def by_upsert(columns: dict[str, Any]) -> None:
    Contact.objects.bulk_create(
        [Contact(**columns)],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["recipient"],
    )


WAYS = [by_sql, by_orm, in_bulk, by_save, by_upsert]

Way = Callable[[dict[str, Any]], None]


def refused(act: Callable[[], object], rule: str) -> None:
    """The database itself refuses it, by that guard."""
    with pytest.raises(IntegrityError, match=f"guard: {rule}"), transaction.atomic():
        act()


@pytest.mark.parametrize("way", WAYS)
def test_no_contact_goes_to_another_than_the_decision_is_about(
    way: Way, decision: Decision, clerk: Hand
) -> None:
    """A decision about telling one agency lets no other be told."""
    columns = columns_of_contact(decision, "reply", clerk, recipient="us-xx/county")

    refused(lambda: way(columns), "a contact needs a decision in force")


@pytest.mark.parametrize("way", WAYS)
def test_no_contact_rests_on_a_withdrawn_decision(
    way: Way, decision: Decision, clerk: Hand
) -> None:
    """A decision that was withdrawn lets nothing go, not even the bare answer."""
    columns = columns_of_contact(decision, "reply", clerk)
    withdraw.withdraw(decision, clerk, "made up")

    refused(lambda: way(columns), "a contact needs a decision in force")


@pytest.mark.parametrize("way", WAYS)
def test_no_contact_rests_on_a_decision_that_was_sent_back(
    way: Way, decision: Decision, clerk: Hand, lawyer: Hand
) -> None:
    """What was sent back lets nothing go."""
    columns = columns_of_contact(decision, "reply", clerk)
    sign.send_back(decision, lawyer, "made up")

    refused(lambda: way(columns), "a contact needs a decision in force")


@pytest.mark.parametrize("way", WAYS)
def test_no_contact_rests_on_another_requests_decision(
    way: Way, decision: Decision, clerk: Hand
) -> None:
    """A decision lets go what is about its own request alone."""
    other = requested(clerk, "case-b", "EX-2")
    entry = entry_of(other, "contact", clerk)
    columns = columns_of_contact(decision, "reply", clerk) | {
        "request_id": other.pk,
        "entry_id": entry.pk,
    }

    refused(lambda: way(columns), "a contact needs a decision in force")


@pytest.mark.parametrize("way", WAYS)
def test_no_contact_is_of_an_unknown_kind(way: Way, decision: Decision, clerk: Hand) -> None:
    """A kind that nobody has thought about tells nobody knows what."""
    columns = columns_of_contact(decision, "chat", clerk)

    refused(lambda: way(columns), "a contact needs a decision in force")


def test_no_contact_goes_without_its_entry(decision: Decision, clerk: Hand) -> None:
    """A contact stands by an entry of its own kind and request, or it does not stand at all."""
    columns = columns_of_contact(decision, "reply", clerk)
    borrowed = columns | {"entry_id": decision.entry_id}
    absent = columns | {"entry_id": columns["entry_id"] + 1_000}

    refused(lambda: by_sql(borrowed), "a record has its entry")
    refused(lambda: by_sql(absent), "a record has its entry")


def test_a_letter_to_the_person_goes_to_nobody_else(decision: Decision, clerk: Hand) -> None:
    """What is owed to the person is told to no agency, and nothing else is told to the person."""
    to_ice = columns_of_contact(decision, "duty-notice", clerk)
    to_him = columns_of_contact(decision, "information", clerk, recipient="person")

    refused(lambda: by_sql(to_ice), "a contact needs a decision in force")
    refused(lambda: by_sql(to_him), "a contact needs a decision in force")


def bare(decision: Decision, kind: str, hand: Hand, **more: Any) -> Contact:
    """A contact's row alone, as somebody would write it past the actions."""
    return Contact.objects.create(**columns_of_contact(decision, kind, hand, **more))


def item(one: Contact, name: str) -> Callable[[], object]:
    return lambda: insert(
        "desk_disclosureitem", {"contact_id": one.pk, "name": name, "meant": True}
    )


def item_in_bulk(one: Contact, name: str) -> Callable[[], object]:
    return lambda: DisclosureItem.objects.bulk_create(
        [DisclosureItem(contact=one, name=name, meant=True)]
    )


@pytest.mark.parametrize("way", [item, item_in_bulk])
@pytest.mark.parametrize(
    "name", ["release", "court_date", "identity", "holding", "status", "no-such-item"]
)
def test_no_item_is_told_that_is_forbidden_unsigned_or_unknown(
    way: Callable[[Contact, str], Callable[[], object]], name: str, decision: Decision, clerk: Hand
) -> None:
    """The decision forbids the first, nobody has signed the others, and one is no item at all."""
    one = bare(decision, "information", clerk)

    refused(way(one, name), "nothing that is told goes unpermitted")


def test_a_signature_for_one_act_opens_no_other(
    decision: Decision, clerk: Hand, lawyer: Hand
) -> None:
    """The court date was signed, the status was not, and the release is forbidden whoever signs."""
    signed(decision.request, lawyer)
    one = bare(decision, "information", clerk)

    item(one, "court_date")()
    refused(item(one, "status"), "nothing that is told goes unpermitted")
    refused(item(one, "release"), "nothing that is told goes unpermitted")


def test_nothing_is_added_to_what_was_queued(told: Contact) -> None:
    """An item that would be allowed is not put to a contact that is on its way already."""
    refused(item(told, "charges"), "nothing that is told goes unpermitted")


def test_an_item_of_a_contact_is_neither_renamed_nor_taken_away(told: Contact) -> None:
    """What a contact told stays on record as it was."""
    refused(lambda: told.items.update(name="answer"), "a record is never changed")
    refused(lambda: told.items.all().delete(), "a record is never deleted")


def delivery(one: Contact, channel: Channel | None = None) -> dict[str, Any]:
    return {
        "contact_id": one.pk,
        "channel_id": (channel or Channel.objects.get(agency__code=ICE)).pk,
        "key": f"forged-{one.pk}",
        "state": "queued",
        "due_at": NOW,
        "tries": 0,
    }


@pytest.mark.parametrize("kind", [kind for kind, told in KINDS.items() if any(told)])
def test_nothing_leaves_whose_incidental_items_are_not_on_record(
    kind: str, decision: Decision, clerk: Hand, lawyer: Hand
) -> None:
    """A contact that says less of itself than its kind tells is not queued."""
    signed(decision.request, lawyer)
    one = bare(decision, kind, clerk)
    if kind == "court-date-notice":
        item(one, "court_date")()
        item(one, "identity")()

    refused(lambda: insert("desk_delivery", delivery(one)), "a delivery needs a permitted contact")


def test_nothing_leaves_on_another_agencys_channel(told: Contact, county: Agency) -> None:
    """A contact goes to its recipient: neither queued nor moved to a channel of somebody else."""
    other = county.channels.get()
    queued = told.deliveries.get()

    refused(
        lambda: insert("desk_delivery", delivery(told, other)),
        "a delivery needs a permitted contact",
    )
    refused(
        lambda: Delivery.objects.filter(pk=queued.pk).update(channel=other),
        "a delivery moves by its states",
    )


def test_a_channel_that_was_given_to_another_agency_sends_no_more(
    told: Contact, county: Agency
) -> None:
    """Whoever turns a recipient's channel over to another agency does not turn the message over."""
    Channel.objects.filter(agency__code=ICE).update(agency=county)

    refused(
        lambda: told.deliveries.update(state="sending"),
        "a delivery moves by its states",
    )


@pytest.mark.parametrize("state", ["sending", "sent", "dead", "cancelled"])
def test_a_delivery_begins_in_the_queue(state: str, told: Contact) -> None:
    """No row is born already sent."""
    columns = delivery(told) | {"state": state}

    refused(lambda: insert("desk_delivery", columns), "a delivery needs a permitted contact")


def test_nothing_is_sent_after_its_decision_was_withdrawn(told: Contact, clerk: Hand) -> None:
    """The withdrawal cancels the queue, and nobody puts it back."""
    withdraw.withdraw(told.decision, clerk, "made up")

    assert ["cancelled"] == [*told.deliveries.values_list("state", flat=True)]
    for state in ("queued", "sending", "sent"):
        refused(partial(told.deliveries.update, state=state), "a delivery moves by its states")
    refused(lambda: insert("desk_delivery", delivery(told)), "a delivery needs a permitted contact")


def test_a_queue_that_a_withdrawal_forgot_is_not_sent(told: Contact, clerk: Hand) -> None:
    """Even if only the withdrawal is written, by raw SQL, what waits does not go."""
    entry = entry_of(told.request, "withdrawal", clerk)
    insert(
        "desk_withdrawal",
        {
            "entry_id": entry.pk,
            "decision_id": told.decision_id,
            "at": NOW,
            "by_id": clerk.by.pk,
        },
    )

    refused(lambda: told.deliveries.update(state="sending"), "a delivery moves by its states")


@pytest.mark.parametrize("column", ["contact_id", "key", "id"])
def test_a_delivery_stays_the_one_it_was(column: str, told: Contact, lawyer: Hand) -> None:
    """No message is slipped into another's row."""
    other = contact.tell(told.decision, "reply", CONTENT, lawyer)
    value = {"contact_id": other.pk, "key": "other", "id": 10_000}[column]

    refused(
        lambda: Delivery.objects.filter(contact=told).update(**{column: value}),
        "a delivery moves by its states",
    )


def signature(decision: Decision, hand: Hand, **more: Any) -> dict[str, Any]:
    return {
        "entry_id": entry_of(decision.request, "signature", hand).pk,
        "decision_id": decision.pk,
        "by_id": hand.by.pk,
        "at": NOW,
        "verdict": "approved",
        "actions": '["notify_court_date"]',
    } | more


@pytest.mark.parametrize("role", ["clerk", "inspector", "administrator", "system"])
def test_only_a_supervisor_or_a_lawyer_signs(role: str, decision: Decision) -> None:
    """A signature forged in the name of another role is refused."""
    forger = Hand(account(role, "example-forger"), NOW)
    columns = signature(decision, forger)

    refused(lambda: insert("desk_signature", columns), "another person signs")


@pytest.mark.parametrize("agency", ["us-ny-nyc/doc", ""])
def test_nobody_of_another_agency_signs(agency: str, decision: Decision) -> None:
    """A signature is that of the request's own agency, and of no account without one."""
    stranger = Hand(account("lawyer", "example-stranger", agency), NOW)
    columns = signature(decision, stranger)

    refused(lambda: insert("desk_signature", columns), "another person signs")
    columns["actions"] = ["notify_court_date"]
    refused(lambda: Signature.objects.create(**columns), "another person signs")


def test_a_signature_of_the_requests_own_agency_stands(decision: Decision, lawyer: Hand) -> None:
    """The same row by its own lawyer is let through."""
    insert("desk_signature", signature(decision, lawyer))

    assert lawyer.by == decision.signatures.get().by


def test_nobody_signs_what_he_prepared(supervisor: Hand, ice: Agency) -> None:
    """A supervisor who prepared a decision does not sign it, by whatever way."""
    decision = requested(supervisor).decisions.get()
    columns = signature(decision, supervisor)

    refused(lambda: insert("desk_signature", columns), "another person signs")
    columns["actions"] = ["notify_court_date"]
    refused(lambda: Signature.objects.create(**columns), "another person signs")


def test_an_account_that_was_closed_signs_nothing(decision: Decision, lawyer: Hand) -> None:
    """Whoever has left signs no more, nor does anybody in his name."""
    lawyer.by.is_active = False
    lawyer.by.save()
    columns = signature(decision, lawyer)

    refused(lambda: insert("desk_signature", columns), "another person signs")


def test_a_decision_that_ended_is_not_signed(decision: Decision, clerk: Hand, lawyer: Hand) -> None:
    """A signature does not bring a withdrawn decision back."""
    withdraw.withdraw(decision, clerk, "made up")
    columns = signature(decision, lawyer)

    refused(lambda: insert("desk_signature", columns), "another person signs")


def test_a_signature_is_not_given_to_another_decision(
    decision: Decision, clerk: Hand, lawyer: Hand
) -> None:
    """A signature stays where it was put."""
    signed(decision.request, lawyer)

    refused(
        lambda: Signature.objects.update(actions=["notify_release"]), "a record is never changed"
    )


def overriding(request: Request, hand: Hand, **more: Any) -> dict[str, Any]:
    return {
        "entry_id": entry_of(request, "override", hand).pk,
        "request_id": request.pk,
        "recipient": ICE,
        "items": '["release", "identity", "custody"]',
        "by_id": hand.by.pk,
        "at": NOW,
        "sealed": b"x",
    } | more


def test_a_clerk_overrides_nothing(request_: Request, clerk: Hand) -> None:
    """An override forged in a clerk's name is refused."""
    columns = overriding(request_, clerk)

    refused(lambda: insert("desk_override", columns), "a supervisor or a lawyer overrides")


@pytest.mark.parametrize("agency", ["us-ny-nyc/doc", ""])
def test_nobody_of_another_agency_overrides(agency: str, request_: Request, lawyer: Hand) -> None:
    """An override in the name of another agency's lawyer is refused; its own lawyer's stands."""
    stranger = Hand(account("lawyer", "example-stranger", agency), NOW)
    columns = overriding(request_, stranger)

    refused(lambda: insert("desk_override", columns), "a supervisor or a lawyer overrides")
    insert("desk_override", overriding(request_, lawyer))
    assert lawyer.by == request_.overrides.get().by


def test_an_override_opens_the_items_that_it_names_and_no_others(
    decision: Decision, clerk: Hand, supervisor: Hand
) -> None:
    """The reason that somebody gave is a reason for what he named."""
    made = override.override(decision.request, ICE, ["release"], supervisor, "made up")
    one = bare(decision, "information", clerk, override_id=made.pk)

    item(one, "release")()
    refused(item(one, "court_date"), "nothing that is told goes unpermitted")


def test_an_override_for_one_recipient_or_request_is_none_for_another(
    decision: Decision, clerk: Hand, supervisor: Hand
) -> None:
    """An override is about telling one agency of one request."""
    other = requested(clerk, "case-b", "EX-2")
    elsewhere = override.override(
        decision.request, "us-xx/county", ["release"], supervisor, "made up"
    )
    of_other = override.override(other, ICE, ["release"], supervisor, "made up")

    for made in (elsewhere, of_other):
        columns = columns_of_contact(decision, "information", clerk, override_id=made.pk)
        refused(partial(by_sql, columns), "a contact needs a decision in force")


def test_an_override_is_not_widened_afterwards(request_: Request, supervisor: Hand) -> None:
    """The items of an override are those for which the reason was given."""
    made = override.override(request_, ICE, ["release"], supervisor, "made up")

    refused(
        lambda: Override.objects.filter(pk=made.pk).update(items=["release", "court_date"]),
        "a record is never changed",
    )


def test_a_cancellation_tells_nothing(told: Contact, clerk: Hand) -> None:
    """Under the name of a cancellation no item goes out."""
    one = bare(told.decision, "cancellation", clerk, cancels_id=told.pk)

    refused(item(one, "court_date"), "nothing that is told goes unpermitted")
    refused(item(one, "answer"), "nothing that is told goes unpermitted")


def test_a_cancellation_takes_back_what_was_told_to_the_same_agency(
    told: Contact, clerk: Hand
) -> None:
    """There is none of nothing, of another agency's contact, or of a cancellation."""
    of_nothing = columns_of_contact(told.decision, "cancellation", clerk)
    to_another = columns_of_contact(
        told.decision, "cancellation", clerk, cancels_id=told.pk, recipient="us-xx/county"
    )
    first = bare(told.decision, "cancellation", clerk, cancels_id=told.pk)
    of_another = columns_of_contact(told.decision, "cancellation", clerk, cancels_id=first.pk)

    for columns in (of_nothing, to_another, of_another):
        refused(partial(by_sql, columns), "a contact needs a decision in force")


def test_two_decisions_do_not_stand_on_one_question(decision: Decision, clerk: Hand) -> None:
    """Whoever wants another answer withdraws the one that stands."""
    columns = {
        "entry_id": entry_of(decision.request, "decision", clerk).pk,
        "request_id": decision.request_id,
        "facts_id": decision.facts_id,
        "question": "request",
        "recipient": ICE,
        "about": "",
        "at": NOW,
        "law": decision.law,
        "rulings": '{"notify_release": {"outcome": "must"}}',
        "sealed": b"x",
        "prepared_by_id": clerk.by.pk,
        "changed": "[]",
    }

    refused(lambda: insert("desk_decision", columns), "one decision stands at a time")


def test_a_withdrawal_is_not_taken_back(decision: Decision, clerk: Hand) -> None:
    """The end of a decision is its end."""
    withdraw.withdraw(decision, clerk, "made up")

    refused(lambda: Withdrawal.objects.all().delete(), "a record is never deleted")


def test_what_a_contact_says_is_not_exchanged(told: Contact) -> None:
    """The sealed message of a contact stays the one that was permitted."""
    told.sealed = keys.close(bytes(32), {}, "x")

    refused(told.save, "a record is never changed")
    refused(lambda: Contact.objects.bulk_update([told], ["sealed"]), "a record is never changed")


def test_what_is_permitted_does_leave(told: Contact) -> None:
    """The same rules let through what a signed decision allows, with every item on record."""
    assert {"court_date", "identity", "custody"} == {*told.items.values_list("name", flat=True)}

    told.deliveries.update(state="sending", lease_until=NOW + timedelta(minutes=5))

    assert "sending" == told.deliveries.get().state
