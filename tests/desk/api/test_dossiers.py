"""What belongs to one request, read by a program."""

import json

import pytest
from django.utils import timezone

from comity.desk.actions import outcome, seal
from comity.desk.hand import Hand
from comity.desk.models import Entry
from tests.desk import sample_records
from tests.desk.api.test_api import Caller
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

LISTS = ("", "/decision", "/contacts", "/notices", "/outcomes", "/clocks", "/papers", "/letters")


def reads(number: int) -> list[str]:
    """The pages that the entries say were read of a request."""
    rows = Entry.objects.filter(request=number, kind="read").order_by("number")
    return [json.loads(bytes(one.body))["public"]["page"] for one in rows]


def test_what_left_is_listed_item_by_item(clerk, lawyer, ice, county):
    """The told court date stands among the contacts with its items, and among the notices."""
    made = sample_records.make(clerk.by, lawyer.by, clerk.at)
    caller = Caller(clerk)

    contacts = caller.get(f"/requests/{made['request']}/contacts").json()
    notices = caller.get(f"/requests/{made['request']}/notices").json()

    told = next(one for one in contacts if one["notice"] is not None)
    assert "court-date" in {item.replace("_", "-") for item in told["items"]}
    assert ["court-date"] == [one["subject"] for one in notices]


def test_outcomes_and_clocks_of_one_request_are_its_own(clerk, ice):
    """What happened to one request is not listed with another."""
    one, other = requested(clerk), requested(clerk, event="EX-2")
    outcome.outcome(one, "released", clerk.at, clerk)
    caller = Caller(clerk)

    found = [caller.get(f"/requests/{each.pk}/outcomes").json() for each in (one, other)]
    clocks = caller.get(f"/requests/{other.pk}/clocks").json()

    assert [["released"], []] == [[kind["kind"] for kind in each] for each in found]
    assert {other.pk} >= {each["request"] for each in clocks}


def test_a_paper_is_told_byte_for_byte_and_each_reading_recorded(clerk, ice):
    """With a reason the paper comes as it was received; without one it does not."""
    found = requested(clerk)
    caller = Caller(clerk)
    (listed,) = caller.get(f"/requests/{found.pk}/papers").json()
    path = f"/requests/{found.pk}/papers/{listed['number']}"

    bare, paper = caller.get(path), caller.get(path, Reason="a made-up reason")

    assert (422, 200) == (bare.status_code, paper.status_code)
    assert listed["size"] == len(paper.content)
    assert "document" in reads(found.pk)


def test_a_proof_has_its_lines_and_what_would_change_it(clerk, ice):
    """The lines open one by one, down to the facts."""
    found = requested(clerk)

    proof = Caller(clerk).get(f"/requests/{found.pk}/proofs/hold", Reason="made up").json()

    assert "must-not" == proof["outcome"]
    assert proof["lines"][0]["cite"]
    assert proof["lines"][0]["lines"]
    assert "api proof" in reads(found.pk)


def test_of_a_sealed_person_a_proof_has_no_facts(clerk, supervisor, ice):
    """What is not sealed is told; the lines, which show facts, are gone."""
    found = requested(clerk)
    seal.seal(found.person, supervisor, "court-order", "")

    proof = Caller(clerk).get(f"/requests/{found.pk}/proofs/hold", Reason="made up").json()

    assert ([], []) == (proof["lines"], proof["changing"])


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", ["lawyer", "inspector"])
def test_who_must_say_why_says_it_here_too(clerk, ice, role, path):
    """Without a reason a lawyer and an inspector read nothing, and with one they are recorded."""
    found = requested(clerk)
    caller = Caller(Hand(account(role), timezone.now()))

    bare = caller.get(f"/requests/{found.pk}{path}")
    unread = reads(found.pk)
    told = caller.get(f"/requests/{found.pk}{path}", Reason="a made-up reason")

    assert (422, "Reason") == (bare.status_code, bare.json()["field"])
    assert 200 == told.status_code
    assert ([], 1) == (unread, len(reads(found.pk)))


def test_a_clerk_is_recorded_once_in_a_quarter_of_an_hour(clerk, ice):
    """However often a program asks where a request stands, one entry says that it was read."""
    found = requested(clerk)
    caller = Caller(clerk)

    for _ in range(3):
        caller.get(f"/requests/{found.pk}")

    assert ["api request"] == reads(found.pk)
