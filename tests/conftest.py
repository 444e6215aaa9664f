"""What every test run shares: how long Hypothesis may think, and which database the desk has."""

import atexit
import os
import tempfile
from contextlib import ExitStack

import django
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
# Named here and not in pyproject.toml: the settings are read once, after what stands above.
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.desk.settings"
# A developer's machine, without TLS; the settings as shipped are tested in a process of their own.
os.environ.setdefault("COMITY_DEBUG", "1")

django.setup()
