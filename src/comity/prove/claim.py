"""A claim about the law, and what became of it."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from attrs import frozen

from comity.model.case import Case
from comity.model.days import Days

PROVED, FAILS, OPEN = "proved", "fails", "not decided"

T = TypeVar("T")


@frozen
class Claim:
    """Something said of some agencies on some days: proved, refuted by a case, or not decided.

    `short`: of these lists, entries beyond so many were not looked at; empty where the claim is
    about lists of any length. `why`: what the case shows, or why it is not decided.
    """

    name: str
    says: str
    agencies: tuple[str, ...]
    days: Days
    verdict: str
    why: str = ""
    case: Case | None = None
    short: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


def alike(readings: Sequence[tuple[Days, T]]) -> Iterator[tuple[Days, T]]:
    """Neighbouring stretches of days with the same reading, as one stretch each.

    A claim about the days of several versions is put once where all of them read the same.
    """
    kept: tuple[Days, T] | None = None
    for days, reading in readings:
        if kept and kept[1] == reading and kept[0].next_day == days.first:
            kept = (Days(kept[0].first, days.last), reading)
            continue
        if kept:
            yield kept
        kept = (days, reading)
    if kept:
        yield kept
