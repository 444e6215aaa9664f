"""A court's feed handed to the desk: read as it shows itself, kept for people on record alone."""

from pathlib import Path

from comity.desk.actions import hearing
from comity.desk.actions.hearing import Changed
from comity.desk.hand import Hand
from comity.intake.appearances import AppearanceSeen, appearances
from comity.model.appearance import Appearance


def read(file: Path, hand: Hand, zone: str | None = None) -> tuple[int, list[Changed]]:
    """How many appearances the feed shows, and what of them changed for people on record.

    Raises InputError for a feed that cannot be read as a whole; then nothing is taken from it.
    """
    shown = appearances(file, hand.at, zone)
    return len(shown), hearing.seen((_known(one) for one in shown), hand)


def _known(seen: AppearanceSeen) -> Appearance:
    return Appearance(
        seen.uid, seen.docket, seen.court, seen.room, seen.start, seen.status, seen.sequence
    )
