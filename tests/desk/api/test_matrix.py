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
from comity.desk.models import SCOPES, Account
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
}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "requests": {"requester": "us/ice", "how": "telephone", "said": ["request.kind=detainer"]},
    "facts": {"values": ["person.consents=false"], "based_on": 1},
    "appearances": {"docket": "D", "court": "C", "start": "2027-01-01T10:00:00Z"},
    "notices": {"appearance": 1},
    "receipts": {"outcome": "delivered"},
    "name": {"name": "Example", "based_on": 1, "reason": "made up"},
    "seal": {"reason": "made up"},
    "warrant-checks": {"record_class": "other", "source": "document: 1", "issuer": "us-xx/county"},
    "inquiries": {"priority": "R", "fields": {"RTY": "WP"}},
    "answers": {"inquiry": 1, "says": "confirmed"},
    "alien-queries": {"fields": {"NAM": "EXAMPLE"}},
    "signatures": {"verdict": "approved", "actions": ["hold"]},
    "withdrawal": {"reason": "made up"},
    "overrides": {"recipient": "us/ice", "items": ["custody"], "reason": "made up"},
    "contacts": {"kind": "reply", "subject": "S", "body": "B"},
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
    return {**sample_records.make(people["clerk"], people["lawyer"], WHEN), "people": people}


def call(who: Account, scopes: list[str], method: str, path: str, made: dict[str, Any]) -> str:
    """`deny` where the wall itself refuses; what the call then comes to is not asked here."""
    token, bearer = make_token(who, "matrix", scopes, Hand(who, timezone.now()))
    kind = path.split("/")[2]
    number = token.pk if kind == "tokens" else made[SAMPLES.get(kind, "request")]
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
    """With every scope, the role alone decides."""
    wrong = [
        f"{method} {path} as {role}: {row[role]} expected"
        for (method, path), row in table().items()
        for role in ROLES
        if call(made["people"][role], [*SCOPES], method, path, made) != row[role]
    ]
    keep("api_roles", len(table()) * len(ROLES), len(wrong))

    assert [] == wrong


def test_every_scope_by_every_operation(made):
    """A token opens what its scope is for, and nothing else."""
    wrong = []
    for (method, path), row in table().items():
        role = next(role for role in ROLES if row[role] == "allow")
        for scope in SCOPES:
            expected = "allow" if scope == row["scope"] else "deny"
            if call(made["people"][role], [scope], method, path, made) != expected:
                wrong.append(f"{method} {path} with {scope}: {expected} expected")
    keep("api_scopes", len(table()) * len(SCOPES), len(wrong))

    assert [] == wrong
