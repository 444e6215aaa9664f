"""The short form of 14-154(b) in DuckDB's SQL as people write it, for `bench/sql.py`.

From the plainest to the quickest that we found: the divisor is always the quickest of the day.
"""

from collections.abc import Mapping
from functools import cache

from bench.engines import listed

_FACTS = (
    "request.kind = 'detainer' AS d, person.watchlist_match AS match, "
    "person.reentered_after_removal AS again, person.convictions AS convictions, "
    "custody.arrested - INTERVAL 5 YEAR AS since"
)
_WARRANT = (
    "i.kind = 'judicial-warrant' AND i.issuer IN ('article-iii-judge', 'us-magistrate-judge') "
    "AND i.presented_at <= request.received_at"
)
_PAPER = f"list_contains(list_transform(request.instruments, lambda i: {_WARRANT}), true) AS w"
_CHEAP = "c.sentenced AND NOT c.youthful_offender AND c.grade = 'felony'"
_NEEDED = "d AND NOT match AND (w OR again)"


def by_hand(source: str) -> Mapping[str, str]:
    """The queries that count the outcomes over a table or file with nested columns, by name."""
    return {**_over_lists(source), **_the_last_day(source), **_flattened(source)}


def _over_lists(source: str) -> dict[str, str]:
    plain, counts = _plain(source), _counts()
    recent, ever = _some(f"{counts} AND c.judgment >= since"), _some(counts)
    return {
        "two conditions on a list": _outcome(
            f"SELECT *, {recent} AS recent, {ever} AS ever FROM ({plain})"
        ),
        "only where it matters": _outcome(
            f"SELECT *, CASE WHEN {_NEEDED} THEN {recent} END AS recent, "
            f"CASE WHEN {_NEEDED} THEN {ever} END AS ever FROM ({plain})"
        ),
        "the schedule first": _outcome(
            "SELECT *, list_contains(list_transform(flagged, lambda f: f.counts AND "
            "f.judgment >= since), true) AS recent, list_contains(list_transform(flagged, "
            "lambda f: f.counts), true) AS ever FROM (SELECT *, list_transform(convictions, "
            f"lambda c: {{'counts': {counts}, 'judgment': c.judgment}}) AS flagged FROM ({plain}))"
        ),
    }


def _the_last_day(source: str) -> dict[str, str]:
    crime = f"c.qualifies OR c.code = 'NY PL' AND list_contains([{_sections()}], c.section)"
    dates = (
        f"SELECT *, CASE WHEN {_NEEDED} THEN list_transform(convictions, lambda c: CASE WHEN "
        f"{_CHEAP} AND ({crime}) THEN c.judgment END) END AS days FROM ({_plain(source)})"
    )
    return {
        "the days that count, then two tests": _outcome(
            "SELECT *, list_contains(list_transform(days, lambda j: j >= since), true) AS recent, "
            "list_contains(list_transform(days, lambda j: j IS NOT NULL), true) AS ever "
            f"FROM ({dates})"
        ),
        "the last day that counts": _outcome(
            f"SELECT *, list_max(days) >= since AS recent, list_max(days) IS NOT NULL AS ever "
            f"FROM ({dates})"
        ),
    }


def _flattened(source: str) -> dict[str, str]:
    base = f"SELECT row_number() OVER () AS n, {_FACTS}, {_PAPER} FROM {source}"
    flat = "SELECT n, since, unnest(convictions) AS c FROM b"
    grouped = (
        f"SELECT n, bool_or(c.judgment >= since) AS recent FROM f WHERE {_counts()} GROUP BY n"
    )
    joined = (
        "SELECT b.d, b.match, b.again, b.w, g.n IS NOT NULL AS ever, coalesce(g.recent, false) AS "
        "recent FROM b LEFT JOIN g USING (n)"
    )
    return {
        name: f"WITH b AS ({base}), f AS ({flat}{where}), g AS ({grouped}) {_outcome(joined)}"
        for name, where in (
            ("flattened, joined to the schedule", ""),
            ("flattened only where it matters", f" WHERE {_NEEDED}"),
        )
    }


@cache
def _sections() -> str:
    return ", ".join(f"'{one}'" for one in listed())


def _counts() -> str:
    return f"{_CHEAP} AND (c.code = 'NY PL' AND c.section IN ({_sections()}) OR c.qualifies)"


def _plain(source: str) -> str:
    return f"SELECT {_FACTS}, {_PAPER} FROM {source}"


def _some(condition: str) -> str:
    return f"list_contains(list_transform(convictions, lambda c: {condition}), true)"


def _outcome(query: str) -> str:
    return (
        "SELECT CASE WHEN d AND (w AND (recent OR match) OR again AND ever OR match) "
        "THEN 'may' WHEN d THEN 'must-not' ELSE 'silent' END AS hold_outcome, count(*) "
        f"FROM ({query}) GROUP BY ALL"
    )
