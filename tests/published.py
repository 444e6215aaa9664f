"""Published detainer records for tests: a few made-up rows, and the real ones where they lie."""

from pathlib import Path

import pytest

HEADER = "row,prepare_date,form,detainer_type,facility,city,state,lift_reason"

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "detainers-us-fy2015"
REAL_CSV = FOLDER / "detainers_us_fy2015ytd.csv.gz"
REAL_PARQUET = FOLDER / "detainers_us_fy2015ytd.parquet"

needs_real_records = pytest.mark.skipif(
    not REAL_CSV.exists(),
    reason=f"the published records are not beside the repository ({FOLDER.name})",
)


def row(
    number: int,
    day: str = "2015-03-02",
    form: str = "I247",
    facility: str = "NOWHERE JAIL",
    city: str = "NOWHERE",
    state: str = "NEW YORK",
    lift_reason: str = "",
) -> str:
    """One made-up row."""
    return f"{number},{day},{form},{form} - edition,{facility},{city},{state},{lift_reason}"


def table(folder: Path, *rows: str, name: str = "records.csv", header: str = HEADER) -> Path:
    """A file of such rows."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
