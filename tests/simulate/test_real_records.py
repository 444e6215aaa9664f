"""The 79,053 published records, counted by Comity and, independently, by SQL or by hand.

Where Comity reads CSV with Python, DuckDB counts; where it reads Parquet with DuckDB, Python.
"""

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from comity.flow import counsel
from comity.law.read import shipped
from comity.simulate import Question, Simulation, simulate
from comity.simulate.result import totals
from tests.published import REAL_CSV, REAL_PARQUET, needs_real_records

pytestmark = needs_real_records

ROWS = 79_053
ASSUMED = (
    "request.instruments=[]",
    "person.watchlist_match=false",
    "person.reentered_after_removal=false",
)

# Each record with the agency that the tables of the packs give its place, or none.
PLACED = """
    SELECT r.*, t.agency, strftime(r.prepare_date, '%Y-%m') AS month
    FROM read_csv(?, header = true) r
    LEFT JOIN (SELECT * FROM read_csv(?, header = true, all_varchar = true)) t
      ON upper(regexp_replace(r.facility, '\\s+', ' ', 'g')) = t.facility
     AND (t.city IS NULL OR t.city = r.city) AND (t.state IS NULL OR t.state = r.state)
"""


def ran(path: Path, **more: Any) -> Simulation:
    asked = counsel()
    return simulate(Question(path, **more), asked.law, asked.version)


def by_sql(columns: str, where: str = "true") -> Counter[tuple[object, ...]]:
    """Rows by some columns, as DuckDB counts them."""
    query = f"SELECT {columns}, count(*) FROM ({PLACED}) WHERE {where} GROUP BY ALL"
    tables = [str(path) for path in shipped().glob("*/facilities.csv")]
    rows = duckdb.execute(query, [str(REAL_CSV), tables]).fetchall()
    return Counter({tuple(key): count for *key, count in rows})


def test_rows_by_agency_month_and_recorded_outcome_are_those_of_sql() -> None:
    """Every record is counted once, placed or not, by the month and by what became of it."""
    result = ran(REAL_CSV)

    recorded = """CASE lift_reason WHEN 'Booked into Detention' THEN 'booked into detention'
        WHEN 'Detainer Declined by LEA' THEN 'declined by the agency'
        WHEN 'Early Release' THEN 'released before pickup'
        WHEN 'Transferred' THEN 'another reason' WHEN 'Died' THEN 'another reason'
        ELSE if(lift_reason IS NULL, 'nothing recorded', 'lifted or closed') END"""
    expected = by_sql(f"coalesce(agency, ''), month, {recorded}")
    assert expected == totals(result.placements, "agency", "month", "recorded")
    assert ROWS == result.rows == expected.total()


def test_places_without_an_agency_are_those_of_sql() -> None:
    """Every name that no table gives to an agency is reported with the number of its records."""
    result = ran(REAL_CSV)

    names = "coalesce(facility, ''), coalesce(city, ''), coalesce(state, '')"
    expected = by_sql(names, "agency IS NULL")
    assert expected == totals(result.unplaced, "facility", "city", "state")


def test_from_14_december_2014_the_city_must_not_hold_without_a_warrant() -> None:
    """N.Y.C. Admin. Code §§ 9-131(b)(1) and 14-154(b)(1), Local Laws 58 and 59 of 2014.

    With no warrant shown, no watch-list match and no re-entry nothing lifts the prohibition,
    whatever the convictions; before that day the charges would have to be known.
    """
    result = ran(REAL_CSV, assume=ASSUMED)

    outcome = "if(prepare_date >= DATE '2014-12-14', 'must-not', 'undetermined')"
    expected = by_sql(
        f"agency, month, {outcome}", "agency LIKE 'us-ny-nyc/%' AND form IN ('I247', 'I247D')"
    )
    assert expected == totals(result.relevant("hold"), "agency", "month", "outcome")


def test_nothing_is_settled_about_a_hold_without_assumptions() -> None:
    """A record tells of no charge, conviction or warrant, so every answer about a hold is open."""
    result = ran(REAL_CSV)

    expected = by_sql("agency", "agency LIKE 'us-ny-nyc/%' AND form IN ('I247', 'I247D')")
    held = totals(result.relevant("hold"), "agency", "outcome")
    assert {(*key, "undetermined"): count for key, count in expected.items()} == held


def test_the_parquet_file_counts_as_plain_python_counts_the_csv() -> None:
    """By agency, month and outcome, from the other file by the other reader."""
    result = ran(REAL_PARQUET, assume=ASSUMED)

    expected: Counter[tuple[str, ...]] = Counter()
    agencies = _agencies()
    with gzip.open(REAL_CSV, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            agency = agencies.get((" ".join(row["facility"].split()), row["state"]), "")
            if agency.startswith("us-ny-nyc/") and row["form"] != "I247N":
                day = row["prepare_date"]
                outcome = "must-not" if day >= "2014-12-14" else "undetermined"
                expected[agency, day[:7], outcome] += 1
    assert expected == totals(result.relevant("hold"), "agency", "month", "outcome")


def test_county_jails_of_that_time_are_placed_and_not_covered() -> None:
    """The pack of New York State was read from 2017 on: no law of 2014 is guessed for its jails."""
    result = ran(REAL_CSV)

    (expected,) = by_sql("agency", "agency = 'us-ny/jail'").values()
    found = totals(result.placements, "agency", "status")
    assert expected == found["us-ny/jail", "not covered"]
    assert ("us-ny/jail", "placed") not in found


def _agencies() -> dict[tuple[str, str], str]:
    """The agency by facility and state, from the tables of the packs (none names a city)."""
    found: dict[tuple[str, str], str] = {}
    for path in shipped().glob("*/facilities.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert not any(row["city"] for row in rows)
        found |= {(row["facility"], row["state"]): row["agency"] for row in rows}
    return found
