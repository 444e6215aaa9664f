"""Detainers for measuring bulk readers, by the million: made by DuckDB out of row numbers.

They are drawn as `known_cases` draws them and hold the facts that the short form of 14-154(b)
reads, every one known. One number of rows gives the same file each time.
"""

from pathlib import Path

import duckdb

from bench.engines import listed

UNLISTED = ("130.52", "140.20", "155.25", "220.03")


def write(path: Path, rows: int) -> Path:
    """Writes so many cases as Parquet with nested columns, if the file is not there yet."""
    if not path.exists():
        beside = path.with_suffix(".part")
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(f"COPY ({_query(rows)}) TO '{beside}' (FORMAT parquet)")
        beside.rename(path)
    return path


def _chance(key: str, *more: str) -> str:
    """A number from 0 to 999 that depends on the row and a key."""
    return f"(hash(n, {', '.join((repr(key), *more))}) % 1000)::INTEGER"


def _one_of(texts: tuple[str, ...], key: str) -> str:
    literals = ", ".join(f"'{text}'" for text in texts)
    return f"[{literals}][({_chance(key, 'k')} % {len(texts)} + 1)::BIGINT]"


def _query(rows: int) -> str:
    conviction = f"""{{
        'code': CASE WHEN {_chance("code", "k")} < 850 THEN 'NY PL' ELSE 'NJ 2C' END,
        'section': CASE WHEN {_chance("listed", "k")} < 500
            THEN {_one_of(listed(), "section")} ELSE {_one_of(UNLISTED, "unlisted")} END,
        'grade': CASE WHEN {_chance("grade", "k")} < 750 THEN 'felony' ELSE 'misdemeanor' END,
        'judgment': arrested - 30 - {_chance("judgment", "k")} * 4,
        'sentenced': {_chance("sentenced", "k")} < 900,
        'youthful_offender': {_chance("youth", "k")} < 100,
        'qualifies': {_chance("code", "k")} >= 850 AND {_chance("qualifies", "k")} < 300
    }}"""
    officer = f"{_chance('paper', 'k')} >= 400"
    paper = f"""{{
        'kind': CASE WHEN {officer} THEN 'administrative-warrant' ELSE 'judicial-warrant' END,
        'issuer': CASE WHEN {officer} THEN 'ice-officer' WHEN {_chance("judge", "k")} < 500
            THEN 'article-iii-judge' ELSE 'us-magistrate-judge' END,
        'presented_at': received + CASE WHEN {officer} THEN INTERVAL 0 MINUTE
            ELSE to_minutes(30 * ({_chance("shown", "k")} % 3 - 1)) END
    }}"""
    return f"""
        SELECT 'bench-' || n AS id, "at", 'us-bench/police' AS agency,
            {{'arrested': arrested}} AS custody,
            {{'kind': CASE WHEN {_chance("kind")} < 850 THEN 'detainer' ELSE 'notification' END,
              'received_at': received,
              'instruments': list_transform(
                  range(({_chance("papers")} % 2 + 1)::BIGINT), lambda k: {paper})}} AS request,
            {{'convictions': list_transform(
                  range(({_chance("convictions")} % 5)::BIGINT), lambda k: {conviction}),
              'watchlist_match': {_chance("match")} < 30,
              'reentered_after_removal': {_chance("reentered")} < 300}} AS person
        FROM (SELECT n, "at", "at" - to_hours({_chance("received")} % 30 + 1) AS received,
                  CAST("at" AS DATE) - {_chance("arrested")} % 3 AS arrested
              FROM (SELECT n, TIMESTAMPTZ '2019-06-03 14:00:00+00'
                        + to_days({_chance("day")} % 61) AS "at" FROM range({rows}) AS r(n)))
    """
