"""One rule for every engine: here Comity's readers of it and Python by hand.

The rule is the page `bench/packs/us-bench/detainers.md`; `other_engines` says it in other tongues.
Whatever can be made once (programs, policies, the schedule) is made once, and each case is put into
the engine's own form before the clock starts. An answer is the pair of outcomes for holding and
for telling of the release.
"""

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from comity.decide import closure
from comity.decide.answer import decide
from comity.decide.tracer import tracer
from comity.law.read import read_law
from comity.law.version import in_force
from comity.model.case import Case, Conviction, Request
from comity.model.provision import Version

PACK = Path(__file__).parent / "packs" / "us-bench"
ACTIONS = ("hold", "notify_release")

Answer = tuple[str, ...]


@frozen
class Engine:
    """`prepare` is not measured; `answer` is. `outcomes` reads an answer for the comparison."""

    name: str
    prepare: Callable[[Case], Any]
    answer: Callable[[Any], Any]
    outcomes: Callable[[Any], Answer] = tuple


@cache
def listed() -> tuple[str, ...]:
    """The sections of the schedule."""
    text = (PACK / "schedules" / "listed.csv").read_text(encoding="utf-8")
    return tuple(row["term"] for row in csv.DictReader(text.splitlines()))


def _unchanged(case: Case) -> Case:
    return case


# Python by hand


JUDGES = frozenset(("article-iii-judge", "us-magistrate-judge"))


def came_with_a_warrant(request: Request) -> bool:
    return any(
        i.kind == "judicial-warrant"
        and i.issuer in JUDGES
        and i.presented_at <= request.received_at  # type: ignore[operator]
        for i in request.instruments  # type: ignore[union-attr]
    )


def by_hand() -> Engine:
    """What a programmer writes who knows that every fact is known."""
    crimes = frozenset(listed())

    def counts(c: Conviction) -> bool | None:
        return (
            c.sentenced
            and not c.youthful_offender
            and c.grade == "felony"
            and ((c.code == "NY PL" and c.section in crimes) or c.qualifies)
        )

    def recently_convicted(case: Case) -> bool:
        arrested: date = case.custody.arrested  # type: ignore[assignment]
        earliest = arrested.replace(year=arrested.year - 5)
        return any(c.judgment >= earliest and counts(c) for c in case.person.convictions)  # type: ignore[operator, union-attr]

    def answer(case: Case) -> tuple[str, str]:
        request, person = case.request, case.person
        if request.kind != "detainer":
            return "silent", "silent"
        watched = person.watchlist_match
        if came_with_a_warrant(request) and (watched or recently_convicted(case)):
            return "may", "may"
        if watched or (person.reentered_after_removal and any(map(counts, person.convictions))):  # type: ignore[arg-type]
            return "may", "must-not"
        return "must-not", "must-not"

    return Engine("Python by hand", _unchanged, answer)


# Comity


@cache
def version() -> Version:
    """The benchmark's law."""
    return in_force(read_law(PACK.parent), "us-bench/police", date(2019, 6, 3))


def comity_closure() -> Engine:
    """The reader for many cases."""
    answer = closure.closure(version(), ACTIONS)
    return Engine(
        "Comity, closure", _unchanged, answer, lambda them: tuple(one.outcome for one in them)
    )


def comity_proof() -> Engine:
    """The whole proof of both outcomes: every part of every condition with its value."""
    return Engine(
        "Comity, proof", _unchanged, tracer(version(), ACTIONS), lambda proof: proof.outcomes
    )


def comity_decide() -> Engine:
    """The whole decision, as a person gets it: nine actions with reasons, review and duties."""
    law = version()
    return Engine(
        "Comity, decide",
        _unchanged,
        lambda case: decide(case, law),
        lambda found: tuple(found.actions[action].outcome for action in ACTIONS),
    )


def ours() -> list[Engine]:
    """Python by hand first, then each reader of Comity."""
    return [by_hand(), comity_closure(), comity_proof(), comity_decide()]
