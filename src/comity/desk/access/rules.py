"""The rule of each address, declared beside it."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from attrs import frozen
from django.urls import URLPattern, path

from comity.desk.models import ROLES

STAFF: Final = ("clerk", "supervisor", "lawyer", "inspector")
"""Those who see case data, each within the walls of the agency."""

EVERYONE: Final = (*STAFF, "administrator")
"""Everybody who signs in. The program itself never does."""

PUBLIC: Final = ("public",)
"""Anyone, without signing in."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@frozen
class Access:
    """Who may read an address (GET), and who may write to it (POST and the rest)."""

    read: frozenset[str]
    write: frozenset[str]

    def allows(self, role: str | None, method: str) -> bool:
        """Whether somebody with this role (None: not signed in) may do this here."""
        allowed = self.read if method in _SAFE else self.write
        return "public" in allowed or (role is not None and role in allowed)


RULES: Final[dict[str, Access]] = {}
"""The rule of each address by its name."""


def page(
    route: str,
    view: Callable[..., Any],
    name: str,
    *,
    read: Iterable[str] = (),
    write: Iterable[str] = (),
) -> URLPattern:
    """An address with its rule. Raises ValueError for a role that there is not, or a name twice."""
    rule = Access(frozenset(read), frozenset(write))
    unknown = (rule.read | rule.write) - {*ROLES, "public"}
    if unknown or RULES.get(name, rule) != rule:
        raise ValueError(f"{name}: no such role {sorted(unknown)}, or two rules for one name")
    RULES[name] = rule
    return path(route, view, name=name)


_ANYONE: Final = Access(frozenset(PUBLIC), frozenset(PUBLIC))
_SIGNED_IN: Final = Access(frozenset(EVERYONE), frozenset(EVERYONE))
_INSPECTION: Final = Access(frozenset({"inspector"}), frozenset())

FACTORS: Final = frozenset(
    {
        "account_change_password", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
        "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    }
)  # fmt: skip
"""Where somebody changes his own factors, or sees what stands in for one."""

LIBRARY: Final[dict[str, Access]] = {
    **dict.fromkeys(
        ("account_login", "account_logout", "account_inactive", "mfa_authenticate",
         "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
         "socialaccount_login_error", "socialaccount_login_cancelled", "set_language"),
        _ANYONE,
    ),
    **dict.fromkeys(
        ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
         "mfa_index", "mfa_list_webauthn", "usersessions_list", *FACTORS),
        _SIGNED_IN,
    ),
}  # fmt: skip
"""The pages of the libraries that the desk uses; any other of theirs opens for nobody."""


def rule_of(name: str) -> Access | None:
    """The rule of an address by its name; None: nobody may open it."""
    if name.startswith("admin:"):
        return _INSPECTION
    return RULES.get(name) or LIBRARY.get(name)
