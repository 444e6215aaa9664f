"""What may leave and what not, as the actions say it before the database does."""

import pytest

from comity.act.permit import permit
from comity.desk.actions import contact, facts, override, sign, standing, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel, Contact, Delivery, Notice
from comity.errors import ContactError
from comity.model.contact import PERSON, discloses
from tests.desk.people import COURT_DATE, ICE, requested, signed

pytestmark = pytest.mark.django_db

CONTENT = contact.Content("R", "made up", (("a.pdf", "application/pdf", "JVBERi0="),))


def test_what_the_law_forbids_does_not_leave(clerk: Hand, lawyer: Hand, ice: Agency) -> None:
    """A forbidden notice of release raises, and nothing of it is left."""
    decision = requested(clerk).decisions.get()

    with pytest.raises(ContactError, match="notify_release is must-not"):
        contact.tell(decision, "release-notice", CONTENT, lawyer)
    assert not Contact.objects.exists()


def test_a_doubt_leaves_only_over_a_signature_with_its_reason(
    clerk: Hand, lawyer: Hand, ice: Agency
) -> None:
    """Where the law of 2017 was silent on court dates, a lawyer's signature opens the way."""
    request = requested(clerk)
    with pytest.raises(ContactError, match="nobody but the preparer has signed"):
        contact.tell(request.decisions.get(), "court-date-notice", CONTENT, lawyer)

    made = contact.tell(signed(request, lawyer), "court-date-notice", CONTENT, lawyer)

    assert ["queued"] == [*Delivery.objects.values_list("state", flat=True)]
    assert {*discloses("court-date-notice")} == {*made.items.values_list("name", flat=True)}
    assert [("court_date",)] == [*made.items.filter(meant=True).values_list("name")]
    assert CONTENT == contact.content_of(made)


def test_an_override_lets_go_what_it_names_and_stands_on_record(
    clerk: Hand, supervisor: Hand, ice: Agency
) -> None:
    """A supervisor may go against the answer with a reason; the contact says by which override."""
    request = requested(clerk)
    items = discloses("release-notice")
    made = override.override(request, ICE, items, supervisor, "made up")

    told = contact.tell(request.decisions.get(), "release-notice", CONTENT, clerk, override=made)

    assert made == told.override


def test_another_requests_override_is_refused(clerk: Hand, supervisor: Hand, ice: Agency) -> None:
    """A reason given for one request is none for another."""
    one, other = requested(clerk), requested(clerk, "case-b", "EX-2")
    made = override.override(other, ICE, discloses("release-notice"), supervisor, "made up")

    with pytest.raises(ContactError, match="of another request"):
        contact.tell(one.decisions.get(), "release-notice", CONTENT, clerk, override=made)


def test_nothing_leaves_on_facts_that_were_corrected_since(
    clerk: Hand, lawyer: Hand, ice: Agency
) -> None:
    """The decision of older facts was replaced, and lets nothing go."""
    request = requested(clerk)
    decision = signed(request, lawyer)
    facts.enter(request, ["person.watchlist_match=true"], clerk, based_on=1, reason="made up")

    with pytest.raises(ContactError, match="the facts have changed"):
        contact.tell(decision, "court-date-notice", CONTENT, lawyer)


def test_nothing_leaves_by_a_decision_that_was_sent_back_or_withdrawn(
    clerk: Hand, lawyer: Hand, ice: Agency
) -> None:
    """Not even the bare answer."""
    back = requested(clerk).decisions.get()
    sign.send_back(back, lawyer, "made up")
    ended = requested(clerk, "case-b", "EX-2").decisions.get()
    withdraw.withdraw(ended, clerk, "made up")

    for decision in (back, ended):
        with pytest.raises(ContactError, match="no longer in force"):
            contact.tell(decision, "reply", CONTENT, clerk)


def test_nothing_is_written_where_nobody_can_be_reached(clerk: Hand) -> None:
    """Without a channel there is no contact that looks as if it had gone."""
    decision = requested(clerk).decisions.get()

    with pytest.raises(ContactError, match="no channel to us/ice"):
        contact.tell(decision, "reply", CONTENT, clerk)
    assert not Contact.objects.exists()


def test_a_closed_channel_is_not_used(clerk: Hand, ice: Agency) -> None:
    """It goes by one that is open, whatever its place in the order."""
    Channel.objects.create(agency=ice, kind="webhook", to="http://x.example/", open=False)
    made = contact.tell(requested(clerk).decisions.get(), "reply", CONTENT, clerk)

    assert ["webhook"] == [*made.deliveries.values_list("channel__kind", flat=True)]


def test_a_permit_for_one_thing_releases_no_other(clerk: Hand, ice: Agency) -> None:
    """The leave to answer is no leave to tell a date, and none to take something back."""
    decision = requested(clerk).decisions.get()
    leave = permit(standing.standing(decision), ICE, ("answer",))

    with pytest.raises(ContactError, match="tells court_date, identity, custody"):
        contact.release(leave, "court-date-notice", CONTENT, clerk)
    with pytest.raises(ContactError, match="not permitted"):
        contact.release(leave, "cancellation", CONTENT, clerk)


def test_a_cancellation_says_nothing_but_that(clerk: Hand, ice: Agency) -> None:
    """Under the name of a cancellation no message of one's own goes out."""
    told = contact.tell(requested(clerk).decisions.get(), "reply", CONTENT, clerk)

    for message in (b"he is due in court", b"\r\nMETHOD:REQUEST\r\n",
                    b"\r\nMETHOD:CANCEL\r\nSUMMARY:he is due in court\r\n"):  # fmt: skip
        with pytest.raises(ContactError, match="no cancellation"):
            contact.cancel(told, message, "says", clerk)


def test_what_is_owed_to_the_person_discloses_nothing_to_an_agency(
    clerk: Hand, ice: Agency
) -> None:
    """A letter to the person has no items and goes to nobody else."""
    decision = requested(clerk).decisions.get()
    person = Agency.objects.create(code=PERSON, name="The person")
    Channel.objects.create(agency=person, kind="paper", to=".")
    notice = Notice.objects.create(
        request=decision.request, subject="duty", recipient=PERSON, uid="x", state="told",
        opened_at=clerk.at,
    )  # fmt: skip

    made = contact.tell_person(decision, CONTENT, clerk, notice)

    assert (PERSON, 0, 1) == (made.recipient, made.items.count(), made.deliveries.count())
    with pytest.raises(ContactError):
        permit(standing.standing(decision), PERSON, COURT_DATE)
