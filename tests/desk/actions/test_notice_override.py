"""A court date told under an override: the items that it names, and the date as it then was."""

from datetime import timedelta

import pytest

from comity.desk.actions import hearing, notice, override
from comity.desk.hand import Hand
from comity.desk.models import Agency, Contact, Notice
from comity.errors import ContactError
from tests.desk.actions.test_notice import says
from tests.desk.conftest import NOW
from tests.desk.people import hearing_of, requested, send_all, shown

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = (NOW + timedelta(days=days) for days in (8, 9))


def test_a_date_is_told_under_an_override(clerk: Hand, supervisor: Hand, ice: Agency) -> None:
    """A named person's reason covers a notice as any contact; told twice, it goes once."""
    request = requested(clerk)
    made, decision = hearing_of(request, FRIDAY, clerk), request.decisions.get()
    named = override.override(
        request, ice.code, ["court_date", "identity", "custody"], supervisor, "made up"
    )

    with pytest.raises(ContactError):
        notice.tell(decision, made, clerk)
    told = notice.tell(decision, made, clerk, override=named)

    assert named == told.override
    assert told == notice.tell(decision, made, clerk, override=named)
    assert [("REQUEST", 0, False)] == [says(one) for one in Contact.objects.all()]


def test_an_override_that_lacks_an_item_tells_no_date(
    clerk: Hand, supervisor: Hand, ice: Agency
) -> None:
    """The notice tells that the person is in custody as well, which nobody has let go."""
    request = requested(clerk)
    made = hearing_of(request, FRIDAY, clerk)
    named = override.override(request, ice.code, ["court_date"], supervisor, "made up")

    with pytest.raises(ContactError, match="custody"):
        notice.tell(request.decisions.get(), made, clerk, override=named)
    assert not Notice.objects.exists()


def test_a_date_that_moves_is_not_covered_by_its_override(
    clerk: Hand, supervisor: Hand, ice: Agency
) -> None:
    """The reason was given for the old date: the entry is taken back, the new one not told."""
    request = requested(clerk)
    made = hearing_of(request, FRIDAY, clerk)
    named = override.override(
        request, ice.code, ["court_date", "identity", "custody"], supervisor, "made up"
    )
    notice.tell(request.decisions.get(), made, clerk, override=named)
    send_all(NOW)

    (changed,) = hearing.seen([shown(SATURDAY)], clerk)

    assert 1 == changed.told
    assert ("CANCEL", 1, False) == says(Contact.objects.order_by("-pk")[0])
    assert "withdrawn" == Notice.objects.get().state
