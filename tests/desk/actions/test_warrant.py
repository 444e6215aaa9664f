"""Warrant checks: the class first, then the question with a decision of its own, then the clock."""

from datetime import timedelta

import pytest

from comity.act.warrants import ADMINISTRATIVE, CONFIRMED, JUDICIAL, NO_CRIMINAL_WARRANT, WAITING
from comity.desk import ledger
from comity.desk.actions import override, sign, warrant
from comity.desk.hand import Hand
from comity.desk.models import Agency, Clock, Contact, Request, WarrantCheck, WarrantInquiry
from comity.errors import ContactError, DeskError, InputError
from comity.record.entry import parse
from tests.desk.conftest import NOW
from tests.desk.people import requested

pytestmark = pytest.mark.django_db

FIELDS = {"RTY": "WP", "OCA": "1", "NIC": "W123456789"}
ACTS = ("verify_warrant", "share_information", "notify_court_date")


@pytest.fixture
def request_(clerk: Hand, ice: Agency) -> Request:
    """A detainer, decided."""
    return requested(clerk)


@pytest.fixture
def check(request_: Request, clerk: Hand, lawyer: Hand, county: Agency) -> WarrantCheck:
    """A judge's warrant of a county, about which it may be asked."""
    made = warrant.classify(request_, JUDICIAL, "the record", county.code, clerk, record="W1")
    assert made.decision is not None
    sign.sign(made.decision, lawyer, ACTS, "made up")
    return made


def at(hand: Hand, minutes: int) -> Hand:
    return Hand(hand.by, NOW + timedelta(minutes=minutes))


def test_the_class_has_a_source(request_: Request, clerk: Hand, county: Agency) -> None:
    """What the record is was read somewhere; and its issuer is an agency on record."""
    with pytest.raises(InputError, match="a fact with a source"):
        warrant.classify(request_, JUDICIAL, " ", county.code, clerk)
    with pytest.raises(InputError, match="no such class"):
        warrant.classify(request_, "warrant", "the record", county.code, clerk)
    with pytest.raises(DeskError, match="no agency on record"):
        warrant.classify(request_, JUDICIAL, "the record", "us-xx/nobody", clerk)


def test_an_inquiry_is_a_contact_with_all_that_it_tells(check: WarrantCheck, clerk: Hand) -> None:
    """Whoever asks tells that the person is held and when he is due in court."""
    asked = warrant.inquire(check, "U", FIELDS, clerk)

    items = {*asked.contact.items.values_list("name", flat=True)}
    assert {"warrant", "identity", "custody", "court_date"} == items
    assert check.decision == asked.contact.decision
    assert NOW + timedelta(minutes=10) == asked.due_at == Clock.objects.get(done_at=None).due_at


def test_an_inquiry_waits_for_its_signature(request_: Request, clerk: Hand, county: Agency) -> None:
    """The question of itself is a disclosure, so somebody else signs it first."""
    check = warrant.classify(request_, JUDICIAL, "the record", county.code, clerk)

    with pytest.raises(ContactError, match="nobody but the preparer has signed"):
        warrant.inquire(check, "U", FIELDS, clerk)
    assert not WarrantInquiry.objects.exists()
    assert not Clock.objects.filter(kind="warrant-reply").exists()


def test_each_record_has_an_answer_of_its_own(
    request_: Request, clerk: Hand, county: Agency
) -> None:
    """Two records of one issuer are two questions; the same record again is the same one."""
    one = warrant.classify(request_, JUDICIAL, "the record", county.code, clerk, record="1")
    two = warrant.classify(request_, ADMINISTRATIVE, "the record", county.code, clerk, record="2")
    again = warrant.classify(request_, JUDICIAL, "the record", county.code, clerk, record="1")

    assert one.decision == again.decision
    assert one.decision != two.decision
    assert 0 == request_.decisions.exclude(withdrawal=None).count()


def test_silence_never_confirms_and_the_clock_moves_with_each_request(
    check: WarrantCheck, clerk: Hand
) -> None:
    """10 minutes, then a second request with a clock of its own; three at most."""
    warrant.inquire(check, "U", FIELDS, clerk)
    assert WAITING == warrant.standing(check, NOW).state
    assert "second-request-due" == warrant.standing(check, NOW + timedelta(minutes=10)).state
    for number in (1, 2):
        warrant.inquire(check, "R", FIELDS, at(clerk, 11 * number))
        assert 1 == Clock.objects.filter(kind="warrant-reply", done_at=None).count()

    with pytest.raises(InputError):
        warrant.inquire(check, "R", FIELDS, at(clerk, 40))
    assert not warrant.standing(check, NOW + timedelta(days=1)).confirmed


def test_an_answer_ends_the_clock_of_its_own_check(
    check: WarrantCheck, request_: Request, clerk: Hand, lawyer: Hand, county: Agency
) -> None:
    """Another check of the same request goes on waiting."""
    other = warrant.classify(request_, JUDICIAL, "the record", county.code, clerk, record="W2")
    assert other.decision is not None
    sign.sign(other.decision, lawyer, ACTS, "made up")
    asked = warrant.inquire(check, "U", FIELDS, clerk)
    warrant.inquire(other, "R", FIELDS, clerk)
    warrant.answer(asked, CONFIRMED, at(clerk, 5))

    assert warrant.standing(check, NOW + timedelta(minutes=6)).confirmed
    assert [other] == [one.what for one in Clock.objects.filter(done_at=None)]


def test_an_agency_that_needs_time_gets_a_clock_for_it(check: WarrantCheck, clerk: Hand) -> None:
    """In process until an hour: that hour is due, and nothing is confirmed."""
    asked = warrant.inquire(check, "U", FIELDS, clerk)
    until = NOW + timedelta(hours=2)
    with pytest.raises(InputError):
        warrant.answer(asked, "in-process", clerk)
    warrant.answer(asked, "in-process", at(clerk, 5), until)

    assert [until] == [*Clock.objects.filter(done_at=None).values_list("due_at", flat=True)]
    assert not warrant.standing(check, NOW + timedelta(minutes=6)).confirmed


def test_the_far_sides_own_words_are_not_public(check: WarrantCheck, clerk: Hand) -> None:
    """They may be about the person, so the entry has them in its private part."""
    asked = warrant.inquire(check, "U", FIELDS, clerk)
    given = warrant.answer(asked, "Example Person A was seen here", clerk)

    assert "other" == given.answer == parse(bytes(given.entry.body)).public["answer"]
    assert {"says": "Example Person A was seen here"} == ledger.private_of(given.entry)[1]
    assert not warrant.standing(check, NOW).confirmed


def test_an_administrative_warrant_is_never_confirmed(
    request_: Request, clerk: Hand, supervisor: Hand, ice: Agency
) -> None:
    """Whatever the immigration agency answers, no judge has seen it."""
    check = warrant.classify(request_, ADMINISTRATIVE, "the record", ice.code, clerk)
    ice.ori = "VTICE0900"
    ice.save()
    items = ("warrant", "identity", "custody", "court_date")
    named = override.override(request_, ice.code, items, supervisor, "made up")
    asked = warrant.inquire(check, "U", FIELDS, clerk, override=named)
    warrant.answer(asked, CONFIRMED, clerk)

    assert NO_CRIMINAL_WARRANT == warrant.standing(check, NOW).state


def test_an_alien_query_is_a_disclosure_with_a_decision_of_its_own(
    request_: Request, clerk: Hand
) -> None:
    """Custody, charge and place of birth are told by it, so nothing goes unsigned."""
    fields = {"PUR": "C", "ATN": "Desk", "PHN": "2125550100", "NAM": "PERSON, EXAMPLE",
              "DOB": "19810401", "SEX": "M", "POB": "MM", "CUS": "Y", "OFF": "0399"}  # fmt: skip
    before = request_.decisions.count()
    decision = warrant.may_query(request_, clerk)

    assert before + 1 == request_.decisions.count()
    assert "alien-query" == decision.question
    with pytest.raises(ContactError, match="birth"):
        warrant.alien_query(request_, fields, clerk)
    assert not Contact.objects.exists()


def test_the_third_request_is_due_once_the_control_agency_was_told(
    check: WarrantCheck, clerk: Hand
) -> None:
    """After two requests without an answer the state's control agency is told, and that is kept."""
    warrant.inquire(check, "U", FIELDS, clerk)
    with pytest.raises(DeskError, match="is second-request-due"):
        warrant.told_control_agency(check, at(clerk, 11))
    warrant.inquire(check, "U", FIELDS, at(clerk, 11))
    before = warrant.standing(check, NOW + timedelta(minutes=22)).state
    noted = warrant.told_control_agency(check, at(clerk, 22))
    again = warrant.told_control_agency(check, at(clerk, 23))

    assert ("state-control-agency-due", "third-request-due") == (
        before, warrant.standing(check, NOW + timedelta(minutes=22)).state,
    )  # fmt: skip
    assert (noted, "warrant-check") == (again, noted.entry.kind)
    assert 1 == Clock.objects.filter(kind="warrant-reply", done_at=None).count()


def test_no_control_agency_is_told_of_what_is_no_warrant(request_: Request, clerk: Hand) -> None:
    """An administrative warrant leads to no such step."""
    made = warrant.classify(request_, ADMINISTRATIVE, "paper", "us/ice", clerk)

    with pytest.raises(DeskError, match="is no-criminal-warrant"):
        warrant.told_control_agency(made, clerk)
    assert not made.notes.exists()
