"""Sealing through the API: a ground from the list, and an order that names nobody."""

import pytest

from comity.desk.hand import Hand
from comity.desk.models import PersonKey, Request, Seal
from tests.desk.api.test_api import Caller
from tests.desk.people import requested

pytestmark = pytest.mark.django_db


def test_a_person_is_sealed_on_a_ground_by_an_order(
    clerk: Hand, supervisor: Hand, ice: object
) -> None:
    """Both stand on record, and the key is gone."""
    made = requested(clerk)
    said = {"ground": "court-order", "order": "2017-117"}
    answer = Caller(supervisor).post(f"/requests/{made.pk}/seal", said)

    assert 201 == answer.status_code
    sealed = Seal.objects.get()
    assert (answer.json()["number"], "court-order", "2017-117") == (
        sealed.pk, sealed.ground, sealed.order,
    )  # fmt: skip
    assert not PersonKey.objects.filter(person=made.person).exists()


@pytest.mark.parametrize(
    "said", [{"ground": "he asked"}, {"ground": "other", "order": "of Roe"}, {"reason": "an order"}]
)
def test_words_of_ones_own_are_refused(
    said: dict[str, str], clerk: Hand, supervisor: Hand, ice: object
) -> None:
    """They would be left in the clear, whoever they name."""
    made: Request = requested(clerk)
    answer = Caller(supervisor).post(f"/requests/{made.pk}/seal", said)

    assert answer.status_code in (409, 422)
    assert PersonKey.objects.filter(person=made.person).exists()
