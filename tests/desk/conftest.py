"""The database of the tests of the desk: SQLite, or a real PostgreSQL where that is asked for.

`COMITY_TEST_DATABASE=postgresql` starts a server of its own for the run (no service, no Docker);
`make test` runs these tests on both.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from comity.desk import guard
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel
from tests.desk.people import account

NOW = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def master_key(monkeypatch):
    """A master key for the test, the same in every test."""
    monkeypatch.setenv("COMITY_KEY", base64.b64encode(bytes(range(32))).decode())
    monkeypatch.delenv("COMITY_KEY_FILE", raising=False)


@pytest.fixture
def committed(transactional_db) -> Iterator[None]:
    """A test whose transactions are really committed; its records can be emptied out at the end."""
    guard.install(connection)
    yield
    guard.remove(connection)


@pytest.fixture
def clerk(db) -> Hand:
    """A clerk of the police."""
    return Hand(account("clerk"), NOW)


@pytest.fixture
def supervisor(db) -> Hand:
    """A supervisor of the police."""
    return Hand(account("supervisor"), NOW)


@pytest.fixture
def lawyer(db) -> Hand:
    """A lawyer of the police."""
    return Hand(account("lawyer"), NOW)


@pytest.fixture
def ice(db) -> Agency:
    """The immigration agency, reached by a webhook that nobody serves."""
    agency = Agency.objects.create(code="us/ice", name="Immigration agency", immigration=True)
    Channel.objects.create(agency=agency, kind="webhook", to="http://127.0.0.1:9/in")
    return agency


@pytest.fixture
def county(db) -> Agency:
    """A made-up county agency, reached by mail that nobody serves."""
    agency = Agency.objects.create(
        code="us-xx/county", name="Example County Sheriff", ori="XX0010000"
    )
    Channel.objects.create(agency=agency, kind="smtp", to="desk@county.example")
    return agency
