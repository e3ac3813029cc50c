"""One way in for columns, whoever holds them: files of Parquet, Arrow's own objects, or anything that streams Arrow.

Most frames and engines do stream it: Polars, pandas, DuckDB, pyarrow. Whatever comes is held to its contract before a
row is read.
"""

__all__ = ["Source", "checked_files", "parquet_files", "reader_of"]

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import WrongType, WrongValue
from .alike import Alike, alike, brought, common_schema
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


def checked_files(source: Any, contract: Contract, otherwise: str) -> tuple[Alike, ...]:
    """Return files for an engine to read, each held to a contract before; raises WrongType for none.

    `otherwise` is what else the engine takes.
    """
    paths = parquet_files(source)
    if not paths:
        raise WrongType("columns", f"{otherwise} or the path of a Parquet file", source)
    return alike([(path, opened(path, contract).schema_arrow) for path in paths], contract)


def _path(given: object) -> str:
    if type(given) is str and given:
        return given
    if isinstance(given, FilePath) and type(path := given.__fspath__()) is str:
        return path
    raise WrongType("source", "the path of a file", given)


def reader_of(source: Source, contract: Contract) -> pa.RecordBatchReader:
    """Return batches of exactly the columns of a contract; raises WrongType, or MalformedColumns before any is read.

    Where files differ in the type of a column, it comes as text, or as wide as any of them: no value becomes another.
    Days come in 32 bits; for one that is not whole MalformedColumns is raised when it is met.
    """
    files = parquet_files(source)
    if files:
        held = [opened(path, contract) for path in files]
        schema = common_schema([file.schema_arrow for file in held], contract)
        return pa.RecordBatchReader.from_batches(schema, _batches(files, held, schema))
    stream = _stream(source)
    check_columns(stream.schema, contract)
    schema = common_schema([stream.schema], contract)
    pieces = (brought(batch, schema, "columns") for batch in stream)
    return pa.RecordBatchReader.from_batches(schema, (batch for piece in pieces for batch in piece.to_batches()))


def opened(path: str, contract: Contract) -> pq.ParquetFile:
    """Return a Parquet file whose columns are as the contract says."""
    file = pq.ParquetFile(path)
    check_columns(file.schema_arrow, contract, path)
    return file


def _batches(paths: tuple[str, ...], files: list[pq.ParquetFile], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for path, file in zip(paths, files, strict=True):
        names = [name for name in schema.names if name in file.schema_arrow.names]
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, names, use_threads=False)
            yield from brought(rows, schema, path).to_batches()


def _stream(source: Any) -> pa.RecordBatchReader:
    if isinstance(source, pa.RecordBatch):
        return pa.Table.from_batches([source]).to_reader()
    if not isinstance(source, ArrowStream):
        raise WrongType("source", "the path of a Parquet file or an object that streams Arrow", source)
    try:
        return pa.RecordBatchReader.from_stream(source)
    except pa.ArrowInvalid as error:
        raise WrongValue("source", "columns of types that Arrow has", str(error)) from error
