"""Files of Parquet in parts, each read and coded ahead while the one before is answered."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from comity.simulate.coded import Coded, coded, texts_of_few

PART: Final = 800_000
"""How many rows a part has at least, but for the last one."""


@frozen
class Stored:
    """A file: its columns with Arrow's types, and the paths of those that are texts of few values.

    What it says of itself is read once: it grows with the row groups, and each is opened apart.
    """

    path: Path
    metadata: pq.FileMetaData
    schema: pa.Schema
    few: list[str]

    def rows_of(self, number: int, columns: list[str]) -> pa.Table:
        """Some columns of a row group."""
        with pq.ParquetFile(
            self.path, metadata=self.metadata, read_dictionary=self.few, pre_buffer=False
        ) as file:
            return file.read_row_group(number, columns=columns, use_threads=False)


@frozen
class Group:
    """A row group of a file: its rows, and how many rows of the file come before it."""

    file: Stored
    number: int
    before: int
    rows: int


def stored(path: Path) -> Stored:
    """A file of Parquet. Raises what Arrow raises for a file of another kind."""
    with pq.ParquetFile(path) as file:
        columns, schema = file.schema, file.schema_arrow
        few = [columns.column(n).path for n, one in enumerate(texts_of_few(schema)) if one]
        return Stored(path, file.metadata, schema, few)


def groups(file: Stored) -> Iterator[Group]:
    """The row groups of a file, in order."""
    before = 0
    for number in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        yield Group(file, number, before, rows)
        before += rows


def parts(
    found: Sequence[Group], threads: int, row: str | None, without: Collection[str]
) -> Iterator[Coded]:
    """The rows of some groups, a few groups at a time, as many parts ahead as there are threads.

    `row` names a column for the place of each row in its file, from 1. The columns `without` are
    not read: they are NULL.
    """
    todo = _together(found)
    with ThreadPoolExecutor(threads) as pool:

        def begun(count: int) -> list[Future[Coded]]:
            return [pool.submit(_part, some, row, without) for some in islice(todo, count)]

        ahead = deque(begun(threads))
        try:
            while ahead:
                part = ahead.popleft().result()
                ahead.extend(begun(1))
                yield part
        finally:
            pool.shutdown(cancel_futures=True)


def _together(found: Sequence[Group]) -> Iterator[list[Group]]:
    some: list[Group] = []
    for one in found:
        some.append(one)
        if sum(group.rows for group in some) >= PART:
            yield some
            some = []
    if some:
        yield some


def _part(some: list[Group], row: str | None, without: Collection[str]) -> Coded:
    # Arrow reads nested texts as numbers from one group at a time only.
    return coded(pa.concat_tables(_rows(one, row, without) for one in some))


def _rows(group: Group, row: str | None, without: Collection[str]) -> pa.Table:
    schema = group.file.schema
    table = group.file.rows_of(group.number, [one for one in schema.names if one not in without])
    for name in without:
        if name in schema.names:
            table = table.append_column(name, pa.nulls(group.rows, schema.field(name).type))
    if row:
        first = group.before + 1
        table = table.append_column(row, pa.array(np.arange(first, first + group.rows)))
    return table
