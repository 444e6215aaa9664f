"""What every test run shares: how long Hypothesis may think, and which database the desk has."""

import atexit
import os
import tempfile
from contextlib import ExitStack

from hypothesis import settings

from tests.servers.postgresql import postgresql

# The default allows 200 ms an example, which two busy cores cannot promise. What Hypothesis
# chooses by itself on a continuous integration machine (the same examples each time) stays.
settings.register_profile("comity", deadline=None, print_blob=True)
settings.load_profile("comity")


# Workers inherit the address.
if os.environ.get("COMITY_TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    running = ExitStack()
    os.environ["DATABASE_URL"] = running.enter_context(postgresql())
    atexit.register(running.close)
os.environ.setdefault("COMITY_HOME", tempfile.gettempdir())
