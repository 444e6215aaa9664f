"""Facts put in place of others: "what if", as `--assume person.watchlist_match=false` says it.

The changed case is checked like one that comes in; an assumption cannot contradict the rest.
"""

import json
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from typing import Any

from comity.errors import InputError
from comity.facts.load import case_from
from comity.facts.paths import type_at
from comity.facts.write import to_json
from comity.intake.shown import shown
from comity.model.case import Case
from comity.model.shape import steps
from comity.model.tree import DAY, INSTANT, TEXT


def with_values(case: Case, assignments: Iterable[str]) -> Case:
    """The case with facts as the assignments (`path=value`) set them, one after the other.

    A value is JSON, or else a text. Raises InputError for an unknown path or a wrong value.
    """
    data = to_json(case)
    for assignment in assignments:
        path, value = _parsed(assignment)
        _put(data, path, value)
    return case_from(data)


@lru_cache(maxsize=256)
def _parsed(assignment: str) -> tuple[str, Any]:
    """The path and the value that an assignment names; both hold for every case."""
    path, equals, text = assignment.partition("=")
    if not equals:
        raise InputError(
            f"{shown(assignment)} sets no value", expected="path=value, such as request.form=I-247A"
        )
    kind = type_at(path)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return path, text
    # `section=130.52` means the text, though 130.52 is also JSON.
    plain = kind in (TEXT, DAY, INSTANT) and value is not None and not isinstance(value, str)
    return path, text if plain else value


def _put(data: Any, path: str, value: Any) -> None:
    *above, last = steps(path)
    for step in above:
        _check_step(data, step, path)
        below = data.get(step) if isinstance(data, dict) else data[step]
        if not isinstance(below, dict | list):
            below = {}
            data[step] = below
        data = below
    _check_step(data, last, path)
    data[last] = deepcopy(value)  # another case gets the same value, and a later path may change it


def _check_step(data: Any, step: str | int, path: str) -> None:
    if isinstance(step, int):
        count = len(data) if isinstance(data, list) else 0
        if step >= count:
            raise InputError(
                f"the list has {count} elements", field=path, expected="the number of one, from 0"
            )
    elif isinstance(data, list):
        raise InputError("it is not said of which element", field=path, expected="a number: [0]")
