"""What is asked of a history: which data, which law, and what is assumed about every row."""

from datetime import date
from pathlib import Path
from typing import Final

from attrs import frozen

from comity.errors import InputError
from comity.facts.paths import type_at
from comity.intake.shown import shown
from comity.model.shape import steps

_OPTIONS: Final = {"at": "--at", "agency": "--agency"}


@frozen
class Question:
    """One simulation: the file, and what is changed in every row of it.

    `assume` puts facts in place of what a row says or leaves unknown (`path=value`). `at` is the
    day whose law answers, where it is not the row's own day. `agency` answers for all; otherwise
    `agency_by` names the column that holds the agency.
    """

    data: Path
    assume: tuple[str, ...] = ()
    at: date | None = None
    agency: str | None = None
    agency_by: str | None = None


def check(question: Question) -> None:
    """Raises InputError for what can be no assumption, before the first row is read.

    Whether a value fits its fact shows at the first row, because it may depend on the rest.
    """
    for assignment in question.assume:
        path, equals, _ = assignment.partition("=")
        if not equals:
            what, expected = f"{shown(assignment)} sets no value", "path=value"
            raise InputError(what, field="--assume", expected=expected)
        type_at(path)
        first = steps(path)[0]
        if first in ("id", *_OPTIONS):
            expected = f"the option {_OPTIONS[path]}" if path in _OPTIONS else "a fact of the case"
            raise InputError(f"{path} is no assumption", field="--assume", expected=expected)
