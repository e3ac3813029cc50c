"""Columns as Polars has them, whatever the facts: a lazy frame, its types, its running, and rows that have no ids."""

__all__ = ["are_no_ids", "frame_of", "microseconds_of", "run", "schema_of"]

from collections import Counter
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import ColumnFault, MalformedColumns
from .asked import BadIds
from .instants import FIRST_INSTANT, LAST_INSTANT, NO_INSTANT
from .schema import Column, ColumnKind, Contract
from .source import checked_files


def frame_of(columns: object, contract: Contract) -> pl.LazyFrame:
    """Return columns as a lazy frame, those of files held to a contract; raises WrongType for what is neither.

    Where files differ in the type of a column, each value is what it is in its own file.
    """
    if isinstance(columns, pl.LazyFrame | pl.DataFrame):
        return columns.lazy()
    together: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for each in checked_files(columns, contract, "a frame of Polars"):
        for path in each.paths:
            together.setdefault(tuple(_types_of(path).items()), []).append(path)
    schemas = [dict(schema) for schema in together]
    wanted = [column for column in contract if _is_to_be_cast(column, [schema[column.name] for schema in schemas])]
    return pl.concat([_frame(paths, dict(schema), contract, wanted) for schema, paths in together.items()])


def _types_of(path: str) -> dict[str, Any]:
    """Return the types of a file, which Polars reads only where no two columns have one name."""
    try:
        return dict(pl.scan_parquet(path, glob=False, hive_partitioning=False).collect_schema())
    except pl.exceptions.DuplicateError as error:
        numbers = Counter(pq.read_schema(path).names)
        problem = "expected once, got {} columns of that name, which Polars does not read"
        faults = (ColumnFault(name, problem.format(number)) for name, number in numbers.items() if number > 1)
        raise MalformedColumns(path, tuple(faults)) from error


def _is_to_be_cast(column: Column, types: list[Any]) -> bool:
    # A day of 64 bits is a time of day for Polars.
    return len(set(types)) > 1 or (column.kind is ColumnKind.DAY and isinstance(types[0], pl.Datetime))


def _frame(paths: list[str], schema: dict[str, Any], contract: Contract, wanted: list[Column]) -> pl.LazyFrame:
    frame = pl.scan_parquet(paths, glob=False, hive_partitioning=False)
    return frame.select([each.name for each in contract]).with_columns(
        _cast(each, schema[each.name]) for each in wanted
    )


def _cast(column: Column, type_: Any) -> pl.Expr:
    held = pl.col(column.name)
    if column.kind is ColumnKind.ID:
        return held.cast(pl.String)
    if column.kind is ColumnKind.DAY:
        return held.cast(pl.Date)
    # What Python does not know stays what it does not know.
    known = microseconds_of(held, type_).fill_null(NO_INSTANT)
    return pl.when(held.is_not_null()).then(known).cast(pl.Datetime("us", "UTC")).alias(column.name)


def microseconds_of(instants: pl.Expr, type_: Any) -> pl.Expr:
    """Return instants of a type as whole numbers of microseconds; what is no instant of Python's is nothing."""
    number = instants.to_physical()
    if type_.time_unit == "ns":
        return number // 1_000
    # Looked at before they are multiplied, which begins again from below without a word.
    factor = 1 if type_.time_unit == "us" else 1_000
    is_known = number.is_between(FIRST_INSTANT // factor, LAST_INSTANT // factor)
    return pl.when(is_known).then(number) * factor


def schema_of(frame: pl.LazyFrame, contract: Contract) -> pa.Schema:
    """Return the columns of a contract that a frame has, as Arrow's types; raises MalformedColumns for one it lacks."""
    schema = frame.collect_schema()
    known = [(column, schema[column.name]) for column in contract if column.name in schema]
    faults = tuple(
        ColumnFault(column.name, f"expected {column.kind.value}; got {type_}, which Arrow does not have")
        for column, type_ in known
        if not _is_of_arrow(type_)
    )
    if faults:
        raise MalformedColumns("columns", faults)
    return pl.DataFrame(schema={column.name: type_ for column, type_ in known}).to_arrow().schema


def _is_of_arrow(type_: Any) -> bool:
    """Whether Arrow has a type of Polars; whole numbers of 128 bits are none of its types."""
    try:
        pl.Series(dtype=type_).to_arrow()
    except pa.ArrowInvalid:
        return False
    return True


def run(frame: pl.LazyFrame) -> pa.Table:
    """Let the streaming engine run a frame, and return what comes of it."""
    return frame.collect(engine="streaming").to_arrow()


def are_no_ids(bad: BadIds) -> list[pl.Expr]:
    """Return for each column of ids whether a row has none there."""
    return [pl.col(name).is_null() | pl.col(name).cast(pl.String).is_in(texts) for name, texts in bad.items()]
