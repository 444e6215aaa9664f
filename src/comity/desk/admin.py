"""The records as Django's own pages show them: to look at, and nothing more.

MUST: nobody adds, changes or deletes anything here, whatever his role. What is sealed is not shown,
not even as bytes. Accounts are an administrator's, on pages of their own.
"""

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from comity.desk.models import Account

if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Any]
else:
    _Page = admin.ModelAdmin

_COLUMNS: Final = 8
_HIDDEN: Final = (
    "password", "settings", "hashed", "fingerprint", "wrapped", "key", "uid", "docket",
    "body", "given", "found",
)  # fmt: skip
"""Columns that are kept to be found by, or may hold what opens something or what was said."""

READERS: Final = ("inspector",)
"""Who reads the records here, besides a superuser."""


class Records(_Page):
    """A table to look at."""

    list_select_related = True
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The columns of a record."""
        return [field.name for field in self.model._meta.concrete_fields if _is_shown(field)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of them."""
        return self.get_fields(request, obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The first columns: a list is to be read on one screen."""
        return self.get_fields(request)[:_COLUMNS]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the table is listed."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Whether the rows are shown."""
        user = request.user
        return user.is_active and (user.is_superuser or getattr(user, "role", "") in READERS)

    def has_add_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Never: records are made by acts of the desk."""
        return False

    def has_change_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Never."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: Django's own action deletes what was ticked."""
        return {}


def _is_shown(field: "models.Field[Any, Any]") -> bool:
    """Whether a column is shown: nothing sealed, no bytes, no fingerprint, nothing that opens."""
    return not isinstance(field, models.BinaryField) and field.name not in _HIDDEN


for _model in apps.get_app_config("desk").get_models():
    if _model is not Account:
        admin.site.register(_model, Records)
