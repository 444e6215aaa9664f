"""Deciding again: corrections, withdrawals, time, and another law."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.desk import counsel, ledger
from comity.desk.actions import contact, decide, facts, law, sign, standing, warrant, withdraw
from comity.desk.hand import Hand
from comity.desk.models import Agency, Clock, Decision, Delivery, Entry, LawChange, Request
from comity.errors import ContactError, DeskError, InputError
from tests.desk.conftest import NOW
from tests.desk.people import ICE, NYPD, requested, signed

pytestmark = pytest.mark.django_db

CONTENT = contact.Content("R", "made up")


def correct(request: Request, hand: Hand, based_on: int = 1, reason: str = "made up") -> Decision:
    """A match on the watch list is entered."""
    values = ["person.watchlist_match=true"]
    return facts.enter(request, values, hand, based_on=based_on, reason=reason)


def test_the_same_facts_are_decided_once(clerk: Hand) -> None:
    """Asked again, also an hour later, the decision that stands is given back."""
    request = requested(clerk)
    first = request.decisions.get()

    assert first == decide.decide(request, clerk)
    assert first == decide.decide(request, Hand(clerk.by, NOW + timedelta(hours=1)))
    assert 1 == request.decisions.count()


def test_a_correction_is_a_new_version_decided_again(clerk: Hand) -> None:
    """The old version and its decision stay; the new one says what it replaces and what changed."""
    request = requested(clerk)
    first = request.decisions.get()
    second = correct(request, clerk)

    assert [1, 2] == [*request.versions.order_by("version").values_list("version", flat=True)]
    assert first == second.replaces
    assert first.withdrawal.at == NOW
    was = {one["action"]: (one["was"], one["is"]) for one in second.changed}
    assert all(
        (first.rulings[name]["outcome"], one["outcome"]) == was.get(name, (one["outcome"],) * 2)
        for name, one in second.rulings.items()
    )
    kinds = [*Entry.objects.order_by("number").values_list("kind", flat=True)]
    assert ["request-received", "decision", "facts", "withdrawal", "decision"] == kinds
    reason = Entry.objects.get(kind="facts")
    assert {"reason": "made up"} == ledger.private_of(reason)[1]


def test_a_correction_that_changes_the_answer_says_so(clerk: Hand) -> None:
    """Without the convictions the law cannot say whether to hold; with none there are, it can."""
    request = requested(clerk, convictions=None)
    second = facts.enter(request, ["person.convictions=[]"], clerk, based_on=1, reason="made up")

    assert {"action": "hold", "was": "undetermined", "is": "must-not"} in second.changed
    assert all(one["was"] != one["is"] for one in second.changed)


def test_a_correction_of_an_older_version_is_refused(clerk: Hand) -> None:
    """Whoever saw an older version looks at the latest one first; nothing is lost."""
    request = requested(clerk)
    correct(request, clerk)

    with pytest.raises(DeskError, match="has version 2 of its facts, and this is based on 1"):
        correct(request, clerk, based_on=1)
    assert 2 == request.versions.count()


def test_a_correction_needs_a_reason_and_facts(clerk: Hand) -> None:
    """Neither without a word why, nor with a fact that does not fit."""
    request = requested(clerk)

    with pytest.raises(DeskError, match="without a reason"):
        correct(request, clerk, reason=" ")
    with pytest.raises(InputError):
        facts.enter(request, ["person.no_such=1"], clerk, based_on=1, reason="made up")
    assert 1 == request.versions.count()


def test_facts_can_be_put_in_as_a_whole(clerk: Hand) -> None:
    """A case in place of another keeps the desk's own number, agency and hour."""
    request = requested(clerk)
    version, before = facts.known(request)
    facts.replace(request, {**before, "id": "other"}, clerk, based_on=version, reason="made up")

    assert (2, request.number) == (facts.known(request)[0], facts.known(request)[1]["id"])


def test_a_withdrawn_decision_is_not_given_back(clerk: Hand) -> None:
    """After a person withdrew it, the same facts are decided anew."""
    request = requested(clerk)
    first = request.decisions.get()
    withdraw.withdraw(first, clerk, "made up")
    assert "to-enter" == standing.locked(request).state

    second = decide.decide(request, clerk)

    assert first != second
    assert second == decide.in_force(request, "request", ICE)
    with pytest.raises(DeskError, match="was withdrawn before"):
        withdraw.withdraw(first, clerk, "made up")
    with pytest.raises(DeskError, match="without a reason"):
        withdraw.withdraw(second, clerk, "")


def test_a_correction_cancels_what_waits(clerk: Hand, lawyer: Hand, ice: Agency) -> None:
    """What was queued by the old decision does not leave by it."""
    request = requested(clerk)
    contact.tell(signed(request, lawyer), "court-date-notice", CONTENT, lawyer)
    correct(request, clerk)

    assert ["cancelled"] == [*Delivery.objects.values_list("state", flat=True)]


def test_a_correction_ends_what_was_decided_about_warrants(
    clerk: Hand, ice: Agency, county: Agency
) -> None:
    """An inquiry rests on the facts as they are known, or is asked of the law anew."""
    request = requested(clerk)
    check = warrant.classify(request, "judicial-criminal-warrant", "paper", county.code, clerk)
    correct(request, clerk)

    assert check.decision is not None
    assert Decision.objects.filter(pk=check.decision_id, withdrawal=None).count() == 0


def test_a_decision_of_another_law_sends_nothing(clerk: Hand, lawyer: Hand, ice: Agency) -> None:
    """From the day on which the law is another, only a new decision lets something go."""
    request = requested(clerk)
    decision = signed(request, lawyer)
    later = Hand(lawyer.by, datetime(2026, 11, 25, 15, tzinfo=UTC))

    with pytest.raises(ContactError, match="the law has changed"):
        contact.tell(decision, "court-date-notice", CONTENT, later)
    again = law.decide_again(NYPD, later)

    assert [decision] == [one.replaces for one in again]
    assert counsel.version(NYPD, later.at).hash == again[0].law
    assert [] == law.decide_again(NYPD, later)


def test_a_law_is_adopted_once(clerk: Hand) -> None:
    """The record says from when on another version is in force, and says it once."""
    later = Hand(clerk.by, datetime(2026, 11, 25, 15, tzinfo=UTC))

    assert law.adopt(NYPD, clerk) is not None
    assert law.adopt(NYPD, clerk) is None
    assert law.adopt(NYPD, later) is not None
    assert 2 == LawChange.objects.count()


def test_a_request_that_the_new_law_cannot_decide_stops_no_other(
    clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its old decision, by which nothing leaves, and a person is asked."""
    one, other = requested(clerk), requested(clerk, "case-b", "EX-2")
    later = Hand(clerk.by, datetime(2026, 11, 25, 15, tzinfo=UTC))
    real = decide.decide

    def fails_for_one(request: Request, hand: Hand) -> Decision:
        if request == one:
            raise InputError("made up")
        return real(request, hand)

    monkeypatch.setattr(decide, "decide", fails_for_one)
    again = law.decide_again(NYPD, later)

    assert [other] == [made.request for made in again]
    one.status.refresh_from_db()
    assert ("to-enter", True) == (one.status.state, bool(one.status.note))


def test_the_local_day_decides_which_law_holds(clerk: Hand) -> None:
    """Late in the evening of New York it is tomorrow in London, and still the law of today."""
    evening = datetime(2026, 1, 28, 3, tzinfo=UTC)

    assert "2026-01-27" == counsel.local(NYPD, evening).date().isoformat()


def test_what_is_put_back_by_a_sender_is_kept_so(clerk: Hand, lawyer: Hand) -> None:
    """A decision that was sent back stays so when it is asked for again."""
    request = requested(clerk)
    sign.send_back(request.decisions.get(), lawyer, "made up")
    decide.decide(request, clerk)

    assert "sent-back" == standing.locked(request).state


def test_clocks_of_an_old_decision_end_with_it(clerk: Hand) -> None:
    """What was due by a decision is not due any more once another took its place."""
    request = requested(clerk)
    Clock.objects.create(
        request=request, agency=NYPD, kind="hold-limit", says="made up", due_at=NOW
    )
    correct(request, clerk)

    assert 0 == Clock.objects.filter(done_at=None, says="made up").count()
