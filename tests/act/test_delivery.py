"""What receipts add up to, and when a contact is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.channels.message import ACCEPTED, PERMANENT, TEMPORARY
from comity.act.delivery import (
    BOUNCED,
    CANCELLED,
    DEAD,
    DELIVERED,
    FAILED,
    KEPT_AS,
    LONGEST_WAIT,
    OUTCOMES,
    QUEUED,
    REFUSED,
    SENT,
    STATUSES,
    TRIES,
    longest_wait,
    next_try,
    status,
)
from comity.errors import InputError

NOW = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)
receipts = st.lists(st.sampled_from(OUTCOMES), max_size=8)
chances = st.floats(0, 1)


@given(st.permutations(OUTCOMES), st.integers(0, len(OUTCOMES)))
def test_the_order_of_receipts_changes_nothing(order: list[str], count: int) -> None:
    """A delivery may be on record before the note that it was sent."""
    assert status(sorted(order[:count])) == status(order[:count])


@given(receipts)
def test_a_receipt_that_comes_twice_changes_nothing(kept: list[str]) -> None:
    """Receivers repeat themselves."""
    assert status(kept) == status([*kept, *kept])


@given(receipts, st.sampled_from(OUTCOMES))
def test_another_receipt_never_weakens_the_status(kept: list[str], more: str) -> None:
    """What has left has left."""
    assert STATUSES.index(status(kept)) <= STATUSES.index(status([*kept, more]))


@given(receipts)
def test_delivered_needs_a_receipt_that_says_so(kept: list[str]) -> None:
    """Taken over by the next machine is not delivered."""
    assert (status(kept) == DELIVERED) <= (DELIVERED in kept)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([], QUEUED),
        ([FAILED, FAILED], QUEUED),
        ([QUEUED, SENT], SENT),
        ([SENT, DELIVERED, BOUNCED], BOUNCED),
        ([DELIVERED, SENT], DELIVERED),
        ([FAILED, REFUSED], REFUSED),
        ([SENT, DEAD], SENT),
        ([FAILED, DEAD], DEAD),
        ([FAILED, CANCELLED], CANCELLED),
        ([SENT, CANCELLED], SENT),
    ],
)
def test_what_receipts_add_up_to(kept: list[str], expected: str) -> None:
    """A bounce after a delivery is a bounce; a try that went through outlives one given up."""
    assert expected == status(kept)


def test_a_channels_word_is_kept_as_sent_failed_or_refused() -> None:
    """Accepted is sent, and never delivered."""
    expected = {ACCEPTED: SENT, TEMPORARY: FAILED, PERMANENT: REFUSED}

    assert expected == KEPT_AS


def test_a_word_that_is_no_outcome_is_refused() -> None:
    """It would otherwise count as nothing."""
    with pytest.raises(InputError, match="outcome"):
        status(["arrived"])


@given(st.integers(0, TRIES - 1), chances)
def test_the_next_try_is_between_now_and_the_longest_wait(tries: int, chance: float) -> None:
    """Full jitter: anywhere from at once to the whole wait, at most an hour."""
    at = next_try(tries, NOW, chance)

    assert at is not None
    assert NOW <= at <= NOW + longest_wait(tries) <= NOW + LONGEST_WAIT


@given(st.integers(0, TRIES - 1), st.floats(0, 86_400))
def test_a_receiver_is_not_called_before_the_time_that_it_asked_for(
    tries: int, seconds: float
) -> None:
    """Retry-After, RFC 9110 section 10.2.3."""
    at = next_try(tries, NOW, 0.0, seconds)

    assert NOW + timedelta(seconds=seconds) == at


def test_the_waits_double_up_to_an_hour() -> None:
    """The first try is at once."""
    expected = [0, 15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]

    assert expected == [longest_wait(tries).total_seconds() for tries in range(11)]


@given(st.integers(TRIES, 10**6), chances)
def test_after_forty_eight_tries_it_is_dead(tries: int, chance: float) -> None:
    """A person sees it then."""
    assert next_try(tries, NOW, chance) is None


def test_the_last_try_comes_within_two_days() -> None:
    """After some 40 hours at most, and 20 on average."""
    whole = sum((longest_wait(tries) for tries in range(TRIES)), timedelta())

    assert timedelta(hours=39) < whole < timedelta(hours=41)


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_a_chance_is_between_nothing_and_one(chance: float) -> None:
    """It would otherwise call back before now, or never."""
    with pytest.raises(InputError, match="chance"):
        next_try(1, NOW, chance)
