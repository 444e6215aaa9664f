"""The lists that a law names, as tables of one day."""

import csv
from datetime import date

from attrs import frozen

from comity.law.schedule import Schedule

_DAYS = ("from", "to")


@frozen
class Table:
    """A list on a day. `rows` have a cell for each of `columns`."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(schedule: Schedule, day: date) -> Table:
    """The rows of a list that are in force on a day, in their order, without the days."""
    header, *written = [one for one in csv.reader(schedule.source.splitlines()) if one]
    kept = [n for n, name in enumerate(header) if name.strip() not in _DAYS]
    rows = tuple(
        tuple(cells[n].strip() for n in kept)
        for cells, row in zip(written, schedule.rows, strict=True)
        if day in row.days
    )
    return Table(schedule.name, tuple(header[n].strip() for n in kept), rows)
