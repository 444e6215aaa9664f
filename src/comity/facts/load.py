"""Cases from raw records, checked in every fact and as a whole.

MUST: whoever calls gets a whole case or an InputError, never a case with something left out.
"""

import os
from collections.abc import Iterator
from typing import Any

from comity.errors import InputError, Place
from comity.facts.build import builder
from comity.facts.checks import check
from comity.facts.values import UnfitError
from comity.intake import read
from comity.model.case import Case
from comity.model.shape import document_shape, joined


def case_from(data: Any, place: Place | None = None) -> Case:
    """The case that JSON data states. A missing key or null is unknown; an empty list is not.

    Raises InputError, with the path of the fact, for the first thing that cannot be used.
    """
    try:
        case: Case = builder(document_shape())(data)
        check(case)
    except UnfitError as refusal:
        field = joined(refusal.steps) or None
        raise InputError(
            refusal.message, place=place, field=field, expected=refusal.expected
        ) from None
    return case


def cases(path: str | os.PathLike[str]) -> Iterator[Case]:
    """The cases of a file: JSON, JSON Lines, CSV or Parquet, by its suffix.

    Raises InputError, with file, line and path of the fact. The cases before it came out already:
    who must do nothing by halves takes them all first.
    """
    for raw in read(path):
        try:
            yield case_from(raw.data, raw.place)
        except InputError as error:
            raise InputError(
                error.message,
                place=raw.where(error.field),
                field=error.field,
                expected=error.expected,
            ) from None
