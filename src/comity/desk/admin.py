"""The records as Django's own pages show them: to look at, and nothing more.

MUST: nobody adds, changes or deletes anything here, whatever his role; the one exception is the
accounts, which an administrator keeps. What is sealed is not shown, not even as bytes.
"""

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from comity.desk import office
from comity.desk.hand import Hand
from comity.desk.models import Account

if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Any]
else:
    _Page = admin.ModelAdmin

READERS: Final = ("inspector",)
"""Who reads the records here, besides a superuser."""


class Records(_Page):
    """A table to look at."""

    def __init__(self, model: type[models.Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        shown = [field.name for field in model._meta.concrete_fields if _is_shown(field)]
        self.fields = self.readonly_fields = shown
        self.list_display = shown[:8]
        self.list_select_related = True
        self.show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the table is listed."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Whether the rows are shown."""
        user = request.user
        return user.is_active and (user.is_superuser or getattr(user, "role", "") in READERS)

    def has_add_permission(self, request: HttpRequest, _: Any = None) -> bool:  # noqa: ARG002
        """Never: records are made by acts of the desk."""
        return False

    def has_change_permission(self, request: HttpRequest, _: Any = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, _: Any = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002
        """None: Django's own action deletes what was ticked."""
        return {}


class Accounts(_Page):
    """The accounts: made, changed and closed by an administrator, never deleted.

    Passwords are not here: `comity desk account NAME --password` sets one.
    """

    fields = ("username", "role", "agency", "is_active")
    list_display = fields

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the accounts are listed."""
        return _keeps_accounts(request)

    def has_view_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Whether the accounts are shown."""
        return _keeps_accounts(request)

    def has_add_permission(self, request: HttpRequest, _: Any = None) -> bool:
        """Whether one is made."""
        return _keeps_accounts(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether one is changed. The program's own is nobody's."""
        return _keeps_accounts(request) and getattr(obj, "role", "") != "system"

    def has_delete_permission(self, request: HttpRequest, _: Any = None) -> bool:  # noqa: ARG002
        """Never: the records name it."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002
        """None."""
        return {}

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:  # noqa: ARG002
        """Saves it with its entry, by the administrator."""
        from django.utils import timezone

        assert isinstance(request.user, Account)
        with transaction.atomic():
            if not change:
                obj.set_unusable_password()
                obj.save()
            obj.is_staff = obj.role in ("inspector", "administrator")
            what = "changed" if obj.is_active else "closed"
            office.keep_account(obj, Hand(request.user, timezone.now()), what if change else "made")


def _keeps_accounts(request: HttpRequest) -> bool:
    user = request.user
    return user.is_active and getattr(user, "role", "") == "administrator"


def _is_shown(field: "models.Field[Any, Any]") -> bool:
    """Whether a column is shown: nothing sealed, no bytes, no fingerprint, no password."""
    hidden = ("password", "fingerprint", "wrapped", "uid", "docket", "key")
    return not isinstance(field, models.BinaryField) and field.name not in hidden


for _model in apps.get_app_config("desk").get_models():
    if _model is not Account:
        admin.site.register(_model, Records)
admin.site.register(Account, Accounts)
