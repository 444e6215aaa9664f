"""The API: tokens, scopes, walls, one effect a key."""

import base64
import json

import pytest
from django.test import Client
from django.utils import timezone

from comity.desk import office
from comity.desk.api.tokens import make_token
from comity.desk.hand import Hand
from comity.desk.models import Entry, Request, scopes_of
from tests.desk.people import account, said

pytestmark = pytest.mark.django_db


class Caller:
    """A client with a token, and a key for each call unless told."""

    def __init__(self, hand, scopes=None):
        now = Hand(hand.by, timezone.now())
        scopes = [*(scopes or scopes_of(hand.by.role))]
        self.token, self.bearer = make_token(hand.by, "example", scopes, now)
        self.client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {self.bearer}")

    def get(self, path, **headers):
        return self.client.get(f"/api{path}", headers=headers)

    def delete(self, path, key="example-key-1"):
        return self.client.delete(f"/api{path}", headers={"Idempotency-Key": key})

    def post(self, path, data, key="example-key-1"):
        return self.client.post(
            f"/api{path}", data, "application/json", headers={"Idempotency-Key": key}
        )


@pytest.fixture
def caller(clerk, ice):
    return Caller(clerk)


def detainer(**more):
    document = base64.b64encode(json.dumps(said()).encode()).decode()
    return {"requester": "us/ice", "how": "json", "name": "a.json", "document": document} | more


def test_a_request_goes_on_record_once_under_its_key(caller):
    """The same call again gets the same answer, and there is one request."""
    first = caller.post("/requests", detainer())
    again = caller.post("/requests", detainer())

    assert (201, 201) == (first.status_code, again.status_code)
    assert first.json() == again.json()
    assert 1 == Request.objects.count()


def test_a_key_is_good_for_one_call(caller):
    """A key that was used for another call is refused."""
    caller.post("/requests", detainer())

    other = caller.post("/requests", detainer(name="b.json"))

    assert 409 == other.status_code
    assert "application/problem+json" == other["Content-Type"]


def test_reading_facts_is_recorded_with_its_reason(caller):
    """Without a reason nothing is read; with one, it stands in the record."""
    number = caller.post("/requests", detainer()).json()["number"]

    bare = caller.get(f"/requests/{number}/facts")
    with_reason = caller.get(f"/requests/{number}/facts", Reason="a made-up reason")

    kinds = [*Request.objects.get(pk=number).entries.values_list("kind", flat=True)]
    assert (422, 200) == (bare.status_code, with_reason.status_code)
    assert "read" in kinds


def test_a_scope_bounds_a_token(clerk, ice):
    """A token for reading records nothing."""
    refused = Caller(clerk, ("read",)).post("/requests", detainer())

    assert 403 == refused.status_code


def test_the_role_bounds_it_as_well(caller):
    """A clerk's token signs nothing, whatever its scopes."""
    decision = caller.post("/requests", detainer()).json()["decision"]

    refused = caller.post(
        f"/decisions/{decision}/signatures",
        {"verdict": "approved", "actions": ["share_status"]},
        key="example-key-2",
    )

    assert 403 == refused.status_code


def test_the_walls_hold(caller, clerk):
    """Another agency's token finds nothing."""
    number = caller.post("/requests", detainer()).json()["number"]
    other = Caller(Hand(account("clerk", "example-other", agency="us-ny-nyc/doc"), clerk.at))

    assert 404 == other.get(f"/requests/{number}").status_code


def test_a_closed_token_opens_nothing(caller, clerk):
    """After it is closed a token answers 401."""
    office.close_token(caller.token, clerk)

    assert 401 == caller.get("/requests").status_code


def test_all_entries_come_as_one_stream(clerk, ice):
    """An inspector has every entry by its bytes, one a line, in their order."""
    Caller(clerk).post("/requests", detainer())
    inspector = Caller(Hand(account("inspector"), clerk.at))

    stream = inspector.get("/entries/export")

    lines = b"".join(stream.streaming_content).splitlines()
    bodies = Entry.objects.order_by("number").values_list("body", flat=True)
    assert [bytes(one) for one in bodies] == lines
    assert "application/x-ndjson" == stream["Content-Type"]


def test_pages_go_on_from_their_cursor(caller):
    """Two pages of one hold what one page of two holds."""
    for n in range(2):
        caller.post("/requests", detainer(name=f"{n}.json"), key=f"example-key-{n}x")

    first = caller.get("/requests?limit=1").json()
    second = caller.get(f"/requests?limit=1&after={first['next']}").json()

    whole = caller.get("/requests?limit=2").json()
    assert whole["items"] == first["items"] + second["items"]
    assert second["next"] is None
