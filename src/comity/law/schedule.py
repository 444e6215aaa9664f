"""Schedules: the lists that a law names, as CSV with the days on which each row is in force.

A list of terms has a column `term`; a list of offences has `code,section,subdivision`. A row
without a subdivision covers its whole section; `2(b)` covers that subdivision and all below it;
`2 through 8` a range.
"""

import csv
import re
from datetime import date

import attrs
from attrs import frozen

from comity.errors import LawError, Place
from comity.model.days import Days
from comity.model.tree import Spec, Table

_TERMS = ("term", "cite", "from", "to")
_OFFENCES = ("code", "section", "subdivision", "cite", "from", "to")


@frozen
class Row:
    """One row: a term, or an offence with the subdivision that is meant."""

    days: Days
    cite: str
    term: str = ""
    offence: tuple[str, str] = ("", "")
    spec: Spec | None = None


@frozen
class Schedule:
    """A list that a law names. `source` is its text, for the hash."""

    name: str
    place: Place
    rows: tuple[Row, ...]
    of_terms: bool
    source: str = attrs.field(repr=False)

    @property
    def dates(self) -> tuple[date, ...]:
        """The days on which the list changes."""
        found = {row.days.first for row in self.rows}
        found |= {day for row in self.rows if (day := row.days.next_day)}
        return tuple(sorted(found))

    def on(self, day: date) -> Table:
        """The list as it stands on one day."""
        rows = [row for row in self.rows if day in row.days]
        if self.of_terms:
            return Table(self.name, terms=frozenset(row.term for row in rows))
        entries: dict[tuple[str, str], list[Spec]] = {}
        whole: set[tuple[str, str]] = set()
        for row in rows:
            entries.setdefault(row.offence, [])
            if row.spec is None:
                whole.add(row.offence)
            else:
                entries[row.offence].append(row.spec)
        return Table(
            self.name,
            entries={key: () if key in whole else tuple(specs) for key, specs in entries.items()},
        )


def read_schedule(text: str, file: str, name: str) -> Schedule:
    """The schedule written in `text`. Raises LawError with file and line."""
    reader = csv.reader(text.splitlines())
    header = tuple(next(reader, ()))
    if header not in (_TERMS, _OFFENCES):
        raise LawError(
            f"columns {','.join(header)}",
            place=Place(file, 1),
            expected=",".join(_TERMS) + " or " + ",".join(_OFFENCES),
        )
    rows: list[Row] = []
    seen: dict[object, list[Days]] = {}
    for cells in reader:
        if not cells:
            continue
        place = Place(file, reader.line_num)
        if len(cells) != len(header):
            raise LawError(f"{len(cells)} cells", place=place, expected=f"{len(header)} cells")
        row = _row(dict(zip(header, (cell.strip() for cell in cells), strict=True)), place)
        days = seen.setdefault((row.term, row.offence, row.spec), [])
        if any(one.overlaps(row.days) for one in days):
            raise LawError("the row stands twice on some day", place=place, expected="it once")
        days.append(row.days)
        rows.append(row)
    return Schedule(name, Place(file, 1), tuple(rows), header == _TERMS, text)


def _row(cells: dict[str, str], place: Place) -> Row:
    days = Days(_day(cells["from"], place, "from"), _last(cells["to"], place))
    if days.last is not None and days.last < days.first:
        raise LawError("ends before it begins", place=place, field="to", expected="a later day")
    for key in ("term", "code", "section"):
        if key in cells and not cells[key]:
            raise LawError("empty", place=place, field=key, expected=f"a {key}")
    if "term" in cells:
        return Row(days, cells["cite"], term=cells["term"])
    spec = _spec(cells["subdivision"], place) if cells["subdivision"] else None
    return Row(days, cells["cite"], offence=(cells["code"], cells["section"]), spec=spec)


def _last(text: str, place: Place) -> date | None:
    return _day(text, place, "to") if text else None


def _day(text: str, place: Place, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LawError(
            f"not a day: {text!r}", place=place, field=field, expected="YYYY-MM-DD"
        ) from None


def _spec(text: str, place: Place) -> Spec:
    match = re.fullmatch(r"(\w+) through (\w+)", text)
    if match:
        if not (match[1].isdigit() and match[2].isdigit() and int(match[1]) <= int(match[2])):
            raise LawError(
                f"not a range: {text!r}", place=place, field="subdivision", expected="2 through 8"
            )
        return Spec((match[1],), match[2])
    tokens = subdivision_tokens(text)
    if not tokens:
        raise LawError(
            f"not a subdivision: {text!r}", place=place, field="subdivision", expected="as 2(b)"
        )
    return Spec(tokens)


def subdivision_tokens(text: str) -> tuple[str, ...]:
    """`2(b)`, `(2)(b)`, `2-b` and `2.b` all name the same subdivision: `("2", "b")`."""
    return tuple(re.findall(r"\d+|[a-z]+", text.lower()))
