"""Every act is its own agency's, whichever entrance it came in by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from comity.desk.actions import (
    contact,
    court_date,
    decide,
    determine,
    duty,
    facts,
    hearing,
    notice,
    outcome,
    override,
    receipts,
    receive,
    rename,
    retry,
    seal,
    sign,
    warrant,
    withdraw,
)
from comity.desk.hand import Hand, system
from comity.desk.models import Agency, Delivery, Entry, Person, Request, Seal, WarrantCheck
from comity.errors import DeskError
from comity.model.appearance import Appearance
from tests.desk import sample_records
from tests.desk.conftest import NOW
from tests.desk.people import (
    COURT_DATE,
    ICE,
    account,
    hearing_of,
    received,
    requested,
    send_all,
    shown,
    signed,
)

pytestmark = pytest.mark.django_db

DOC: Final = "us-ny-nyc/doc"
LATER: Final = NOW + timedelta(days=9)
WORDS: Final = contact.Content("R", "made up")
RENAMED: Final[dict[str, Any]] = {"based_on": 1, "reason": "made up"}
DATE: Final = Appearance("EX-8", "EX-8", "Example Court", "4", LATER)
QUERY: Final = {
    "PUR": "C",
    "ATN": "Desk",
    "PHN": "2125550100",
    "NAM": "PERSON, EXAMPLE",
    "DOB": "19810401",
    "SEX": "M",
    "POB": "MM",
    "CUS": "Y",
    "OFF": "0399",
}
FINDING: Final = determine.Finding(0, "qualifies", True)


class Records:
    """The sample records of the police, as the acts take them."""

    def __init__(self, numbers: dict[str, Any]) -> None:
        self.request = Request.objects.get(pk=numbers["request"])
        self.decision = self.request.decisions.order_by("pk")[0]
        self.waiting = Request.objects.get(pk=numbers["to_sign"]).decisions.get()
        self.delivery = Delivery.objects.get(pk=numbers["delivery"])
        self.check = WarrantCheck.objects.get(pk=numbers["check"])
        self.inquiry = self.check.inquiries.get()
        self.hearing = self.request.person.appearances.get()


@pytest.fixture
def kept(clerk: Hand, lawyer: Hand, ice: Agency, county: Agency) -> Records:
    """A request of the police with a record of each kind."""
    return Records(sample_records.make(clerk.by, lawyer.by, NOW))


Act = Callable[[Records, Hand], object]

ACTS: Final[dict[str, Act]] = {
    "sign": lambda r, h: sign.sign(r.waiting, h, COURT_DATE, "made up"),
    "send back": lambda r, h: sign.send_back(r.waiting, h, "made up"),
    "withdraw": lambda r, h: withdraw.withdraw(r.decision, h, "made up"),
    "override": lambda r, h: override.override(r.request, ICE, ["release"], h, "made up"),
    "enter facts": lambda r, h: facts.enter(
        r.request, ["person.consents=false"], h, based_on=1, reason="made up"
    ),
    "replace facts": lambda r, h: facts.replace(
        r.request, facts.known(r.request)[1], h, based_on=1, reason="made up"
    ),
    "determine": lambda r, h: determine.determine(
        r.request, [FINDING], h, based_on=1, document="made up", reason="made up"
    ),
    "decide": lambda r, h: decide.decide(r.request, h),
    "tell": lambda r, h: contact.tell(r.decision, "reply", WORDS, h),
    "tell a date": lambda r, h: notice.tell(r.decision, r.hearing, h),
    "take a date back": lambda r, h: notice.take_back(r.request, ICE, h),
    "enter a receipt": lambda r, h: receipts.enter(r.delivery, "delivered", h),
    "say the outcome": lambda r, h: outcome.outcome(r.request, "released", NOW, h),
    "classify": lambda r, h: warrant.classify(
        r.request, "other", "document: page 1", "us-xx/county", h
    ),
    "inquire": lambda r, h: warrant.inquire(r.check, "R", sample_records.INQUIRY, h),
    "answer": lambda r, h: warrant.answer(r.inquiry, "confirmed", h),
    "tell the control agency": lambda r, h: warrant.told_control_agency(r.check, h),
    "ask for an alien query": lambda r, h: warrant.may_query(r.request, h),
    "send an alien query": lambda r, h: warrant.alien_query(r.request, QUERY, h),
    "rename": lambda r, h: rename.rename(r.request, "Another", h, **RENAMED),
    "tie a docket": lambda r, h: hearing.tie(r.request.person, "EX-7", h),
    "enter a court date": lambda r, h: court_date.enter(r.request.person, DATE, h),
    "seal": lambda r, h: seal.seal(r.request.person, h, "court-order"),
    "write letters": lambda r, h: duty.write(r.decision, h),
    "send again": lambda r, h: retry.retry(r.delivery, h),
}


def role_for(act: str) -> str:
    """Who does such a thing in his own agency: some a supervisor alone."""
    return "supervisor" if act in ("send again", "seal") else "lawyer"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("agency", [DOC, ""])
def test_an_act_on_another_agencys_request_is_refused(act: str, agency: str, kept: Records) -> None:
    """Whoever works elsewhere, or for no agency, does nothing here, and nothing is written."""
    other = Hand(account(role_for(act), "example-other", agency), NOW)
    entries, states = Entry.objects.count(), [*Delivery.objects.values_list("state", flat=True)]

    with pytest.raises(DeskError, match=f"example-other works for {agency or 'no agency'}"):
        ACTS[act](kept, other)
    assert entries == Entry.objects.count()
    assert states == [*Delivery.objects.values_list("state", flat=True)]


def test_the_program_itself_works_for_every_agency(kept: Records) -> None:
    """It decides again and withdraws what a change of law ends, wherever the request came."""
    assert kept.decision == decide.decide(kept.request, system(NOW))
    assert withdraw.withdraw(kept.decision, system(NOW), "made up").by == system().by


def test_an_account_that_only_looks_like_the_program_is_not(kept: Records) -> None:
    """The role of the program without its name opens nothing."""
    forged = Hand(account("system", "example-system", ""), NOW)

    with pytest.raises(DeskError, match="works for no agency"):
        decide.decide(kept.request, forged)


@pytest.fixture
def shared(clerk: Hand, ice: Agency) -> Person:
    """A person about whom the police and the jail have a request each."""
    request = requested(clerk)
    jailer = Hand(account("clerk", "example-jailer", DOC), NOW)
    paper = received("case-a", "EX-2")
    receive.receive(paper, jailer, agency=DOC, requester=ICE, person=request.person)
    return request.person


def test_a_person_whom_another_agency_names_too_is_not_sealed(
    shared: Person, supervisor: Hand
) -> None:
    """The key opens the records of both, so that neither destroys it alone."""
    with pytest.raises(DeskError, match="another agency has a request about"):
        seal.seal(shared, supervisor, "court-order")

    assert not Seal.objects.exists()
    assert not [one for one in shared.requests.all() if one.status.state == "closed"]


def test_an_agency_with_a_request_of_its_own_acts_on_the_person(
    shared: Person, supervisor: Hand
) -> None:
    """The name and the dockets are those of whoever has a request about the person."""
    jail = Hand(account("supervisor", "example-warden", DOC), NOW)
    own = shared.requests.get(agency=DOC)

    rename.rename(own, "Another Name", jail, **RENAMED)
    hearing.tie(shared, "EX-7", jail)
    hearing.tie(shared, "EX-8", supervisor)

    assert 2 == rename.version_of(shared)
    assert 2 == shared.numbers.filter(kind="docket").count()


def test_a_feed_moves_the_dates_of_every_agency(clerk: Hand, lawyer: Hand, ice: Agency) -> None:
    """A court's feed that the jail takes in moves what the police told, by their decision."""
    request = requested(clerk)
    decision = signed(request, lawyer)
    notice.tell(decision, hearing_of(request, LATER, clerk), clerk)
    send_all(NOW)
    jailer = Hand(account("clerk", "example-jailer", DOC), NOW)

    (changed,) = hearing.seen([shown(LATER + timedelta(days=1))], jailer)

    assert 1 == changed.told
    assert decision == request.contacts.order_by("-pk")[0].decision
