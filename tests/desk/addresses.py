"""Every address of the desk with a sample: the URL table beside the sample records.

MUST: an address that has no sample here fails the tests that open every address.
"""

from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LAW: Final = {
    "law-jurisdiction": ("us-ny-nyc",),
    "law-compare": ("us-ny-nyc",),
    "law-section": ("us-ny-nyc", "14-154"),
    "law-language": ("es",),
}
"""Those of the law's pages that name something."""

NOBODY: Final = frozenset(
    {
        "account_signup", "account_email", "account_email_verification_sent",
        "account_set_password", "account_reset_password", "account_confirm_login_code",
        "account_confirm_email", "account_reset_password_from_key_done",
        "account_reset_password_from_key", "account_reset_password_done", "socialaccount_signup",
        "socialaccount_connections",
    }
)  # fmt: skip
"""Addresses of the sign-in library that the desk does not use: they open for nobody."""

_ARGUMENTS: Final = {
    "warrant-sign": "warrant_decision", "calendar-feed": "feed_token", "person": "person",
    "calendar-token-close": "feed", "person-name": "person", "person-seal": "person",
    "person-account": "account", "entry": "request", "notice-letter": "letter",
    "delivery-retry": "delivery", "delivery-receipt": "delivery", "warrant": "check",
    "warrant-ask": "check", "warrant-answer": "check", "warrant-control-agency": "check",
    "simulate-result": "job", "simulate-progress": "job", "simulate-download": "job",
}  # fmt: skip
"""Which record an address names; a request, if it is none of these."""


def names() -> list[str]:
    """The name of every address: those of the desk, of its libraries, and of the API."""
    found: list[str] = []
    _walk(get_resolver().url_patterns, "", found)
    return sorted(set(found))


def address(name: str, made: dict[str, Any]) -> str:
    """The address of a name with the sample records put in. Raises KeyError without a sample."""
    return reverse(name, args=arguments(name, made))


def arguments(name: str, made: dict[str, Any]) -> tuple[Any, ...]:
    """What an address takes."""
    if name in LAW:
        return LAW[name]
    if name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        return (1,)
    if name.startswith("openid_connect"):
        return ("directory",)
    if name == "account_confirm_email":
        return ("key",)
    if name == "account_reset_password_from_key":
        return ("1", "key")
    if name == "request-proof":
        return (made["request"], "hold")
    if name == "request-document":
        return (made["request"], made["paper"])
    taken = _takes(name)
    if not taken:
        return ()
    return (made[_ARGUMENTS.get(name, "request")],)


def _takes(name: str) -> bool:
    return "<" in str(_patterns()[name].pattern)


def _patterns() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                if one.namespace is None:
                    walk(one.url_patterns)
            elif one.name:
                found[one.name] = one

    walk(get_resolver().url_patterns)
    return found


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, found: list[str]) -> None:
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
                _walk(one.url_patterns, inner, found)
        elif one.name:
            found.append(f"{prefix}{one.name}")
