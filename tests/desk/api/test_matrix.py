"""Who may call what: every role and every scope by every operation, as `matrix.csv` says.

MUST: an operation without a row, or a row without an operation, fails.
"""

import csv
import json
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from comity.desk.api import api
from comity.desk.api.tokens import make_token
from comity.desk.hand import Hand
from comity.desk.models import Account, scopes_of
from tests.desk import sample_records
from tests.desk.counting import keep
from tests.desk.people import account
from tests.desk.test_matrix import WHEN

ROLES: Final = ("clerk", "supervisor", "lawyer", "inspector", "administrator")
TABLE: Final = Path(__file__).with_name("matrix.csv")
SAMPLES: Final = {
    "decisions": "decision",
    "deliveries": "delivery",
    "warrant-checks": "check",
    "feeds": "feed",
    "simulations": "job",
    "people": "spare",
    "channels": "channel",
}
PLACES: Final = {
    "{paper_number}": "1", "{act}": "hold", "{jurisdiction}": "us-ny-nyc", "{section}": "14-154",
}  # fmt: skip
PUBLIC: Final = ""
"""The scope of an operation that asks for no token."""

BODIES: Final[dict[str, dict[str, Any]]] = {
    "requests": {"requester": "us/ice", "how": "telephone", "said": ["request.kind=detainer"]},
    "facts": {"values": ["person.consents=false"], "based_on": 1},
    "determinations": {
        "findings": [{"conviction": 0, "question": "qualifies", "answer": True}],
        "based_on": 1,
        "document": "made up",
        "reason": "made up",
    },
    "appearances": {"docket": "D", "court": "C", "start": "2027-01-01T10:00:00Z"},
    "notices": {"appearance": 1},
    "receipts": {"outcome": "delivered"},
    "name": {"name": "Example", "based_on": 1, "reason": "made up"},
    "seal": {"ground": "court-order"},
    "warrant-checks": {"record_class": "other", "source": "document: 1", "issuer": "us-xx/county"},
    "inquiries": {"priority": "R", "fields": {"RTY": "WP"}},
    "answers": {"inquiry": 1, "says": "confirmed"},
    "alien-queries": {"fields": {"NAM": "EXAMPLE"}},
    "signatures": {"verdict": "approved", "actions": ["hold"]},
    "withdrawal": {"reason": "made up"},
    "overrides": {"recipient": "us/ice", "items": ["custody"], "reason": "made up"},
    "contacts": {"kind": "reply", "subject": "S", "body": "B"},
    "simulations": {"source": "day"},
    "court-files": {"name": "a.csv", "file": "QQ=="},
    "people": {"username": "example-new", "role": "clerk", "agency": "us-ny-nyc/nypd"},
    "role": {"role": "clerk", "agency": "us-ny-nyc/nypd"},
    "agencies": {"code": "us-xx/other", "name": "Example"},
    "channels": {"agency": "us/ice", "kind": "paper", "to": "."},
    "outcomes": {"kind": "released", "happened_at": "2017-06-01T10:00:00Z"},
}

pytestmark = pytest.mark.django_db


def table() -> dict[tuple[str, str], dict[str, str]]:
    """The rows by method and path."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["path"]): row for row in csv.DictReader(file)}


@pytest.fixture
def made(ice, county, monkeypatch) -> dict[str, Any]:
    """The sample records, and an account of each role, on a day of their law."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: WHEN)
    people = {role: account(role) for role in ROLES}
    more = {
        "people": people, "spare": account("clerk", "example-spare").pk,
        "channel": ice.channels.get().pk,
    }  # fmt: skip
    return {**sample_records.make(people["clerk"], people["lawyer"], WHEN), **more}


def call(who: Account, scopes: list[str], method: str, path: str, made: dict[str, Any]) -> str:
    """`deny` where the wall itself refuses; what the call then comes to is not asked here."""
    token, bearer = make_token(who, "matrix", scopes, Hand(who, timezone.now()))
    kind = path.split("/")[2]
    number = token.pk if kind == "tokens" else made[SAMPLES.get(kind, "request")]
    for place, example in PLACES.items():
        path = path.replace(place, example)
    body = BODIES.get(path.rsplit("/", 1)[-1], {})
    answer = Client(HTTP_HOST="localhost").generic(
        method,
        path.replace("{number}", str(number)),
        json.dumps(body),
        "application/json",
        headers={
            "Authorization": f"Bearer {bearer}",
            "Idempotency-Key": f"key-{token.pk:08}",
            "Reason": "a made-up reason",
        },
    )
    assert answer.status_code < 500
    assert 401 != answer.status_code, path
    assert 422 != answer.status_code or "not as described" not in answer.content.decode(), (
        path, answer.content
    )  # fmt: skip
    wall = ("This token is not for", f"A {who.role} does not do this")
    refused = 403 == answer.status_code and answer.json()["title"].startswith(wall)
    return "deny" if refused else "allow"


def test_every_operation_has_its_row():
    """A new operation without a row fails here."""
    found = api.get_openapi_schema()["paths"]

    assert {(m.upper(), path) for path, one in found.items() for m in one} == {*table()}


def test_every_role_by_every_operation(made):
    """With every scope that it may have, the role alone decides."""
    wrong = [
        f"{method} {path} as {role}: {row[role]} expected"
        for (method, path), row in table().items()
        for role in ROLES
        if call(made["people"][role], [*scopes_of(role)], method, path, made) != row[role]
    ]
    keep("api_roles", len(table()) * len(ROLES), len(wrong))

    assert [] == wrong


def test_every_scope_by_every_operation(made):
    """A token opens what its scope is for, and nothing else."""
    wrong, tried = [], 0
    for (method, path), row in table().items():
        role = next(role for role in ROLES if row[role] == "allow")
        for scope in scopes_of(role):
            expected = "allow" if row["scope"] in (PUBLIC, scope) else "deny"
            tried += 1
            if call(made["people"][role], [scope], method, path, made) != expected:
                wrong.append(f"{method} {path} with {scope}: {expected} expected")
    keep("api_scopes", tried, len(wrong))

    assert [] == wrong


def test_without_a_token_only_the_law_opens(made):
    """What has no scope opens for anyone; everything else asks for a token."""
    client, opened = Client(HTTP_HOST="localhost"), set()
    for method, path in table():
        address = path.replace("{number}", "1")
        for place, example in PLACES.items():
            address = address.replace(place, example)
        if client.generic(method, address).status_code != 401:
            opened.add((method, path))

    assert {key for key, row in table().items() if row["scope"] == PUBLIC} == opened
