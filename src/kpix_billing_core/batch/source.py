"""One way in for columns, whoever holds them: files of Parquet, Arrow's own objects, or anything that streams Arrow.

Most frames and engines do stream it: Polars, pandas, DuckDB, pyarrow. Whatever comes is held to its contract before a
row is read.
"""

__all__ = ["Source", "checked_files", "parquet_files", "reader_of"]

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import WrongType
from .schema import Contract, check_columns


@runtime_checkable
class ArrowStream(Protocol):
    """What streams Arrow: it hands over a capsule with a stream of batches."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


@runtime_checkable
class FilePath(Protocol):
    """What stands for the path of a file."""

    def __fspath__(self) -> str: ...


Source: TypeAlias = ArrowStream | FilePath | str | list[FilePath | str]
"""Columns of facts: the path of a Parquet file, or a list of paths; a table or reader of pyarrow; whatever streams."""


def parquet_files(source: Source) -> tuple[str, ...]:
    """Return the paths of the files that are meant, none where it is no file that is meant."""
    if type(source) is list and source:
        return tuple(_path(one) for one in source)
    return (_path(source),) if isinstance(source, str | FilePath) else ()


def checked_files(source: Any, contract: Contract, otherwise: str) -> tuple[str, ...]:
    """Return the paths of files for an engine to read, each held to a contract before; raises WrongType for none.

    `otherwise` is what else the engine takes.
    """
    paths = parquet_files(source)
    if not paths:
        raise WrongType("columns", f"{otherwise} or the path of a Parquet file", source)
    for path in paths:
        opened(path, contract)
    return paths


def _path(given: object) -> str:
    if type(given) is str and given:
        return given
    if isinstance(given, FilePath) and type(path := given.__fspath__()) is str:
        return path
    raise WrongType("source", "the path of a file", given)


def reader_of(source: Source, contract: Contract) -> pa.RecordBatchReader:
    """Return batches of exactly the columns of a contract; raises WrongType, or MalformedColumns before any is read."""
    names = [column.name for column in contract]
    files = parquet_files(source)
    if files:
        held = [opened(path, contract) for path in files]
        schema = pa.schema([held[0].schema_arrow.field(name) for name in names])
        return pa.RecordBatchReader.from_batches(schema, _batches(held, names, schema))
    stream = _stream(source)
    check_columns(stream.schema, contract)
    schema = pa.schema([stream.schema.field(name) for name in names])
    return pa.RecordBatchReader.from_batches(schema, (batch.select(names) for batch in stream))


def opened(path: str, contract: Contract) -> pq.ParquetFile:
    """Return a Parquet file whose columns are as the contract says."""
    file = pq.ParquetFile(path)
    check_columns(file.schema_arrow, contract, path)
    return file


def _batches(files: list[pq.ParquetFile], names: list[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for file in files:
        for group in range(file.num_row_groups):
            yield from file.read_row_group(group, names, use_threads=False).cast(schema).to_batches()


def _stream(source: Any) -> pa.RecordBatchReader:
    if isinstance(source, pa.RecordBatch):
        return pa.Table.from_batches([source]).to_reader()
    if not isinstance(source, ArrowStream):
        raise WrongType("source", "the path of a Parquet file or an object that streams Arrow", source)
    return pa.RecordBatchReader.from_stream(source)
