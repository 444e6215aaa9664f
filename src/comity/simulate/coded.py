"""Cases in Arrow in which a list of records holds numbers for texts.

Of each record in a list everything but its days, instants and lists becomes one number, its kind;
what each kind is stands in a table of its own. MUST: nothing here looks at any law, and every
question has the answer that it has without kinds.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from math import prod
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from comity.decide.sql.columns import KIND
from comity.model.shape import ListOf, Record, case_shape, each_fact

_FEWEST_ALIKE: Final = 4
"""How many records of one kind there must be, on the average, before kinds are worth asking."""

_BATCH: Final = 122_880
_MOST_LISTED: Final = 2**20
_FEW_CODES: Final = 2**31
_MOST_CODES: Final = 2**62


@frozen
class Coded:
    """Rows of cases; for each list that is kept by kind, by its path, the table of its kinds.

    `known` are the paths of the facts that are NULL nowhere in them.
    """

    rows: pa.Table
    kinds: Mapping[str, pa.Table]
    known: frozenset[str]


def coded(rows: pa.Table) -> Coded:
    """Rows of cases with their lists of records by kind, where their records have few kinds."""
    made = _Coding()
    columns = {name: made.column(name, _whole(rows[name])) for name in rows.column_names}
    # An engine takes batch by batch, with as many threads as it has.
    batches = pa.table(columns).to_batches(max_chunksize=_BATCH)
    schema = pa.schema([(name, one.type) for name, one in columns.items()])
    return Coded(pa.Table.from_batches(batches, schema), made.kinds, frozenset(made.known))


def texts_of_few(schema: pa.Schema) -> Iterator[bool]:
    """For each leaf of a schema, in order, whether it is a text that has few values."""
    few = {path.replace("[]", "") for path, fact in each_fact(case_shape())
           if fact.terms or "[]." in path}  # fmt: skip
    for one in schema:
        yield from _leaves(one.type, one.name, few | {"agency"})


def _leaves(type_: pa.DataType, path: str, few: set[str]) -> Iterator[bool]:
    if pa.types.is_struct(type_):
        for one in type_:
            yield from _leaves(one.type, f"{path}.{one.name}", few)
    elif pa.types.is_list(type_):
        yield from _leaves(type_.value_type, path, few)
    else:
        yield path in few and pa.types.is_string(type_)


@define
class _Coding:
    """Columns on their way, and what was found out of them."""

    kinds: dict[str, pa.Table] = field(factory=dict)
    known: set[str] = field(factory=set)

    def column(self, path: str, values: pa.Array, known: bool = True) -> pa.Array:
        """A column, or a part of one, with the lists in it by kind."""
        known = known and values.null_count == 0
        if known:
            self.known.add(path)
        if pa.types.is_struct(values.type):
            parts = [self.column(f"{path}.{one.name}", values.field(one.name), known)
                     for one in values.type]  # fmt: skip
            return _struct([one.name for one in values.type], parts, values)
        if path in _lists() and _is_list_of_structs(values.type):
            return self._list(path, values)
        return values

    def _list(self, path: str, lists: pa.Array) -> pa.Array:
        records = lists.values
        self.known |= {
            f"{path}.{one.name}"
            for one in records.type
            if records.null_count == 0 and records.field(one.name).null_count == 0
        }
        names = [one.name for one in records.type if _is_coded(one.type)]
        found = _kinds(records, names)
        if found is None:
            return lists
        numbers, self.kinds[path] = found
        rest = [one.name for one in records.type if one.name not in names]
        parts = [numbers, *(records.field(name) for name in rest)]
        mask = lists.is_null() if lists.null_count else None
        return pa.ListArray.from_arrays(
            lists.offsets, _struct([KIND, *rest], parts, records), mask=mask
        )


def _kinds(records: pa.Array, names: list[str]) -> tuple[pa.Array, pa.Table] | None:
    """The kind of each record, and the kinds; None where there are too many, or nothing to code."""
    numbered = [_numbered(records.field(name)) for name in names]
    most = prod(len(values) + 1 for _, values in numbered)
    if not names or most > _MOST_CODES:
        return None
    kind = np.int32 if most < _FEW_CODES else np.int64
    codes: Any = np.zeros(len(records), dtype=kind)
    places: list[tuple[str, pa.Array, int]] = []
    step = 1
    for name, (numbers, values) in zip(names, numbered, strict=True):
        codes += np.multiply(numbers, step, dtype=kind)
        places.append((name, values, step))
        step *= len(values) + 1
    if records.null_count:
        # What stands in a record that is not there is anything at all.
        codes[records.is_null().to_numpy(zero_copy_only=False)] = 0
    kind_of, each = _distinct(codes, most)
    if len(each) * _FEWEST_ALIKE > len(records):
        return None
    columns = {KIND: pa.array(np.arange(1, len(each) + 1, dtype=np.int32))}
    for name, values, step in places:
        place = each // step % (len(values) + 1)
        columns[name] = values.take(pa.array(place, mask=place == len(values)))
    return pa.array(kind_of), pa.table(columns)


def _distinct(codes: Any, most: int) -> tuple[Any, Any]:
    """For each code, of so many that there may be, its number from 1; and the codes that occur."""
    if most > _MOST_LISTED:
        found = pa.array(codes).dictionary_encode()
        return found.indices.to_numpy() + np.int32(1), found.dictionary.to_numpy().astype(np.int64)
    there = np.zeros(most, dtype=bool)
    there[codes] = True
    return np.cumsum(there, dtype=np.int32)[codes], np.flatnonzero(there)


def _numbered(values: pa.Array) -> tuple[Any, pa.Array]:
    """A number for each value, its place among the values that there are; behind them for NULL."""
    if pa.types.is_boolean(values.type):
        numbers = values.cast(pa.uint8())
        return numbers.fill_null(2).to_numpy(zero_copy_only=False), pa.array([False, True])
    found = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    return found.indices.fill_null(len(found.dictionary)).to_numpy(), found.dictionary


def _struct(names: list[str], parts: list[pa.Array], like: pa.Array) -> pa.Array:
    """A struct that is NULL where another one is."""
    mask = like.is_null() if like.null_count else None
    return pa.StructArray.from_arrays(parts, names, mask=mask)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def _is_list_of_structs(type_: pa.DataType) -> bool:
    return pa.types.is_list(type_) and pa.types.is_struct(type_.value_type)


def _is_coded(type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        return pa.types.is_string(type_.value_type)
    return pa.types.is_string(type_) or pa.types.is_boolean(type_)


@cache
def _lists() -> frozenset[str]:
    """The paths of the lists of records among the facts."""
    return frozenset(
        path
        for path, fact in each_fact(case_shape())
        if isinstance(fact.type, ListOf) and isinstance(fact.type.item, Record)
        and not fact.type.item.pair and "[]" not in path
    )  # fmt: skip
