"""Health and metrics: what they say, and that they read no more than they count."""

import pytest
from django.test import Client

from comity.desk.actions import contact
from tests.desk.people import requested
from tests.desk.plans import count_all, plans

pytestmark = pytest.mark.django_db

INDEXES = {"queued": "outbox", "sending": "outbox_leases", "dead": "dead_letters"}


def test_metrics_count_what_is_on_its_way(clerk, ice):
    """Each state of a delivery that somebody must look after has its number."""
    decision = requested(clerk).decisions.get()
    contact.tell(decision, "reply", contact.Content("R", "x"), clerk)

    said = Client(HTTP_HOST="localhost").get("/metrics").content.decode()

    counted = [line for line in said.splitlines() if line.startswith("comity_deliveries")]
    assert [
        'comity_deliveries{state="dead"} 0',
        'comity_deliveries{state="queued"} 1',
        'comity_deliveries{state="sending"} 0',
    ] == counted


@pytest.mark.parametrize("counted", [False, True], ids=["as made", "after ANALYZE"])
def test_metrics_read_deliveries_by_their_indexes(clerk, ice, counted):
    """What was sent long ago is not read again for each count."""
    decision = requested(clerk).decisions.get()
    for number in range(20):
        told = contact.tell(decision, "reply", contact.Content("R", f"{number}"), clerk)
        told.deliveries.update(state="sending")
        told.deliveries.update(state="sent")
    if counted:
        count_all()

    found = plans(lambda: Client(HTTP_HOST="localhost").get("/metrics"), "desk_delivery")

    counts = {one.values[0]: one for one in found if "COUNT" in one.sql}
    assert {*INDEXES} == {*counts}
    assert [] == [one for state, one in counts.items() if not one.keeps_to(INDEXES[state])]
