"""The errors that Comity raises, one tree.

    ComityError
      InputError      a case file, record or table that cannot be used
      LawError        a page of law, schedule or scenario that cannot be used
      CoverageError   a question outside what the packs cover (agency, date)
      ContactError    a contact that no decision in force allows
      RecordError     a record that does not verify
      SealError       what is sealed and cannot be read
      DeskError       an act that a rule of the desk refuses, with nothing changed

Every message names what happened, where (file, line, field) and what was expected.
Commands print the message and exit with status 2.
"""

from attrs import frozen


@frozen
class Place:
    """Where something stands: a file, a line (from 1) and a column (from 1), each if known."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


class ComityError(Exception):
    """Anything that Comity refuses, with its place where it has one."""

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        field: str | None = None,
        expected: str | None = None,
    ) -> None:
        self.message = message
        self.place = place
        self.field = field
        self.expected = expected
        super().__init__(str(self))

    def __str__(self) -> str:
        head = [str(part) for part in (self.place, self.field) if part]
        tail = f"; expected {self.expected}" if self.expected else ""
        return ": ".join([*head, self.message]) + tail


class InputError(ComityError):
    """A case file, record or table that cannot be used as it stands."""


class LawError(ComityError):
    """A page of law, a schedule or a scenario that cannot be used as it stands."""


class CoverageError(ComityError):
    """A question that the packs do not cover: an unknown agency, or a date before the law."""


class ContactError(ComityError):
    """A contact that no decision in force allows, or that tells more than one allows."""


class RecordError(ComityError):
    """A record that does not verify: its bytes are not those of an entry that Comity wrote."""


class SealError(ComityError):
    """What is sealed and cannot be read: no key, another key, or damage. Never shows a key."""


class DeskError(ComityError):
    """An act that a rule of the desk refuses: nothing was changed.

    The message says by whom or on what basis it can be done.
    """
