"""Which reader reads which file: the suffix says so, never the content."""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from comity.errors import InputError, Place
from comity.intake.file import shown_path
from comity.intake.raw import Raw

# A reader is loaded when the first file of its kind is read: a start pays for no other.
READERS = {
    ".json": "comity.intake.document",
    ".jsonl": "comity.intake.jsonlines",
    ".ndjson": "comity.intake.jsonlines",
    ".csv": "comity.intake.table",
    ".parquet": "comity.intake.parquet",
}


def read(path: str | os.PathLike[str]) -> Iterator[Raw]:
    """The records of a file, in the order of the file, never all in memory (but for .json).

    Raises InputError, with file and line, at the first thing that cannot be read.
    """
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None or "\0" in str(path):
        raise InputError(
            "nothing here reads a file of this name",
            place=Place(shown_path(path)),
            expected=f"a name that ends in {', '.join(READERS)}",
        )
    records: Iterator[Raw] = import_module(reader).records(Path(path))
    return records
