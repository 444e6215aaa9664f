"""Court dates told, moved, taken back and called off; the entries parsed by another library."""

import base64
from datetime import timedelta

import pytest
import vobject

from comity.desk import keys
from comity.desk.actions import contact, decide, facts, hearing, notice, sign, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Agency, Appearance, Contact, Delivery, Notice, Request
from comity.errors import DeskError
from comity.model.appearance import ADJOURNED, HELD, VACATED
from tests.desk.conftest import NOW
from tests.desk.people import (
    COURT_DATE,
    DOCKET,
    hearing_of,
    refuses,
    requested,
    send_all,
    shown,
    signed,
)

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, THURSDAY = (NOW + timedelta(days=days) for days in (8, 9, 7))


@pytest.fixture
def request_(clerk: Hand, lawyer: Hand, ice: Agency) -> Request:
    """A detainer whose court dates may be told to its requester."""
    request = requested(clerk)
    signed(request, lawyer)
    return request


@pytest.fixture
def told(request_: Request, clerk: Hand) -> Appearance:
    """A hearing on Friday that was told and sent."""
    made = hearing_of(request_, FRIDAY, clerk)
    notice.tell(request_.decisions.get(), made, clerk)
    send_all(NOW)
    return made


def entry_in(one: Contact) -> vobject.base.Component:
    """The calendar entry of a contact, with METHOD and its one event."""
    (_, _, text), *others = contact.content_of(one).attachments
    assert [] == others
    return vobject.readOne(base64.b64decode(text).decode())


def says(one: Contact) -> tuple[str, int, bool]:
    """METHOD, SEQUENCE, and whether there is a STATUS:CANCELLED."""
    entry = entry_in(one)
    event = entry.vevent
    status = event.contents.get("status")
    return entry.method.value, int(event.sequence.value), bool(
        status and status[0].value == "CANCELLED"
    )  # fmt: skip


def latest() -> Contact:
    return Contact.objects.order_by("-pk")[0]


def seen(hand: Hand, *args: object, **more: object) -> list[hearing.Changed]:
    return hearing.seen([shown(*args, **more)], hand)  # type: ignore[arg-type]


def test_a_date_is_told_as_a_request(told: Appearance) -> None:
    """METHOD:REQUEST, SEQUENCE 0, about the docket and not about a name."""
    entry = entry_in(latest())

    assert ("REQUEST", 0, False) == says(latest())
    assert DOCKET == entry.vevent.summary.value
    assert FRIDAY == entry.vevent.dtstart.value
    assert "Example Person" not in entry.serialize()


def test_told_twice_it_goes_once(told: Appearance, request_: Request, clerk: Hand) -> None:
    """A second click sends nothing: the first contact is given back."""
    first = latest()

    assert first == notice.tell(request_.decisions.get(), told, clerk)
    assert 1 == Delivery.objects.count()


def test_an_adjournment_is_a_request_of_the_same_entry(told: Appearance, clerk: Hand) -> None:
    """RFC 5546: the same UID, SEQUENCE + 1, the new time."""
    uid = entry_in(latest()).vevent.uid.value
    (changed,) = seen(clerk, SATURDAY)

    assert (1, False, ("moved-later",)) == (changed.told, changed.urgent, changed.kinds)
    assert ("REQUEST", 1, False) == says(latest())
    assert uid == entry_in(latest()).vevent.uid.value
    assert SATURDAY == entry_in(latest()).vevent.dtstart.value


def test_a_date_moved_earlier_is_urgent(told: Appearance, clerk: Hand) -> None:
    """It is the one that is missed."""
    (changed,) = seen(clerk, THURSDAY)

    assert changed.urgent


def test_a_vacated_hearing_is_cancelled_for_all(told: Appearance, clerk: Hand) -> None:
    """METHOD:CANCEL with STATUS:CANCELLED, SEQUENCE + 1, and no items."""
    (changed,) = seen(clerk, FRIDAY, VACATED)

    assert 1 == changed.told
    assert ("CANCEL", 1, True) == says(latest())
    assert 0 == latest().items.count()
    assert ["sent"] == [one.state for one in send_all(NOW)]


def test_an_adjournment_without_a_date_is_called_off_and_back_on(
    told: Appearance, clerk: Hand
) -> None:
    """The same UID: CANCEL, and REQUEST with the next SEQUENCE once the date is set."""
    uid = entry_in(latest()).vevent.uid.value
    seen(clerk, None, ADJOURNED)
    assert ("CANCEL", 1, True) == says(latest())
    seen(clerk, SATURDAY)

    assert ("REQUEST", 2, False) == says(latest())
    assert uid == entry_in(latest()).vevent.uid.value


def test_a_withdrawn_decision_takes_the_date_back(
    told: Appearance, request_: Request, clerk: Hand
) -> None:
    """METHOD:CANCEL to that agency without STATUS; sent, although its decision has ended."""
    withdraw.withdraw(request_.decisions.get(), clerk, "made up")

    assert ("CANCEL", 1, False) == says(latest())
    assert b"SUMMARY" not in base64.b64decode(contact.content_of(latest()).attachments[0][2])
    assert ["sent"] == [one.state for one in send_all(NOW)]
    assert "withdrawn" == Notice.objects.get().state


def test_what_never_left_is_not_taken_back(request_: Request, clerk: Hand) -> None:
    """Whoever was never told learns nothing from a cancellation: the queue is emptied, no more."""
    made = hearing_of(request_, FRIDAY, clerk)
    notice.tell(request_.decisions.get(), made, clerk)
    withdraw.withdraw(request_.decisions.get(), clerk, "made up")

    assert ["court-date-notice"] == [*Contact.objects.values_list("kind", flat=True)]
    assert [] == send_all(NOW)


def test_what_may_have_arrived_is_taken_back(request_: Request, clerk: Hand) -> None:
    """A try that was said to have failed may have gone through."""
    made = hearing_of(request_, FRIDAY, clerk)
    notice.tell(request_.decisions.get(), made, clerk)
    send_all(NOW, refuses)
    withdraw.withdraw(request_.decisions.get(), clerk, "made up")

    assert ("CANCEL", 1, False) == says(latest())


def test_only_who_was_told_gets_the_cancellation(
    told: Appearance, request_: Request, clerk: Hand, lawyer: Hand
) -> None:
    """Another request about the same person was never answered, and its requester hears nothing."""
    other = requested(clerk, event="EX-9")
    assert other.person != request_.person
    withdraw.withdraw(other.decisions.get(), clerk, "made up")

    assert "court-date-notice" == latest().kind


def test_a_date_that_may_no_longer_be_told_is_taken_back_when_it_moves(
    told: Appearance, request_: Request, clerk: Hand
) -> None:
    """A new decision waits for its signature: the agency gets the CANCEL and not the new date."""
    values = ["person.watchlist_match=true"]
    facts.enter(request_, values, clerk, based_on=1, reason="made up")
    assert "court-date-notice" == latest().kind
    seen(clerk, SATURDAY)

    assert ("CANCEL", 1, False) == says(latest())


def test_an_entry_of_a_replaced_decision_is_taken_back_with_the_new_one(
    told: Appearance, request_: Request, clerk: Hand
) -> None:
    """The date was told by the first decision; when the second ends, nothing is left of it."""
    values = ["person.watchlist_match=true"]
    second = facts.enter(request_, values, clerk, based_on=1, reason="made up")
    withdraw.withdraw(second, clerk, "made up")

    assert ("CANCEL", 1, False) == says(latest())


def test_a_decision_sent_back_takes_the_date_back(
    told: Appearance, request_: Request, lawyer: Hand
) -> None:
    """What was told by it is taken back at once."""
    sign.send_back(request_.decisions.get(), lawyer, "made up")

    assert ("CANCEL", 1, False) == says(latest())


def test_all_ever_notified_hear_that_it_is_off(
    told: Appearance, request_: Request, clerk: Hand
) -> None:
    """Also who had the entry taken back before, with the next SEQUENCE; nobody twice."""
    withdraw.withdraw(request_.decisions.get(), clerk, "made up")
    seen(clerk, FRIDAY, VACATED)

    assert ("CANCEL", 2, True) == says(latest())
    assert [] == notice.vacated(told, clerk)


def test_told_again_after_a_withdrawal_it_is_the_same_entry(
    told: Appearance, request_: Request, clerk: Hand, lawyer: Hand
) -> None:
    """The calendar keeps one event, whatever became of it in between."""
    withdraw.withdraw(request_.decisions.get(), clerk, "made up")
    again = decide.decide(request_, clerk)
    sign.sign(again, lawyer, COURT_DATE, "made up")
    notice.tell(again, told, clerk)

    assert ("REQUEST", 2, False) == says(latest())
    assert 1 == Notice.objects.count()


def test_what_moves_in_the_queue_goes_out_once(request_: Request, clerk: Hand) -> None:
    """An older state that still waits is dropped in favour of the newer one."""
    made = hearing_of(request_, FRIDAY, clerk)
    notice.tell(request_.decisions.get(), made, clerk)
    seen(clerk, SATURDAY)

    assert ["sent"] == [one.state for one in send_all(NOW)]
    assert ["cancelled", "sent"] == [
        *Delivery.objects.order_by("pk").values_list("state", flat=True)
    ]


def test_absence_is_no_change(told: Appearance, clerk: Hand) -> None:
    """A feed that does not show a hearing, or shows it as it was, changes nothing."""
    assert [] == hearing.seen([], clerk)
    assert [] == seen(clerk, FRIDAY)
    assert 1 == told.versions.count()


def test_rows_about_nobody_on_record_are_not_kept(told: Appearance, clerk: Hand) -> None:
    """A feed is full of others, and none of them is written down."""
    assert [] == seen(clerk, FRIDAY, uid="2", docket="CR-other")
    assert 1 == Appearance.objects.count()


def test_what_does_not_come_is_not_told(request_: Request, clerk: Hand) -> None:
    """A hearing that is over, held or off is no news; nor is another person's."""
    over = hearing_of(request_, NOW - timedelta(days=1), clerk)
    decision = request_.decisions.get()
    with pytest.raises(DeskError, match="the hearing is over"):
        notice.tell(decision, over, clerk)
    seen(clerk, FRIDAY, HELD)
    with pytest.raises(DeskError, match="the hearing is held"):
        notice.tell(decision, over, clerk)
    other = requested(clerk, "case-b", "EX-2")
    with pytest.raises(DeskError, match="another person's"):
        notice.tell(other.decisions.get(), over, clerk)


def test_a_docket_belongs_to_one_person(request_: Request, clerk: Hand) -> None:
    """It is tied once, and not to somebody else as well."""
    hearing.tie(request_.person, DOCKET, clerk)
    hearing.tie(request_.person, DOCKET, clerk)
    other = requested(clerk, "case-b", "EX-2")

    with pytest.raises(DeskError, match="for another person"):
        hearing.tie(other.person, DOCKET, clerk)
    assert request_.person.numbers.filter(fingerprint=keys.fingerprint("docket", DOCKET)).exists()
