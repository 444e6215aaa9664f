"""A request from its receipt to its contacts."""

import pytest

from comity.desk import ledger
from comity.desk.actions import contact, decide, receive, sign
from comity.desk.models import Contact, Delivery, Entry
from comity.errors import ContactError
from comity.record.chain import verify
from tests.desk.people import received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"


def test_a_request_is_decided_as_it_comes_in(clerk, ice):
    """A detainer gets its number, its entry and its decision in one transaction."""
    request = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")

    decision = request.decisions.get()
    assert "must-not" == decision.rulings["hold"]["outcome"]
    assert ["request-received", "decision"] == [*Entry.objects.values_list("kind", flat=True)]
    assert verify(ledger.stored()).sound


def test_what_the_law_forbids_does_not_leave(clerk, supervisor, ice):
    """A forbidden notice of release raises, and nothing of it is left."""
    request = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    decision = request.decisions.get()

    with pytest.raises(ContactError, match="notify_release is must-not"):
        contact.tell(decision, "release-notice", contact.Content("R", "x"), supervisor)

    assert not Contact.objects.exists()


def test_a_doubt_leaves_only_over_a_signature_with_its_reason(clerk, lawyer, ice):
    """Where the law of 2017 was silent on court dates, a lawyer's signature opens the way."""
    request = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    decision = request.decisions.get()
    sign.sign(decision, lawyer, ["notify_court_date", "share_information"], "a made-up reason")

    made = contact.tell(decision, "court-date-notice", contact.Content("R", "x"), lawyer)

    assert ["queued"] == [*Delivery.objects.values_list("state", flat=True)]
    assert {"court_date", "identity", "custody"} == {*made.items.values_list("name", flat=True)}
    assert decide.full(decision)["case"] == request.number
