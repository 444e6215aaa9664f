"""The forms of signing in.

MUST: a lost password is an administrator's to replace; no mail opens an account.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm


class SignIn(LoginForm):
    """Name and password; the second factor is the next page. Nothing is remembered."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        _plain(self, "login", "password")


class Again(ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, "password")


class OwnPassword(ChangePasswordForm):
    """A password of one's own in place of the one before."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, "oldpassword")
        _plain(self, "password1", "password2", helped=True)


def _plain(form: Any, *names: str, helped: bool = False) -> None:
    """Without words inside the fields, which vanish on typing, and without a way by mail."""
    for name in names:
        field = form.fields[name]
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "usa-input"
        field.help_text = field.help_text if helped else ""
