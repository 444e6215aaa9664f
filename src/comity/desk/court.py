"""A court's feed handed to the desk: read as it shows itself, kept for people on record alone."""

import tempfile
from pathlib import Path, PurePath
from typing import Final

from django.utils.translation import gettext as _

from comity.desk.actions import hearing
from comity.desk.actions.hearing import Changed
from comity.desk.hand import Hand
from comity.errors import InputError
from comity.intake.appearances import READERS, AppearanceSeen, appearances
from comity.model.appearance import Appearance

LARGEST: Final = 10 * 1024 * 1024


def read(file: Path, hand: Hand, zone: str | None = None) -> tuple[int, list[Changed]]:
    """How many appearances the feed shows, and what of them changed for people on record.

    Raises InputError for a feed that cannot be read as a whole; then nothing is taken from it.
    """
    shown = appearances(file, hand.at, zone)
    return len(shown), hearing.seen((_known(one) for one in shown), hand)


def take(name: str, content: bytes, hand: Hand, zone: str) -> tuple[int, list[Changed]]:
    """`read` for a file that was handed over. Raises InputError for one of another kind as well."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        raise InputError(_("This is no CSV, .ics or XML file."), field="file")
    if len(content) > LARGEST:
        raise InputError(_("The file is larger than 10 MB."), field="file")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / f"feed{suffix}"
        kept.write_bytes(content)
        return read(kept, hand, zone)


def _known(seen: AppearanceSeen) -> Appearance:
    return Appearance(
        seen.uid, seen.docket, seen.court, seen.room, seen.start, seen.status, seen.sequence
    )
