"""The clocks of a request: what the desk did is done, and a closed request waits for nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.decide.say import DUTIES
from comity.desk import due
from comity.desk.actions import clocks, decide, outcome, receive
from comity.desk.hand import Hand
from comity.desk.models import Clock, Request
from tests.desk.people import ICE, account, received, requested, stated

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
RECORD = "make a record of the request"
APPROVAL = "ask for the privacy officer's approval"


@pytest.fixture
def now(db: None) -> Hand:
    """A clerk of the police under the law of 2026."""
    return Hand(account("clerk"), AT)


def requested_of(agency: str, hand: Hand) -> Request:
    """A detainer about somebody who is otherwise released this evening."""
    paper = received()
    stated(paper)["custody"] = {"released_otherwise_at": (AT + timedelta(hours=4)).isoformat()}
    return receive.receive(paper, hand, agency=agency, requester=ICE)


def open_clocks(kind: str = "duty") -> list[str]:
    return [*Clock.objects.filter(kind=kind, done_at=None).values_list("says", flat=True)]


def test_the_record_of_a_request_is_made_when_it_comes(now: Hand) -> None:
    """N.Y.C. Admin. Code § 10-178(d) asks for a record, and the entry of the request is it."""
    request = requested(now)

    assert [AT] == [*Clock.objects.filter(says=RECORD).values_list("done_at", flat=True)]
    assert RECORD not in open_clocks()
    assert RECORD not in [one.says for one in due.due(AT + timedelta(days=1))]
    assert request.status.due_at != AT


def test_what_the_desk_fulfils_is_in_the_words_of_the_law(db: None) -> None:
    """The constant names duties that the packs' pages can write, in the words that clocks have."""
    assert {*clocks.RECORDED} <= {*DUTIES.values()}


def test_no_approval_is_overdue_for_an_act_that_must_not_be_done(now: Hand) -> None:
    """N.Y.C. Admin. Code § 23-1202(c)(3): nothing is disclosed, so nothing needs approval."""
    decision = requested(now).decisions.get()
    owes = [one["do"] for one in decision.rulings["notify_release"]["duties"]]

    assert "must-not" == decision.rulings["notify_release"]["outcome"]
    assert "privacy-officer-approval" in owes
    assert APPROVAL not in open_clocks()


def test_a_closed_request_has_no_clocks(now: Hand) -> None:
    """Whoever was released is waited for no more, by whatever clock."""
    request = requested(now)
    for kind in ("hold-limit", "duty", "limit", "warrant-reply"):
        Clock.objects.create(
            request=request, agency=request.agency, kind=kind, says="made up", due_at=AT
        )
    outcome.outcome(request, "released", AT, now)

    assert not Clock.objects.filter(request=request, done_at=None).exists()


def test_asked_again_at_another_hour_the_decision_stands(now: Hand) -> None:
    """What is owed at once is owed at once at every hour, so that nothing is withdrawn for it."""
    request = requested(now)
    first = request.decisions.get()
    later = Hand(now.by, AT + timedelta(hours=3))

    assert any(one["duties"] for one in first.rulings.values())
    assert first == decide.decide(request, later)
    assert 1 == request.decisions.count()


def test_a_limit_that_passed_is_another_answer(db: None) -> None:
    """8 C.F.R. § 287.7(d): once the 48 hours are over, the hold that was owed is another answer."""
    texan = Hand(account("clerk", "example-texan", "us-tx/jail"), AT)
    request = requested_of("us-tx/jail", texan)
    first = request.decisions.get()
    within = decide.decide(request, Hand(texan.by, AT + timedelta(hours=1)))
    over = decide.decide(request, Hand(texan.by, AT + timedelta(days=30)))

    assert "must" == first.rulings["hold"]["outcome"]
    assert first == within
    assert first == over.replaces
