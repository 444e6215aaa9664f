"""A request goes on record before anything is done: its number, its person, its duplicates."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk import counsel, keys, ledger
from comity.desk.actions import facts, findings, receive
from comity.desk.hand import Hand
from comity.desk.models import Agency, Entry, Person, Request, RequestStatus
from comity.intake.received import Received, unread
from comity.model import tree
from comity.record import sealing
from comity.record.chain import verify
from tests.desk.people import ICE, NYPD, received, requested, said, stated

pytestmark = pytest.mark.django_db


def come(paper: Received, hand: Hand, key: str | None = None) -> Request:
    return receive.receive(paper, hand, agency=NYPD, requester=ICE, key=key)


def test_a_request_is_decided_as_it_comes_in(clerk: Hand, ice: Agency) -> None:
    """A detainer gets its number, its entry and its decision in one transaction."""
    request = requested(clerk)

    assert "must-not" == request.decisions.get().rulings["hold"]["outcome"]
    kinds = Entry.objects.order_by("number").values_list("kind", flat=True)
    assert ["request-received", "decision"] == [*kinds]
    assert "to-sign" == request.status.state
    assert verify(ledger.stored()).sound


def test_the_same_key_gives_the_same_request(clerk: Hand) -> None:
    """Whoever does not know whether it arrived hands it in again, and nothing is doubled."""
    first = come(received(), clerk, "k")
    again = come(received(), clerk, "k")

    assert first == again
    assert 1 == Request.objects.count()


def test_the_same_paper_is_linked_and_not_decided(clerk: Hand) -> None:
    """The same bytes again are the same request, whatever the key."""
    first = come(received(), clerk, "1")
    again = come(received(), clerk, "2")

    assert first == again.duplicate_of
    assert "closed" == again.status.state
    assert 0 == again.decisions.count()
    assert first.person == again.person


def test_the_same_number_on_another_paper_is_linked(clerk: Hand) -> None:
    """The requester's number by mail and on paper is one request, where both say the same."""
    first = come(received(), clerk, "1")
    by_mail = evolve(received(), how="mail", original=b"the same, by mail")
    again = come(by_mail, clerk, "2")

    assert first == again.duplicate_of
    assert "closed" == again.status.state


def test_a_repeated_duplicate_is_linked_to_the_first(clerk: Hand) -> None:
    """A chain of copies has one beginning."""
    first, _, third = (come(received(), clerk, key) for key in "123")

    assert first == third.duplicate_of


def test_the_same_number_with_something_new_waits_for_a_person(clerk: Hand) -> None:
    """A second paper may bring the warrant that the first lacked: it is not closed unread."""
    first = come(received(), clerk, "1")
    more = come(received(watchlist_match=True), clerk, "2")

    assert first == more.duplicate_of
    assert "to-enter" == more.status.state
    assert [f"it has the number of {first.number} and says something else"] == receive.marks(more)


def test_the_same_number_with_another_name_is_another_request(clerk: Hand) -> None:
    """A requester's slip of the pen does not make two people one."""
    first = come(received(), clerk, "1")
    another = said() | {"person": {"name": "Another"}}
    other = come(evolve(received(), said=another, original=b"2"), clerk, "2")

    assert other.duplicate_of is None
    assert first.person != other.person
    assert ["its number is on record for somebody of another name"] == receive.marks(other)


def test_two_people_with_one_number_are_kept_apart_and_marked(clerk: Hand) -> None:
    """The same subject number under two names: two persons, and a person looks."""
    first = requested(clerk, event="EX-1")
    numbers = (("event", "EX-2"), ("subject", "S-EX-1"))
    other = come(evolve(received("case-b", "EX-2"), numbers=numbers), clerk)

    assert first.person != other.person
    assert 1 == other.marks


def test_a_name_is_the_same_in_capitals(clerk: Hand) -> None:
    """Capitals and spaces make nobody another person; a name that was lacking is learnt."""
    nameless = received(event="EX-0")
    stated(nameless)["person"].pop("name")
    numbers = (("subject", "S-1"),)
    first = come(evolve(nameless, numbers=numbers), clerk)
    second = come(evolve(received(event="EX-1"), numbers=numbers), clerk)
    loud = received(event="EX-2")
    stated(loud)["person"]["name"] = "EXAMPLE  PERSON a"
    third = come(evolve(loud, numbers=numbers), clerk)

    assert first.person == second.person == third.person
    assert 2 == first.person.identities.count()


def test_a_person_whom_a_clerk_named_is_taken(clerk: Hand) -> None:
    """A clerk may say that it is somebody on record."""
    known = requested(clerk).person
    other = receive.receive(
        received("case-b", "EX-2"), clerk, agency=NYPD, requester=ICE, person=known
    )

    assert known == other.person
    assert 1 == Person.objects.count()


def test_what_cannot_be_read_is_kept_and_marked(clerk: Hand) -> None:
    """A scanned form stands with those that a person enters; its bytes stay as they came."""
    request = come(unread("paper", b"%PDF scanned", "x.pdf", "it is a picture"), clerk)

    assert "to-enter" == request.status.state
    assert ["it is a picture"] == receive.marks(request)
    paper = request.documents.get()
    key = keys.key_of(request.person)
    about = receive.about_paper(request, 0)
    assert b"%PDF scanned" == sealing.unseal(key, bytes(paper.sealed), about)


def test_what_is_no_fact_is_kept_and_marked(clerk: Hand) -> None:
    """A document that contradicts itself is on record with the reason, and asks for a person."""
    paper = received()
    stated(paper)["custody"]["arrested"] = "the day before yesterday"
    request = come(paper, clerk)

    assert "to-enter" == request.status.state
    assert "what it says cannot be used" in receive.marks(request)[0]
    assert 0 == request.decisions.count()


def test_an_agency_that_no_pack_covers_is_noted(clerk: Hand) -> None:
    """The request is on record; why the law could not be asked stands in its status."""
    request = receive.receive(received(), clerk, agency="us-zz/jail", requester=ICE)

    assert "to-enter" == request.status.state
    assert "no pack covers" in request.status.note


def test_an_error_of_the_law_loses_no_request(clerk: Hand, monkeypatch) -> None:
    """Whatever goes wrong on the way to an answer, the request stays, and a person is asked."""

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(counsel, "law", breaks)
    request = requested(clerk)

    assert "to-enter" == RequestStatus.objects.get(request=request).state
    assert "the law could not be asked because of an error (ZeroDivisionError)" == (
        request.status.note
    )


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.binary(max_size=50))
def test_nothing_is_refused_for_its_letters(
    clerk: Hand, name: str, mark: str, person: str, original: bytes
) -> None:
    """NUL, half of a surrogate pair, a file's name that is no text: kept, on both databases."""
    told = {"person": {"name": person}, "request": {"kind": person}}
    numbers = (("event", mark),)
    paper = Received("json", original, name, mark, told, numbers, (mark,))
    before = Request.objects.count()

    come(paper, clerk, f"any {before}")

    assert before + 1 == Request.objects.count()
    assert verify(ledger.stored()).sound


def test_a_lawyers_finding_is_taken_from_no_document(clerk: Hand, ice: Agency) -> None:
    """What only a lawyer determines is left off by whatever way it comes, and is marked."""
    own = {"code": "NJ 2C", "section": "11-3"}
    found = {**own, "qualifies": True, "added_by_rule": True}
    request = requested(clerk, convictions=[found, own])

    _, known = facts.known(request)
    assert [own, own] == known["person"]["convictions"]
    assert [own, own] == ledger.private_of(request.entry)[1]["said"]["person"]["convictions"]
    assert ["it states what only a lawyer determines of a conviction: not taken over"] == (
        receive.marks(request)
    )


def test_what_the_packs_leave_to_a_lawyer_is_among_the_findings() -> None:
    """Each fact that a page of law puts as a question to a lawyer is taken from no document."""
    at = datetime(2026, 11, 25, 18, tzinfo=UTC)
    versions = [counsel.version(one.id, at) for _pack, one in counsel.law().law.agencies()]
    asked = {name for one in versions for rule in one.provisions for name in left(rule.when)}

    assert {"qualifies"} == asked
    assert asked <= {*findings.NAMES}


def left(node: tree.Node) -> Iterator[str]:
    """The facts under a condition that a page of law leaves to a lawyer."""
    if isinstance(node, tree.Term) and node.judgement is not None:
        assert isinstance(node.judgement.fact, tree.Member)
        yield node.judgement.fact.name
    for child in tree.children(node):
        yield from left(child)
