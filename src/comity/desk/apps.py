"""The desk as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class Desk(AppConfig):
    """All records live in one application, because one chain of entries binds them."""

    name = "comity.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every migration ends with all guards in place; signing in and out leaves entries."""
        from comity.desk.access import signals

        post_migrate.connect(_guard, sender=self)
        signals.connect()


def _guard(using: str, **_: Any) -> None:
    from comity.desk.guard import install

    install(connections[using])
