"""A real OpenID Connect provider on this machine: an agency's own directory, with faults.

It knows everybody by the `sub` that is typed into its form. In a process of its own, because its
library changes for a whole process what is warned of and whether TLS is asked for.

with Directory() as directory:
    ...  # directory.url; directory.fault("expired")
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import requests

from tests.browser.desk import Desk

ROOT: Final = Path(__file__).resolve().parent.parent.parent

SUBJECT: Final = "s-1047"
LINK: Final = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.actions import directory; from comity.desk.hand import system;"
    "found = directory.link('example-{role}', '{subject}', system());"
)
"""Ties the account of a role to somebody in the directory."""

STALE: Final = (
    "from comity.desk import setup; setup.configure();"
    "from django.contrib.sessions.backends.db import SessionStore;"
    "store = SessionStore({key!r}); store['desk_seen'] = 0.0;"
    "store['account_authentication_methods'] = ["
    "{{**one, 'at': one['at'] - 3600}} for one in store['account_authentication_methods']];"
    "store.save()"
)
"""Makes a session an hour old."""

FAULTS: Final = (
    "no-token", "expired", "audience", "issuer", "nonce", "no-nonce", "proved-long-ago",
    "proved-in-the-future", "proved-at-no-time", "another-key", "unknown-key", "shared-secret",
    "no-signature",
)  # fmt: skip
"""What can be wrong with the next ID token."""


class Directory:
    """The running provider. `url` is its issuer."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.oidc_provider"], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = f"http://localhost:{int(self._process.stdout.readline())}"
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def fault(self, name: str) -> None:
        """The next ID token has this fault; those after it are sound."""
        requests.post(f"{self.url}/faults", {"fault": name}, timeout=10).raise_for_status()


@contextmanager
def tied(directory: Directory) -> Iterator[Desk]:
    """A running desk whose clerk comes by the directory as SUBJECT."""
    found = Desk(requests=1)
    found.environ |= {"COMITY_OIDC": directory.url, "COMITY_OIDC_CLIENT": "comity",
                      "COMITY_OIDC_SECRET": "a made-up secret"}  # fmt: skip
    with found as running:
        running.run(LINK.format(role="clerk", subject=SUBJECT))
        yield running
