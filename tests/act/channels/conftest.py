"""One fixture a real server; each is a thin cover of a class in `tests/servers`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.certificate import Certificate, make_certificate
from tests.servers.http import HttpServer
from tests.servers.smtp import SmtpServer
from tests.servers.sshd import SshServer


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


@pytest.fixture
def mail_server(certificate: Certificate) -> Iterator[SmtpServer]:
    with SmtpServer(certificate) as server:
        yield server


@pytest.fixture
def web_server(certificate: Certificate) -> Iterator[HttpServer]:
    with HttpServer(certificate) as server:
        yield server


@pytest.fixture
def ssh_server(tmp_path: Path) -> Iterator[SshServer]:
    missing = SshServer.missing()
    if missing:
        pytest.skip(missing)
    with SshServer(tmp_path) as server:
        yield server
