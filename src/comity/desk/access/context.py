"""What every page shows: who is signed in, and where he may go."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from comity.desk.access.rules import rule_of
from comity.desk.pages.words import ROLES

MENU: Final = (
    ("inbox", _("Inbox")),
    ("request-new", _("New request")),
    ("calendar", _("Court dates")),
    ("notices", _("Notices")),
    ("law", _("Law")),
    ("simulate", _("Simulate")),
    ("entries", _("Entries")),
    ("people", _("People")),
    ("channels", _("Channels")),
)
"""The pages of the menu in its order; each is shown to those who may open it."""


def desk(request: HttpRequest) -> dict[str, Any]:
    """The menu for whoever is signed in, and whether this is a demonstration."""
    user = getattr(request, "user", None)
    role = user.role if user is not None and user.is_authenticated else None
    match = request.resolver_match
    here = match.view_name if match else ""
    items = []
    for name, label in MENU:
        rule = rule_of(name)
        if rule is None or not rule.allows(role, "GET"):
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        items.append({"label": label, "address": address, "here": here.startswith(name)})
    named = ROLES.get(role or "", "")
    return {"menu": items, "demonstration": settings.DEBUG, "role": role, "role_named": named}
