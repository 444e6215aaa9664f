"""Whether the notice before signing in was acknowledged in this session."""

from typing import Final

from django.http import HttpRequest

WAYS_IN: Final = frozenset({"account_login", "mfa_login_webauthn", "openid_connect_login"})
"""Where signing in begins."""

_ACKNOWLEDGED: Final = "desk_notice"


def acknowledge(request: HttpRequest) -> None:
    """Notes that whoever sits here has read the notice and goes on."""
    request.session[_ACKNOWLEDGED] = True


def comes_first(request: HttpRequest, name: str) -> bool:
    """Whether the notice stands between this call and a sign-in."""
    wanted = name in WAYS_IN and not request.user.is_authenticated
    return wanted and not request.session.get(_ACKNOWLEDGED)
