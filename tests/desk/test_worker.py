"""The worker: leases, backoff, dead letters, and nothing sent that must not go."""

import base64
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.act import delivery as rules
from comity.act.channels.message import Message
from comity.act.channels.message import Receipt as Sent
from comity.desk import channels, worker
from comity.desk.actions import contact, receipts, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Agency, Contact, Delivery, Receipt
from comity.errors import DeskError
from tests.desk.conftest import NOW
from tests.desk.people import accepts, refuses, requested, send_all, signed

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def queued(clerk: Hand, ice: Agency) -> Delivery:
    """A reply that waits."""
    decision = requested(clerk).decisions.get()
    return contact.tell(decision, "reply", contact.Content("R1", "no"), clerk).deliveries.get()


def work(once=accepts, at=NOW) -> Delivery | None:
    found = worker.work(once, lambda: at)
    if found is not None:
        found.refresh_from_db()
    return found


def test_a_message_is_sent_with_its_key(queued: Delivery) -> None:
    """The receiver sees the key, the number and the words, and the receipt is kept."""
    came: list[Message] = []

    def once(message: Message, _: Delivery) -> Sent:
        came.append(message)
        return Sent("accepted", "200", "ok")

    work(once)

    assert [(queued.key, "R1", "no")] == [(one.key, one.subject, one.body) for one in came]
    assert ("sent", 1) == (Delivery.objects.get().state, Delivery.objects.get().tries)
    assert [(rules.SENT, "200")] == [*Receipt.objects.values_list("outcome", "code")]
    assert work() is None


def test_what_is_not_due_waits(queued: Delivery) -> None:
    """Nothing is sent before its time, and a clock set back an hour only delays it."""
    assert work(at=NOW - timedelta(hours=1)) is None
    assert work(at=NOW) is not None


def test_a_busy_receiver_is_tried_again_later_with_the_same_key(queued: Delivery) -> None:
    """Backoff, and never another key."""
    work(refuses)
    row = Delivery.objects.get()

    assert ("queued", 1, queued.key) == (row.state, row.tries, row.key)
    assert NOW <= row.due_at <= NOW + rules.longest_wait(1)
    assert "sent" == send_all(row.due_at)[0].state


def test_the_receiver_says_when_to_come_again(queued: Delivery) -> None:
    """Retry-After is waited for, however short our own wait would be."""
    work(lambda *_: Sent("temporary", "503", "busy", 7200))

    assert NOW + timedelta(hours=2) <= Delivery.objects.get().due_at


def test_after_the_last_try_it_is_dead(queued: Delivery) -> None:
    """Somebody sees it, and nothing is tried any more."""
    for _ in range(rules.TRIES):
        row = Delivery.objects.get()
        work(refuses, row.due_at)

    row = Delivery.objects.get()
    assert ("dead", rules.TRIES) == (row.state, row.tries)
    assert rules.TRIES == row.receipts.count()
    assert work(at=NOW + timedelta(days=30)) is None
    assert rules.DEAD == receipts.status(row)


def test_a_refusal_for_good_is_dead_at_once(queued: Delivery) -> None:
    """An address that there is not is not tried forty-eight times."""
    work(lambda *_: Sent("permanent", "550", "no such user"))

    assert "dead" == Delivery.objects.get().state
    assert rules.REFUSED == receipts.status(Delivery.objects.get())


def test_a_killed_workers_row_is_taken_up_after_its_lease(queued: Delivery) -> None:
    """While the lease runs nobody else sends; then the next one does, with the same key."""

    def dies(*_: object) -> Sent:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(dies)
    assert "sending" == Delivery.objects.get().state
    assert work(at=NOW + worker.LEASE) is None

    assert "sent" == send_all(NOW + worker.LEASE + timedelta(seconds=1))[0].state
    assert 2 == Delivery.objects.get().tries


def test_a_clock_set_back_an_hour_frees_no_lease(queued: Delivery) -> None:
    """The lease is an instant: a clock behind it waits, and sends nothing twice."""
    Delivery.objects.update(state="sending", lease_until=NOW + worker.LEASE)

    assert work(at=NOW - timedelta(hours=1)) is None


def late(first: Sent, second: Sent) -> Delivery:
    """A worker's answer comes after its lease ran out and another one has tried."""

    def slow(*_: object) -> Sent:
        work(lambda *_: second, NOW + worker.LEASE + timedelta(seconds=1))
        return first

    work(slow)
    return Delivery.objects.get()


def test_that_it_was_taken_over_counts_also_late(queued: Delivery) -> None:
    """What went through has gone, whatever another worker thought meanwhile."""
    row = late(accepts(), refuses())

    assert ("sent", rules.SENT) == (row.state, receipts.status(row))


def test_a_late_failure_undoes_nothing(queued: Delivery) -> None:
    """A first worker that gave up does not put back what the second has sent."""
    row = late(refuses(), accepts())

    assert ("sent", rules.SENT) == (row.state, receipts.status(row))


def test_nothing_goes_whose_decision_ended(queued: Delivery, clerk: Hand) -> None:
    """The withdrawal cancels the queue; the worker finds nothing to do."""
    withdraw.withdraw(Contact.objects.get().decision, clerk, "made up")

    assert work() is None
    assert ("cancelled", rules.CANCELLED) == (
        Delivery.objects.get().state,
        receipts.status(Delivery.objects.get()),
    )


def test_a_forgotten_row_of_an_ended_decision_is_cancelled(
    queued: Delivery, clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker looks again in the transaction that claims."""
    monkeypatch.setattr(withdraw, "stop_sending", lambda _: None)
    withdraw.withdraw(Contact.objects.get().decision, clerk, "made up")

    found = work(lambda *_: pytest.fail("it was sent"))

    assert found is not None
    assert ("cancelled", 0) == (found.state, found.tries)


def test_a_message_that_cannot_be_made_holds_up_no_other(
    queued: Delivery, clerk: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    """Wrong settings, or an error of ours, are kept as a receipt, and the next message goes."""
    caplog.set_level(logging.CRITICAL)
    decision = queued.contact.decision
    contact.tell(decision, "reply", contact.Content("R1", "second"), clerk)

    def breaks(message: Message, _: Delivery) -> Sent:
        if message.body == "no":
            raise ZeroDivisionError("a word of the message")
        return accepts()

    assert ["queued", "sent"] == [one.state for one in send_all(NOW, breaks)]
    assert ["ZeroDivisionError", "ok"] == [
        receipts.text_of(one) for one in Receipt.objects.order_by("pk")
    ]


def test_wrong_settings_of_a_channel_are_said(queued: Delivery) -> None:
    """A setting that there is not is an administrator's to mend; the message waits."""
    channel = queued.channel
    channels.keep_secret(channel, b"s" * 32)
    channel.settings = {"colour": "red"}
    channel.save()
    found = worker.work(now=lambda: NOW)

    assert found is not None
    assert "queued" == Delivery.objects.get().state
    assert "settings of us/ice by webhook" in receipts.text_of(Receipt.objects.get())


def test_that_a_key_is_lost_is_said_by_the_code(
    queued: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key is left to seal the words under either; the message waits for the right one."""
    monkeypatch.setenv("COMITY_KEY", base64.b64encode(bytes(32)).decode())
    worker.work(now=lambda: NOW)

    made = Receipt.objects.get()
    assert ("queued", "no-key", None) == (Delivery.objects.get().state, made.code, made.sealed)


def test_a_withdrawal_waits_for_what_is_being_sent(queued: Delivery, clerk: Hand) -> None:
    """While a lease runs the withdrawal is refused, so that one comes clearly before the other."""
    Delivery.objects.update(state="sending", lease_until=timezone.now() + worker.LEASE)

    with pytest.raises(DeskError, match="just being sent; try again"):
        withdraw.withdraw(Contact.objects.get().decision, clerk, "made up")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    withdraw.withdraw(Contact.objects.get().decision, clerk, "made up")
    assert "cancelled" == Delivery.objects.get().state


def test_a_bounce_may_come_after_a_delivery(queued: Delivery, clerk: Hand) -> None:
    """Every receipt is kept, and the status follows from all of them."""
    with pytest.raises(DeskError, match="never sent"):
        receipts.enter(queued, "delivered", clerk)
    work()
    receipts.enter(queued, "delivered", clerk)
    assert rules.DELIVERED == receipts.status(Delivery.objects.get())
    receipts.enter(queued, "bounced", clerk, "mailbox full")

    assert rules.BOUNCED == receipts.status(Delivery.objects.get())
    assert 3 == Receipt.objects.count()
    with pytest.raises(DeskError, match="is not learnt later"):
        receipts.enter(queued, "read", clerk)


def test_two_messages_go_in_the_order_in_which_they_are_due(
    clerk: Hand, lawyer: Hand, ice: Agency
) -> None:
    """The older one first."""
    decision = signed(requested(clerk), lawyer)
    for words in "ab":
        contact.tell(decision, "reply", contact.Content("R", words), clerk)
    came: list[str] = []

    def once(message: Message, _: Delivery) -> Sent:
        came.append(message.body)
        return accepts()

    send_all(SOON, once)

    assert ["a", "b"] == came
