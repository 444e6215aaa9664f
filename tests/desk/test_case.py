"""A case comes out of its records as it went in."""

import json
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.random_cases import RandomCases
from comity.desk import case, counsel, ledger
from comity.desk.hand import Hand
from comity.desk.models import Charge, Facts, Request
from comity.facts import case_from, to_json
from tests.desk.people import requested

pytestmark = pytest.mark.django_db

KEY = bytes(32)


def round_trip(request: Request, hand: Hand, data: dict[str, Any]) -> dict[str, Any]:
    version = request.versions.count() + 1
    entry = ledger.write("facts", hand, {}, request=request.pk)
    facts = Facts(request=request, version=version, at=hand.at, by=hand.by, entry=entry)
    case.store(facts, data, KEY)
    return case.load(Facts.objects.get(pk=facts.pk), KEY)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_any_case_comes_out_as_it_went_in(clerk: Hand, seed: int) -> None:
    """Every agency's cases, near the edges of its law: unknown stays unknown, empty stays empty."""
    request = Request.objects.first() or requested(clerk)
    for one, _ in islice(RandomCases(counsel.law().law, seed), 2):
        data = to_json(one)

        assert data == round_trip(request, clerk, data)
        assert one == case_from(round_trip(request, clerk, data))


def test_nothing_known_and_nothing_there_are_told_apart(clerk: Hand) -> None:
    """No list is unknown, an empty list says that one looked; an empty custody is none."""
    request = requested(clerk)
    empty: dict[str, Any] = {"charges": [], "convictions": []}
    persons: tuple[dict[str, Any], ...] = ({}, {"charges": []}, {"convictions": []}, empty)
    custodies: tuple[dict[str, Any], ...] = ({}, {"custody": {}}, {"custody": {"arrested": "x"}})
    for person in persons:
        for custody in custodies:
            data = {"id": "x", "person": person, "request": {"instruments": []}, **custody}

            assert data == round_trip(request, clerk, data)


def test_what_is_stored_is_not_changed_by_storing(clerk: Hand) -> None:
    """The caller's own case stays as it was."""
    request = requested(clerk)
    data = {"id": "x", "person": {"charges": [{"code": "NY PL"}]}}
    before = json.dumps(data)
    round_trip(request, clerk, data)

    assert before == json.dumps(data)


def test_lists_have_rows_of_their_own_in_order(clerk: Hand) -> None:
    """Each charge is a record, and they come back in the order in which they were told."""
    request = requested(clerk)
    charges = [{"section": str(n)} for n in range(12)]
    data = {"id": "x", "person": {"charges": charges}}

    assert data == round_trip(request, clerk, data)
    assert 12 == Charge.objects.filter(facts__version=2).count()
