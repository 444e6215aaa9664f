"""What an act refuses becomes an error of its form: nothing was done, and the page says why.

MUST: only what Comity itself refuses is shown; any other error is an error.
"""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from comity.errors import ComityError

T = TypeVar("T")


def act(form: forms.Form, done: Callable[[], T]) -> T | None:
    """What an act gives; None where it was refused, and then the form says why, at its field."""
    try:
        return done()
    except ComityError as error:
        said = error.message + (f" ({error.expected})" if error.expected else "")
        form.add_error(_field(form, error.field), said)
        return None


def _field(form: forms.Form, named: str | None) -> str | None:
    """The form's own field that an error names, as YQ.OCA names `oca`; None for the whole form."""
    last = (named or "").rpartition(".")[2]
    return next((one for one in form.fields if one.lower() == last.lower()), None)
