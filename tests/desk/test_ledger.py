"""The ledger: entries in a row, with what they tell of, whatever the clock says."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk import ledger
from comity.desk.actions.person import Named, find_or_make
from comity.desk.hand import Hand, system
from comity.desk.models import Entry
from comity.errors import DeskError, InputError
from comity.record.chain import opens, verify
from comity.record.entry import parse
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=10),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part),
    max_leaves=8,
)


def test_entries_follow_one_another(clerk: Hand) -> None:
    """Numbers without a gap, each with the hash of the one before."""
    for number in range(3):
        ledger.write("facts", clerk, {"n": number})

    assert [0, 1, 2] == [one.number for one in ledger.stored()]
    assert verify(ledger.stored()).sound
    assert [1, 2] == [one.number for one in ledger.stored(1)]


def test_a_clock_set_back_an_hour_breaks_no_chain(clerk: Hand) -> None:
    """The entry says what the clock said; that it went back is counted and is no fault."""
    ledger.write("facts", clerk, {})
    ledger.write("facts", Hand(clerk.by, clerk.at - timedelta(hours=1)), {})

    found = verify(ledger.stored())
    assert found.sound
    assert 1 == found.clock_back


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_a_private_part_comes_back_as_committed_to(clerk: Hand, private: object) -> None:
    """Whatever JSON can hold is sealed beside its entry, which commits to it with a salt."""
    person = find_or_make(Named(None, (), "us/ice"), clerk).person
    written = ledger.write("facts", clerk, {}, private, person=person)

    entry = Entry.objects.get(pk=written.pk)
    if private is None:
        with pytest.raises(DeskError, match="has no private part"):
            ledger.private_of(entry)
        return
    salt, found = ledger.private_of(entry)
    assert private == found
    assert opens(parse(bytes(entry.body)), salt, private)


def test_what_is_personal_is_refused_in_public(clerk: Hand) -> None:
    """A public part is for everyone to read for ever."""
    with pytest.raises(InputError, match="public for ever"):
        ledger.write("facts", clerk, {"name": "Example"})

    assert 0 == Entry.objects.count()


def test_a_request_has_the_number_of_its_entry(clerk: Hand) -> None:
    """One numbering covers all, and every entry about a request names it."""
    account("lawyer")
    ledger.write("facts", clerk, {})
    request = requested(clerk)

    assert 1 == request.pk
    assert ["R1", "R1"] == [
        parse(bytes(body)).public["request"]
        for body in Entry.objects.filter(number__gte=1).values_list("body", flat=True)
    ]


def test_the_program_has_one_account_that_signs_nothing(db: None) -> None:
    """What the program does is in its own name, which is nobody's to sign in with."""
    assert system().by == system().by
    assert ("system", False) == (system().by.role, system().by.is_active)


def test_an_entry_is_written_in_a_transaction_only(committed: None) -> None:
    """What an entry tells of is written with it or not at all."""
    hand = system()
    with pytest.raises(DeskError, match="in one transaction"):
        ledger.write("facts", hand, {})
    with pytest.raises(RuntimeError), transaction.atomic():
        ledger.write("facts", hand, {})
        raise RuntimeError

    assert 0 == Entry.objects.count()
