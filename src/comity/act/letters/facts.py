"""What a letter to the person says of the case, checked before anything is printed.

MUST: only what the person is told: no other person, no record that the request does not name.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from attrs import field, frozen

from comity.errors import InputError

INTENTIONS: Final = ("hold", "notify_release", "transfer")
"""The acts of which Cal. Gov. Code § 7283.1(b) has the agency say whether it means to comply."""


@frozen
class LetterFacts:
    """The facts of a letter.

    `contact` says how to reach the agency. `form` names the request's paper, `received` is the
    agency's local day. `intends`: for each act that was asked for, whether the agency means to do
    it, None while nobody has decided. `release` is aware, on the clock of the jail. Raises
    InputError for an empty text, an act that is no intention, a release without an offset.
    """

    person: str = field(repr=False)
    agency: str
    contact: str
    requester: str
    form: str
    received: date
    written: date
    intends: Mapping[str, bool | None] = field(factory=dict)
    release: datetime | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("person", "agency", "contact", "requester", "form"):
            if not getattr(self, name).strip():
                raise InputError("is missing", field=name, expected="what the letter says there")
        for act in self.intends:
            if act not in INTENTIONS:
                expected = f"one of {', '.join(INTENTIONS)}"
                raise InputError(f"no such act: {act}", field="intends", expected=expected)
        if self.release is not None and self.release.utcoffset() is None:
            raise InputError(f"{self.release}", field="release", expected="an instant with offset")
