"""Two different people for what cannot be undone."""

import pytest

from comity.desk import ledger
from comity.desk.actions import contact, override, sign
from comity.desk.hand import Hand
from comity.desk.models import Agency, Delivery, Signature
from comity.errors import DeskError
from tests.desk.conftest import NOW
from tests.desk.people import COURT_DATE, ICE, account, requested, send_all, signed

pytestmark = pytest.mark.django_db


def test_nobody_signs_his_own(supervisor: Hand) -> None:
    """Who prepared a decision does not sign it, whatever his role."""
    decision = requested(supervisor).decisions.get()

    with pytest.raises(DeskError, match="expected another person to sign"):
        sign.sign(decision, supervisor, COURT_DATE, "made up")
    with pytest.raises(DeskError, match="expected another person to sign"):
        sign.send_back(decision, supervisor, "made up")


@pytest.mark.parametrize("role", ["clerk", "inspector", "administrator"])
def test_only_those_sign_and_override_whose_task_it_is(role: str, clerk: Hand) -> None:
    """A clerk prepares, an inspector reads, an administrator sees no case."""
    request = requested(clerk)
    other = Hand(account(role, "example-other"), NOW)

    with pytest.raises(DeskError, match=f"a {role} does not sign"):
        sign.sign(request.decisions.get(), other, COURT_DATE, "made up")
    with pytest.raises(DeskError, match=f"a {role} overrides nothing"):
        override.override(request, ICE, ["release"], other, "made up")


def test_whoever_has_left_signs_nothing(clerk: Hand, lawyer: Hand) -> None:
    """An account that was closed signs no more, and overrides no more."""
    request = requested(clerk)
    lawyer.by.is_active = False

    with pytest.raises(DeskError, match="does not sign"):
        sign.sign(request.decisions.get(), lawyer, COURT_DATE, "made up")
    with pytest.raises(DeskError, match="overrides nothing"):
        override.override(request, ICE, ["release"], lawyer, "made up")


def test_a_doubt_a_prohibition_and_nothing_are_not_signed(clerk: Hand, lawyer: Hand) -> None:
    """Silence needs a reason; what is forbidden, unknown or nothing at all is refused."""
    decision = requested(clerk).decisions.get()

    for acts, why in (
        (COURT_DATE, "in doubt"),
        (["hold"], "says of hold: must-not"),
        (["dance"], "dance is no act"),
        ([], "no act is signed"),
    ):
        with pytest.raises(DeskError, match=why):
            sign.sign(decision, lawyer, acts)
    assert not Signature.objects.exists()


def test_the_reason_of_a_signature_is_sealed(clerk: Hand, lawyer: Hand) -> None:
    """It may be about the person, so it is in the private part of the entry."""
    request = requested(clerk)
    signed(request, lawyer)

    entry = Signature.objects.get().entry
    assert {"reason": "a made-up reason"} == ledger.private_of(entry)[1]
    request.status.refresh_from_db()
    assert "signed" == request.status.state


def test_what_was_sent_back_stops(clerk: Hand, lawyer: Hand, ice: Agency) -> None:
    """What waits is cancelled, nothing more is sent, and nobody signs it any more."""
    request = requested(clerk)
    decision = signed(request, lawyer)
    contact.tell(decision, "court-date-notice", contact.Content("R", "x"), lawyer)
    sign.send_back(decision, lawyer, "made up")

    assert ["cancelled"] == [*Delivery.objects.values_list("state", flat=True)]
    assert [] == send_all(NOW)
    with pytest.raises(DeskError, match="no longer stands"):
        sign.sign(decision, lawyer, COURT_DATE, "made up")
    with pytest.raises(DeskError, match="not sent back without a reason"):
        sign.send_back(requested(clerk, "case-b", "E").decisions.get(), lawyer, "")


def test_an_override_has_a_reason_and_items_that_there_are(clerk: Hand, supervisor: Hand) -> None:
    """Without them it is none."""
    request = requested(clerk)

    with pytest.raises(DeskError, match="needs a reason"):
        override.override(request, ICE, ["release"], supervisor, " ")
    with pytest.raises(DeskError, match="no such item: gossip"):
        override.override(request, ICE, ["gossip"], supervisor, "made up")
    with pytest.raises(DeskError, match="no such item"):
        override.override(request, ICE, [], supervisor, "made up")
