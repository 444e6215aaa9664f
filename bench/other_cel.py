"""Conditions in two other readers of the Common Expression Language, for comparison.

`cel` is cel-rust behind Python, `celpy` is cel-python. A case becomes plain values: a day is its
ordinal number, an instant its microseconds, and an unknown fact is a key that is missing, so that
CEL's errors are the unknown of Kleene's logic. Functions of the calendar and schedules are ours,
handed to both; operators, field access and the looks through lists are theirs.
"""

import logging
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import cel
import celpy
from celpy.adapter import json_to_cel
from celpy.celtypes import BoolType, IntType
from celpy.evaluation import CELEvalError

from bench.random_rules import OFFENCES, TERMS
from comity.decide import clock, reference
from comity.law.calendars import calendar
from comity.law.schedule import read_schedule
from comity.model.case import Case, Period
from comity.model.shape import ListOf, Record, Type, case_shape
from comity.model.tree import DAY, INSTANT, Calendar, Table

Truth = bool | None
Functions = dict[str, Callable[..., Any]]

# An unknown fact in a function of ours is an error, as it must be, and each is logged.
for library in ("cel", "celpy"):
    logging.getLogger(library).setLevel(logging.CRITICAL)

# It raises the recursion limit of the process, which Hypothesis does not want inside a test.
_ENVIRONMENT = celpy.Environment()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def facts_of(case: Case) -> dict[str, Any]:
    """The case as plain values, without the facts that are unknown."""
    plain: dict[str, Any] = _plain(case, case_shape())
    return plain


def _plain(value: Any, kind: Type) -> Any:
    if isinstance(kind, ListOf):
        return [_plain(one, kind.item) for one in value]
    if isinstance(kind, Record) and kind.pair:
        ends = (value.start, value.end)
        return [None if one is None else one.toordinal() for one in ends]
    if isinstance(kind, Record):
        found = ((one, getattr(value, one.attribute)) for one in kind.fields.values())
        return {one.name: _plain(fact, one.type) for one, fact in found if fact is not None}
    if kind == DAY:
        return value.toordinal()
    return _micros(value) if kind == INSTANT else value


def complete(case: Case) -> bool:
    """Whether no fact that a rule may read is unknown."""
    return _complete(case, case_shape())


def _complete(value: Any, kind: Type) -> bool:
    if isinstance(kind, ListOf):
        return value is not None and all(_complete(one, kind.item) for one in value)
    if isinstance(kind, Record) and not kind.pair:
        return all(
            one.label or _complete(getattr(value, one.attribute), one.type)
            for one in kind.fields.values()
        )
    return value is not None


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=int(micros))


def functions(day: date, zone: str = "America/New_York") -> Functions:
    """The functions of the law language over these plain values."""
    here = calendar("us", zone)
    assert isinstance(here, Calendar)
    tables = {
        name: read_schedule(text, f"{name}.csv", name).on(day)
        for name, text in (("offences", OFFENCES), ("terms", TERMS))
    }

    def served(periods: list[list[int | None]], first: int, last: int) -> int:
        spans = [Period(_day(start), None if end is None else _day(end)) for start, end in periods]  # type: ignore[arg-type]
        return clock.days_served(spans, _day(first), _day(last))

    def hours_after(start: int, hours: int, out: list[str]) -> int:
        left_out = tuple(str(one) for one in out)
        return _micros(clock.hours_after(_instant(start), int(hours), left_out, here))

    return {
        "date": lambda text: date.fromisoformat(str(text)).toordinal(),
        "day": lambda instant: clock.day_of(_instant(instant), here).toordinal(),
        "end_of_day": lambda instant: _micros(clock.end_of_day(_instant(instant), here)),
        "years_before": lambda day, n: clock.years_before(_day(day), int(n)).toordinal(),
        "years_after": lambda day, n: clock.years_before(_day(day), -int(n)).toordinal(),
        "days_served": served,
        "hours_after": hours_after,
        "listed": partial(_listed, tables),
    }


def _listed(tables: dict[str, Table], name: str, what: Any) -> bool:
    # The map of cel-python raises in `get`.
    keys = ("code", "section", "subdivision")
    of_term = isinstance(what, str)
    parts = (what,) if of_term else tuple(what[key] if key in what else None for key in keys)  # noqa: SIM401
    found = reference.listed(tables[str(name)], parts)
    if found is None:
        raise ValueError("unknown")
    return found


def _day(ordinal: int) -> date:
    return date.fromordinal(int(ordinal))


class FellOverError(Exception):
    """A reader stopped with an error that is none of CEL's: it has no answer to compare."""


class Rust:
    """cel-rust. Its `exists` and `all` stop at the first error, where CEL and we look on."""

    name = "cel-rust"

    def __init__(self, given: Functions) -> None:
        self._given = given

    def facts(self, plain: dict[str, Any]) -> cel.Context:
        """A case as this reader wants it."""
        return cel.Context(plain, self._given)

    def reader(self, condition: str) -> Callable[[Any], Truth]:
        """The condition as a function of the facts; an error is unknown."""
        program = cel.compile(condition)

        def read(facts: cel.Context) -> Truth:
            try:
                return bool(program.execute(facts))
            except (KeyError, TypeError, ValueError, RuntimeError):
                return None

        return read

    def knows_as_much(self, condition: str) -> bool:
        """Whether it must know what Kleene's logic knows of this condition."""
        return not re.search(r"exists|all\(|filter|listed", condition)


class Python:
    """cel-python."""

    name = "cel-python"

    def __init__(self, given: Functions) -> None:
        self._given = {name: _celtyped(function) for name, function in given.items()}

    def facts(self, plain: dict[str, Any]) -> dict[str, Any]:
        """A case as this reader wants it."""
        return {key: json_to_cel(value) for key, value in plain.items()}

    def reader(self, condition: str) -> Callable[[Any], Truth]:
        """The condition as a function of the facts; an error is unknown."""
        program = _ENVIRONMENT.program(_ENVIRONMENT.compile(condition), functions=self._given)

        def read(facts: dict[str, Any]) -> Truth:
            try:
                return bool(program.evaluate(facts))
            except CELEvalError:
                return None
            except Exception as error:
                raise FellOverError(repr(error)) from error

        return read

    def knows_as_much(self, condition: str) -> bool:
        """Whether it must know what Kleene's logic knows of this condition.

        In CEL an error in `exists_one` and `filter` is an error, while we may know that two
        elements are true already; and `listed` knows a whole section without its subdivision.
        """
        return not re.search(r"exists_one|filter|listed", condition)


def _celtyped(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        found = function(*args)
        return BoolType(found) if isinstance(found, bool) else IntType(found)

    return call
