"""What must fit together in a case: its days and instants, its papers, its sources.

A case that contradicts itself is refused and goes back to whoever sent it. It is never decided on
one of its two stories. An unknown contradicts nothing. Days after `at` are none either: a case may
be put under the law of an earlier day.
"""

import re
from collections.abc import Iterator
from typing import Final

from comity.errors import InputError
from comity.facts.paths import type_at
from comity.facts.values import UnfitError
from comity.intake.shown import shown
from comity.model.case import Case, Conviction, Instrument

AGENCY_PATTERN: Final = "[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*"

_AGENCY: Final = re.compile(AGENCY_PATTERN)


def check(case: Case) -> None:
    """Raises UnfitError, with the path of the fact, for the first contradiction."""
    if not _AGENCY.fullmatch(case.agency):
        what = f"{shown(case.agency)} is not an agency's name"
        raise UnfitError(what, "a jurisdiction and an agency, such as us-ny-nyc/nypd", ("agency",))
    for refusal in (*_custody(case), *_request(case), *_convictions(case), *_sources(case)):
        raise refusal


def _custody(case: Case) -> Iterator[UnfitError]:
    arrested, released = case.custody.arrested, case.custody.released_otherwise_at
    # The day of an instant is the day in the zone in which the instant is written.
    if arrested and released and released.date() < arrested:
        yield UnfitError(
            f"the release on {released.date()} is before the arrest",
            f"{arrested} or later",
            ("custody", "released_otherwise_at"),
        )


def _request(case: Case) -> Iterator[UnfitError]:
    for number, one in enumerate(case.request.instruments or ()):
        yield from _none_shown(one, ("request", "instruments", number, "issuer"))


def _none_shown(one: Instrument, steps: tuple[str | int, ...]) -> Iterator[UnfitError]:
    if one.kind == "none-shown" and one.issuer is not None:
        yield UnfitError("a paper that was not shown has no issuer", "null, or another kind", steps)


def _convictions(case: Case) -> Iterator[UnfitError]:
    for number, one in enumerate(case.person.convictions or ()):
        steps = ("person", "convictions", number)
        if one.judgment and one.offence_date and one.judgment < one.offence_date:
            yield UnfitError(
                f"the judgment of {one.judgment} is before the offence",
                f"{one.offence_date} or later",
                (*steps, "judgment"),
            )
        yield from _periods(one, (*steps, "incarcerated"))


def _periods(one: Conviction, steps: tuple[str | int, ...]) -> Iterator[UnfitError]:
    for number, period in enumerate(one.incarcerated or ()):
        if period.end and period.end < period.start:
            what = f"the time served ends on {period.end}, before it begins"
            yield UnfitError(what, f"{period.start} or later", (*steps, number))
        # It may well begin before the judgment: time on remand counts.
        if one.offence_date and period.start < one.offence_date:
            what = f"the time served begins on {period.start}, before the offence"
            yield UnfitError(what, f"{one.offence_date} or later", (*steps, number))


def _sources(case: Case) -> Iterator[UnfitError]:
    for number, source in enumerate(case.sources):
        try:
            type_at(source.path)
        except InputError as error:
            yield UnfitError(error.message, error.expected, ("sources", number, "path"))
