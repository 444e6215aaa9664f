"""Each kind of fault in the records is found and named, once the guards were taken out."""

import pytest
from django.db import connection, connections, transaction

from comity.desk import case, guard
from comity.desk.actions import contact, receive, seal, sign, standing, warrant, withdraw
from comity.desk.check import check
from comity.desk.models import (
    Contact,
    Decision,
    DisclosureItem,
    Entry,
    Facts,
    PersonKey,
    Request,
    Signature,
    Withdrawal,
)
from comity.model.case import ACTIONS
from tests.desk.people import received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"


@pytest.fixture
def request_(clerk, lawyer, ice):
    """A detainer, decided, signed and answered by a notice of the court date."""
    made = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    decision = made.decisions.get()
    sign.sign(decision, lawyer, ["notify_court_date", "share_information"], "a made-up reason")
    contact.tell(decision, "court-date-notice", contact.Content("R", "x"), lawyer)
    return made


@pytest.fixture
def opened(request_):
    """The same, with the guards taken out until the test's end."""
    guard.remove(connections["default"])
    return request_


def faults() -> list[str]:
    """What is found, less that the guards are missing."""
    return [one for one in check().faults if not one.startswith("guard ")]


def test_what_was_written_verifies(request_):
    """Counts of everything, and no fault."""
    found = check()

    assert () == found.faults
    assert (1, 1) == (found.counts["decisions made again"], found.counts["contacts"])
    assert Entry.objects.latest("number").hash == found.last_hash


def test_a_decision_on_a_warrant_is_made_again(request_, clerk, county):
    """The case that was asked is sealed with the answer, so that the law can be asked again."""
    made = warrant.classify(request_, "judicial-criminal-warrant", "paper", county.code, clerk)
    found = check()

    assert () == found.faults
    assert 2 == found.counts["decisions made again"]
    assert "decisions on warrants compared" not in found.counts
    assert made.decision is not None
    assert {*ACTIONS} == {*standing.full(made.decision)["actions"]}


def test_an_empty_desk_verifies(db):
    """No entry, and the hash of the empty tree."""
    assert (True, None) == (check().sound, check().last_number)


def test_a_missing_guard_is_a_fault(opened):
    """Each by its name."""
    assert [*guard.missing(connections["default"])] == [
        one.removeprefix("guard ").partition(":")[0] for one in check().faults
    ]


def test_changed_bytes_of_an_entry_are_found(opened):
    """The chain says so."""
    Entry.objects.filter(number=1).update(body=b"{}")

    assert any(one.startswith("entry 1: is no entry") for one in faults())


def test_a_lost_entry_is_found(opened):
    """As a gap, and as a row without one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM desk_entry WHERE number = 1")
        found = faults()
        # The database's own references would notice at the end.
        transaction.set_rollback(True)

    assert any(one.startswith("entry 1: is missing here") for one in found)
    assert "entry 1: is not there, and a Decision stands by it" in found


def test_an_entry_without_its_row_is_found(opened):
    """The outcome that somebody took away."""
    Signature.objects.all().delete()

    assert "entry 2: tells of a record that is not there (signature)" in faults()


@pytest.mark.parametrize(
    ("model", "change", "says"),
    [
        (Request, {"requester": "us/cbp"}, "its Request says otherwise of requester"),
        (Decision, {"law": "x"}, "its Decision says otherwise of law"),
        (Decision, {"recipient": "us/cbp"}, "its Decision says otherwise of recipient"),
        (Signature, {"actions": ["hold"]}, "its Signature says otherwise of actions"),
        (Contact, {"recipient": "us/cbp"}, "its Contact says otherwise of recipient"),
    ],
)
def test_a_row_that_says_otherwise_than_its_entry_is_found(opened, model, change, says):
    """Every column that the entry repeats."""
    model.objects.update(**change)

    assert any(says in one for one in faults())


def test_a_ruling_that_was_changed_is_found(opened):
    """Which outcome a row shows is what the contact rule reads, so it is compared."""
    decision = Decision.objects.get()
    decision.rulings["hold"]["outcome"] = "may"
    decision.save()

    assert any("says otherwise of rulings" in one for one in faults())


def test_a_private_part_that_was_exchanged_is_found(opened):
    """What an entry commits to is another value now, or opens no more."""
    entry, other = Entry.objects.get(number=0), Entry.objects.get(number=1)
    Entry.objects.filter(pk=0).update(sealed=other.sealed)

    assert any(f"entry {entry.number}: its private part cannot be read" in one for one in faults())


def test_a_key_that_is_gone_without_a_seal_is_found(opened):
    """A deleted key is no sealing: nobody signed for it."""
    PersonKey.objects.all().delete()

    assert any("the key was destroyed" in one for one in faults())


def test_a_decision_that_the_law_does_not_give_is_found(opened, monkeypatch):
    """Made again from the stored facts, the answer is another."""

    def forgotten(facts, key):
        data = load(facts, key)
        data["person"]["watchlist_match"] = None
        return data

    load = case.load
    monkeypatch.setattr(case, "load", forgotten)

    assert any("made again, the law says otherwise of hold" in one for one in faults())


def test_facts_that_cannot_be_read_are_found(opened):
    """The decision cannot be made again."""
    Facts.objects.update(sealed=b"x")

    assert any("cannot be made again" in one for one in faults())


def test_a_contact_that_tells_more_than_was_allowed_is_found(opened):
    """An item that nobody signed."""
    DisclosureItem.objects.create(contact=Contact.objects.get(), name="release", meant=True)

    assert any("uncovered" in one and "release" in one for one in faults())


def test_a_contact_that_hides_what_it_tells_is_found(opened):
    """A notice of a court date tells that the person is in custody, whatever it says."""
    DisclosureItem.objects.filter(name="custody").delete()

    assert any("uncovered: it tells custody as well" in one for one in faults())


def test_a_contact_without_a_signature_is_found(opened):
    """The second person is part of the rule."""
    Signature.objects.update(verdict="sent-back")

    assert any("uncovered" in one for one in faults())


def test_what_was_signed_afterwards_does_not_cover(opened, lawyer):
    """The rule holds as things stood when the contact was written."""
    decision = Decision.objects.get()
    Signature.objects.all().delete()
    sign.sign(decision, lawyer, ["notify_court_date", "share_information"], "too late")

    assert any("nobody but the preparer has signed" in one for one in faults())


def test_a_later_withdrawal_leaves_what_was_told_covered(request_, supervisor):
    """It was allowed when it left."""
    withdraw.withdraw(request_.decisions.get(), supervisor, "made up")

    assert () == check().faults
    assert Withdrawal.objects.exists()


def test_a_contact_after_the_withdrawal_is_found(opened, supervisor):
    """Nothing leaves by a decision that has ended."""
    withdraw.withdraw(opened.decisions.get(), supervisor, "made up")
    Withdrawal.objects.update(entry=Entry.objects.get(number=0))

    assert any("the decision is no longer in force" in one for one in faults())


def test_a_sealed_person_is_passed_by(request_, supervisor):
    """Chain, rows and contacts verify still; what is gone is counted."""
    seal.seal(request_.person, supervisor, "court-order")
    found = check()

    assert () == found.faults
    assert 1 == found.counts["decisions of sealed persons"]


def test_somebody_is_told_how_far_it_is(request_):
    """Each step by its name, with its total."""
    steps = []
    check(lambda what, done, total: steps.append(what))

    assert {"entries", "rows", "private parts", "decisions", "contacts"} == {*steps}
