"""The result as files: tables as CSV and Parquet, the chart as SVG and PNG, the question as JSON.

MUST: the folder is there whole or not at all; it is written beside itself and then renamed.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from comity.errors import InputError, Place
from comity.intake.shown import shown_line
from comity.simulate.chart import draw
from comity.simulate.result import Answered, Placement, Simulation, Unplaced
from comity.simulate.show import summary

_TYPES: Final = {int: "BIGINT", bool: "BOOLEAN", str: "VARCHAR"}


def check_new(folder: Path) -> None:
    """Raises InputError if the folder holds something already: nothing is written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "there is something there already", place=Place(str(folder)), field="--out",
            expected="a folder that is new or empty",
        )  # fmt: skip


@contextmanager
def new(folder: Path) -> Iterator[Path]:
    """A folder to fill, which becomes the new one at the end; what goes wrong leaves neither.

    Raises InputError if there is something there, or if it cannot be written.
    """
    check_new(folder)
    with unwritable(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        yield beside
        with unwritable(folder):
            beside.chmod(0o755)
            beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def fill(result: Simulation, folder: Path) -> None:
    """Writes the tables, the chart and the question. Raises InputError if that cannot be done."""
    with unwritable(folder):
        _table(folder / "answers", Answered, result.answers)
        _table(folder / "rows", Placement, result.placements)
        _table(folder / "without-agency", Unplaced, result.unplaced)
        (folder / "question.json").write_text(_question(result), encoding="utf-8")
        if result.answers:
            pictures = [folder / "chart.svg", folder / "chart.png"]
            draw(result, result.asked[0], [*summary(result)], pictures)


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """What keeps a folder from being written, as an InputError."""
    import duckdb

    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from None
    except duckdb.IOException as error:
        raise _unwritable(folder, shown_line(str(error))) from None


def _unwritable(folder: Path, why: str) -> InputError:
    what = f"the folder cannot be written ({why})"
    return InputError(what, place=Place(str(folder)), expected="a folder to write to, and room")


def _table(path: Path, kind: type[attrs.AttrsInstance], lines: Iterable[Any]) -> None:
    """One table, as CSV for people and as Parquet with its types."""
    columns = attrs.fields(kind)
    text = path.with_suffix(".csv")
    with text.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one.name for one in columns])
        writer.writerows([_cell(getattr(line, one.name)) for one in columns] for line in lines)
    as_parquet(text, kind, path.with_suffix(".parquet"))


def as_parquet(text: Path, kind: type[attrs.AttrsInstance], path: Path) -> None:
    """A CSV file as Parquet with the types of a class."""
    import duckdb

    fields = attrs.fields(kind)
    types = ", ".join(f"'{one.name}': '{_TYPES[one.type]}'" for one in fields if one.type)
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv({_quoted(text)}, header = true, nullstr = '\\N', "
            f"quote = '\"', escape = '\"', delim = ',', columns = {{{types}}})) "
            f"TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _quoted(path: Path) -> str:
    return "'" + str(path.absolute()).replace("'", "''") + "'"


def _question(result: Simulation) -> str:
    """What was asked, what was assumed, and the law that answered, by its hash."""
    question = result.question
    data = {
        "data": question.data.name,
        "rows": result.rows,
        "refused": result.refused,
        "assume": list(question.assume),
        "at": str(question.at) if question.at else None,
        "agency": question.agency,
        "agency_by": question.agency_by,
        "law": [
            {
                "agency": one.agency,
                "first": str(one.first),
                "last": str(one.last) if one.last else None,
                "hash": one.hash,
            }
            for one in result.law
        ],
        "undetermined_examples": [
            {
                "agency": one.agency,
                "action": one.action,
                "law_from": str(one.law_from),
                "row": one.case,
                "needs": list(one.needs),
            }
            for one in result.missing
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
