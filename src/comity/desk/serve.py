"""The desk's pages, served by gunicorn; and the worker beside them, for a demonstration.

MUST: in use the desk stands behind a server that speaks TLS; this one listens on this machine only,
unless it is told otherwise.
"""

import multiprocessing
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from gunicorn.app.base import BaseApplication

from comity.errors import DeskError

BIND: Final = "127.0.0.1:8017"
KEPT_OPEN_SECONDS: Final = 5
"""How long a connection without a call stays open (CJIS SC-10: an hour at most)."""

_WORKERS: Final = min(4, multiprocessing.cpu_count() * 2)


class _Pages(BaseApplication):
    """gunicorn without its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Takes the options that were given."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The desk itself."""
        from comity.desk.wsgi import application

        return application


def serve(bind: str = BIND) -> None:
    """Serves the pages until it is stopped. Raises DeskError without a key that signs sessions."""
    if not settings.DEBUG:
        if not settings.SECRET_KEY:
            what = "nothing signs the sessions"
            raise DeskError(what, expected="`comity desk setup`, or COMITY_SECRET_KEY")
        call_command("collectstatic", interactive=False, verbosity=0)
    _Pages(
        {
            "bind": bind,
            "workers": _WORKERS,
            "threads": 4,
            "timeout": 60,
            "keepalive": KEPT_OPEN_SECONDS,
            "max_requests": 5_000,
            "max_requests_jitter": 500,
            "control_socket_disable": True,
            "accesslog": None,
        }
    ).run()
