"""Counting the queries of a page."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(client: Client, address: str) -> int:
    """How many queries a page needs; it is read once before, to have the reading written down."""
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert 200 == client.get(address).status_code
    return len(context)
