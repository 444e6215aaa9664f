"""A result as one file to take away: the tables as CSV and as Parquet, with what was asked."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from comity.desk.pages.simulate_result import Result
from comity.simulate.compare import Flip
from comity.simulate.files import as_parquet
from comity.simulate.result import Answered, Placement, Unplaced

_READ_ME = """answers: rows by agency, month, act, asked or not, outcome, whether a person decides
rows: every row once, answered or not
without-agency: the places that no table gives to an agency
flips: the rows whose answer differs (at most 2,000)
question.json: what was asked, what was assumed, and the law that answered, by its content hash
"""


def bundle(result: Result) -> io.BytesIO:
    """The tables in a zip archive."""
    found = result.simulation
    tables: list[tuple[str, type[attrs.AttrsInstance], Iterable[Any]]] = [
        ("answers", Answered, found.answers),
        ("rows", Placement, found.placements),
        ("without-agency", Unplaced, found.unplaced),
        ("flips", Flip, result.kept),
    ]
    made = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name, kind, lines in tables:
            text = Path(folder) / f"{name}.csv"
            _write(text, kind, lines)
            as_parquet(text, kind, text.with_suffix(".parquet"))
            out.write(text, text.name)
            out.write(text.with_suffix(".parquet"), f"{name}.parquet")
        out.writestr("question.json", _question(result))
        out.writestr("read-me.txt", _READ_ME)
    made.seek(0)
    return made


def _write(path: Path, kind: type[attrs.AttrsInstance], lines: Iterable[Any]) -> None:
    names = [one.name for one in attrs.fields(kind)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for line in lines:
            cells = (getattr(line, name) for name in names)
            writer.writerow(str(one).lower() if isinstance(one, bool) else one for one in cells)


def _question(result: Result) -> str:
    asked = {**result.given, "law": result.found["law"], "rows": result.simulation.rows}
    return json.dumps(asked, indent=2, ensure_ascii=False) + "\n"
