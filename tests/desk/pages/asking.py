"""Asking for a simulation in tests of pages."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.desk import jobs


def ask(client: Client, **given: object) -> str:
    """Asks, and gives the address of the job."""
    page = client.post("/simulate/", {"source": "day"} | given)
    assert 302 == page.status_code, page.content.decode()
    return page["Location"]


def done(client: Client, **given: object) -> str:
    """Asks, lets the worker answer, and gives the page."""
    address = ask(client, **given)
    jobs.work()
    page = client.get(address)
    assert 200 == page.status_code
    return page.content.decode()


def file(content: bytes | str, name: str = "records.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert 200 == client.get(address).status_code
    return len(context)
