"""The API against its own description, on the running server: no 5xx, nothing undescribed."""

import collections
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from tests.browser.conftest import SAMPLES
from tests.browser.desk import Desk

TOKEN = (
    "from comity.desk import setup; setup.configure();"
    "from django.utils import timezone; from comity.desk.api.tokens import make_token;"
    "from comity.desk.hand import Hand; from comity.desk.models import Account, scopes_of;"
    "who = Account.objects.get(username='example-{role}');"
    "print(make_token(who, 'fuzz', [*scopes_of(who.role)], Hand(who, timezone.now()))[1])"
)
EXAMPLES = 6
"""How many calls each operation is tried with, for each of five roles."""

load_all_checks()
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.ignored_auth,
]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk of its own: an administrator's calls close accounts that other tests sign in with."""
    with Desk(requests=24, samples=SAMPLES) as running:
        yield running


@pytest.fixture(scope="module")
def described(desk: Desk) -> Any:
    """The description as the server gives it."""
    with urllib.request.urlopen(f"{desk.address}/api/openapi.json") as answer:
        return schemathesis.openapi.from_dict(json.load(answer))


@pytest.mark.parametrize("role", ["clerk", "supervisor", "lawyer", "inspector", "administrator"])
def test_every_operation_keeps_to_its_description(desk, described, counts, role):
    """Made-up calls, right and wrong ones, with a token of a role and all scopes."""
    token = desk.run(TOKEN.format(role=role)).strip()
    described.config.update(base_url=f"{desk.address}/")
    seen: collections.Counter[int] = collections.Counter()
    faults: list[str] = []
    operations = [one.ok() for one in described.get_all_operations()]
    for operation in operations:
        faults += _tried(operation, token, seen)
    counts["api_operations"] = len(operations)
    counts["api_calls"] = counts.get("api_calls", 0) + sum(seen.values())
    counts["api_5xx"] = counts.get("api_5xx", 0) + sum(n for code, n in seen.items() if code >= 500)

    assert [] == faults


def _tried(operation: Any, token: str, seen: collections.Counter[int]) -> list[str]:
    headers = {"Authorization": f"Bearer {token}"}

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @schemathesis_given(operation)
    def call(case: Any) -> None:
        answer = case.call(headers=headers, timeout=60)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS, headers=headers)

    try:
        call()
    except (Exception, BaseExceptionGroup) as error:
        return [f"{operation.label}: {str(error)[:1500]}"]
    return []


def schemathesis_given(operation: Any) -> Any:
    """Hypothesis over the calls of one operation."""
    from hypothesis import given

    return given(case=operation.as_strategy())
