"""The form of signing in."""

from allauth.account.forms import LoginForm


class SignIn(LoginForm):
    """Name and password; the second factor is the next page. Nothing is remembered."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            # A lost password is an administrator's to replace; no mail opens an account.
            field.help_text = ""
            field.widget.attrs["class"] = "usa-input"
