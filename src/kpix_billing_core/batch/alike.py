"""Several files as one: where they differ in the type of a column, each value stays what it is in its own file.

Ids mean text. So the number 7 of one file and the text 007 of another are two accounts, whichever file comes first;
what one file has is never read as the other has it. A column of which a file has nothing says nothing of its type.
"""

__all__ = ["Alike", "alike", "brought", "common_schema", "in_whole_days"]

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

from ..errors import ColumnFault, MalformedColumns
from .arrays import ArrowArray, Numbers, combined, numbers, partial_column, valid
from .instants import INSTANT, NO_INSTANT, microseconds
from .schema import Column, ColumnKind, Contract

_COMMON: Mapping[ColumnKind, pa.DataType] = MappingProxyType(
    {
        ColumnKind.ID: pa.large_string(),
        ColumnKind.DAY: pa.date32(),
        ColumnKind.INSTANT: INSTANT,
        ColumnKind.COUNT: pa.int64(),
        ColumnKind.FLAG: pa.bool_(),
    }
)
"""What columns of a kind are brought to where their types differ; every value of every type fits in."""


class Alike(NamedTuple):
    """Files with the same columns, and those of the contract that other files have of another type."""

    paths: tuple[str, ...]
    differing: Mapping[Column, pa.DataType]


def alike(schemas: Sequence[tuple[str, pa.Schema]], contract: Contract) -> tuple[Alike, ...]:
    """Return files, each a path and its columns, put together where all their columns are the same."""
    together: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], pa.Schema] = {}
    for path, schema in schemas:
        key = (*schema.names, *schema.types)
        together.setdefault(key, []).append(path)
        first.setdefault(key, schema)
    types = {each: {_type_of(schema, each.name) for schema in first.values()} for each in contract}
    differing = [each for each, found in types.items() if len(found) > 1]
    return tuple(
        Alike(tuple(paths), {each: _type_of(first[key], each.name) for each in differing})
        for key, paths in together.items()
    )


def common_schema(schemas: Sequence[pa.Schema], contract: Contract) -> pa.Schema:
    """Return exactly the columns of a contract, of types that hold what columns of several schemas have."""
    return pa.schema(
        [pa.field(each.name, _common(each.kind, [_type_of(one, each.name) for one in schemas])) for each in contract]
    )


def _type_of(schema: pa.Schema, name: str) -> pa.DataType:
    """Return the type of a column; one that is not there, and need not be, holds nothing."""
    return schema.field(name).type if name in schema.names else pa.null()


def _common(kind: ColumnKind, types: list[pa.DataType]) -> pa.DataType:
    held = list(dict.fromkeys(each for each in types if not kinds.is_null(each))) or types[:1]
    return held[0] if len(held) == 1 and not kinds.is_date(held[0]) else _COMMON[kind]


def brought(rows: pa.Table | pa.RecordBatch, schema: pa.Schema, source: str) -> pa.Table:
    """Return the columns of a common schema; raises MalformedColumns, with the source, for a day that is none."""
    arrays = [_brought(rows, field, source) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _brought(rows: pa.Table | pa.RecordBatch, field: ArrowArray, source: str) -> ArrowArray:
    if kinds.is_null(_type_of(rows.schema, field.name)):
        return pa.nulls(rows.num_rows)  # of a schema they become what it says
    given: ArrowArray = rows.column(field.name)
    if given.type == field.type:
        return given
    if kinds.is_date(given.type):
        return in_whole_days(given, field.name, source)
    if kinds.is_timestamp(given.type):
        return _instants(given)
    held = given.cast(given.type.value_type) if isinstance(given.type, pa.DictionaryType) else given
    return held.cast(field.type)


def in_whole_days(days: ArrowArray, name: str, source: str = "columns") -> ArrowArray:
    """Return days as of 32 bits; raises MalformedColumns for days that are not whole, or beyond these."""
    try:
        return days.cast(pa.date32())
    except pa.ArrowInvalid as error:
        raise MalformedColumns(source, (_no_days(days, name),)) from error


def _no_days(days: ArrowArray, name: str) -> ColumnFault:
    held = combined(days)
    found = numbers(held)
    day, rest = np.divmod(found, _DAY)
    wrong = _there(held) & ((rest != 0) | (day != day.astype(np.int32)))
    examples = tuple(f"{number} ms" for number in found[wrong][:_MOST_SHOWN].tolist())
    return ColumnFault(name, "no whole day, or none of 32 bits", int(wrong.sum()), examples)


def _instants(given: ArrowArray) -> ArrowArray:
    """Return instants in microseconds; one that Python does not know stays one that it does not know."""
    held = combined(given)
    found, fits = microseconds(held)
    known = found if fits is None else np.where(fits, found, NO_INSTANT)
    return partial_column(known, _there(held), INSTANT)


def _there(array: ArrowArray) -> Numbers:
    there = valid(array)
    return np.ones(len(array), np.bool_) if there is None else there


_DAY, _MOST_SHOWN = 86_400_000, 3
