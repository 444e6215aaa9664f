"""The desk as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate


class Desk(AppConfig):
    """All records live in one application, because one chain of entries binds them."""

    name = "comity.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens for migrations, which end with guards and cache in place, and for sign-ins."""
        from comity.desk.access import signals

        post_migrate.connect(_guard, sender=self)
        signals.connect()


def _guard(using: str, **_: Any) -> None:
    from comity.desk.guard import install

    call_command("createcachetable", database=using, verbosity=0)
    install(connections[using])
