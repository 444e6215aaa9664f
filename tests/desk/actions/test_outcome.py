"""What happened in the end, whatever the law said."""

from datetime import timedelta

import pytest

from comity.desk.actions import outcome
from comity.desk.hand import Hand
from comity.desk.models import OUTCOMES, Clock, Outcome
from comity.errors import DeskError
from tests.desk.conftest import NOW
from tests.desk.people import NYPD, requested

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", OUTCOMES)
def test_every_outcome_is_entered(kind: str, clerk: Hand) -> None:
    """Some end the request and its hold, the others add to it."""
    request = requested(clerk)
    Clock.objects.create(request=request, agency=NYPD, kind="hold-limit", says="x", due_at=NOW)
    outcome.outcome(request, kind, NOW, clerk, "made up")
    request.status.refresh_from_db()

    ends = kind in ("released", "transferred", "expired", "came-and-took")
    assert ends == (request.status.state == "closed")
    assert ends == (Clock.objects.get().done_at is not None)


def test_what_has_not_happened_is_no_outcome(clerk: Hand) -> None:
    """Neither an hour to come, nor one without a zone, nor a kind that there is not."""
    request = requested(clerk)

    with pytest.raises(DeskError, match="yet to come"):
        outcome.outcome(request, "released", NOW + timedelta(seconds=1), clerk)
    with pytest.raises(DeskError, match="has no zone"):
        outcome.outcome(request, "released", NOW.replace(tzinfo=None), clerk)
    with pytest.raises(DeskError, match="is no outcome"):
        outcome.outcome(request, "vanished", NOW, clerk)
    assert not Outcome.objects.exists()


def test_a_second_outcome_adds_to_the_first(clerk: Hand) -> None:
    """They did not come on Monday, and came on Tuesday: both stand."""
    request = requested(clerk)
    outcome.outcome(request, "did-not-come", NOW, clerk)
    outcome.outcome(request, "came-and-took", NOW, clerk)

    assert ["did-not-come", "came-and-took"] == [
        *Outcome.objects.order_by("pk").values_list("kind", flat=True)
    ]
