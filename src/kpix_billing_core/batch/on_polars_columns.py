"""Columns as Polars has them, whatever the facts: a lazy frame, its types, its running, and rows that have no ids."""

__all__ = ["are_no_ids", "frame_of", "run", "schema_of"]

import polars as pl
import pyarrow as pa

from .asked import BadIds
from .schema import Contract
from .source import checked_files


def frame_of(columns: object, contract: Contract) -> pl.LazyFrame:
    """Return columns as a lazy frame, those of files held to a contract; raises WrongType for what is neither."""
    if isinstance(columns, pl.LazyFrame | pl.DataFrame):
        return columns.lazy()
    paths = checked_files(columns, contract, "a frame of Polars")
    return pl.scan_parquet(list(paths), glob=False, hive_partitioning=False)


def schema_of(frame: pl.LazyFrame, contract: Contract) -> pa.Schema:
    """Return the columns of a contract that a frame has, as Arrow's types."""
    schema = frame.collect_schema()
    known = [column.name for column in contract if column.name in schema]
    return pl.DataFrame(schema={name: schema[name] for name in known}).to_arrow().schema


def run(frame: pl.LazyFrame) -> pa.Table:
    """Let the streaming engine run a frame, and return what comes of it."""
    return frame.collect(engine="streaming").to_arrow()


def are_no_ids(bad: BadIds) -> list[pl.Expr]:
    """Return for each column of ids whether a row has none there."""
    return [pl.col(name).is_null() | pl.col(name).cast(pl.String).is_in(texts) for name, texts in bad.items()]
