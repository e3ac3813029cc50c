"""Columns in pieces to count: a row group of a file, or a batch of a stream; only what is asked for is read."""

__all__ = ["Piece", "pieces_of"]

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from .arrays import ArrowArray
from .schema import ALLOCATIONS
from .source import Source, opened, parquet_files, reader_of


class Piece(NamedTuple):
    """Some rows, and a way to the devices of them where these were not read."""

    rows: pa.RecordBatch
    devices: Callable[[], ArrowArray]

    def whole_rows(self, start: int, count: int) -> pa.Table:
        """Return some of the rows with all columns of the contract, to say what is wrong with them."""
        found = pa.Table.from_batches([self.rows.slice(start, count)])
        if "device_id" in found.column_names:
            return found
        return found.append_column("device_id", self.devices().slice(start, count))


def pieces_of(columns: Source, names: list[str], workers: int) -> Generator[Piece, None, None]:
    """Return the rows in pieces, of at least the columns named; so many workers decode the row groups of files.

    The pieces come in their order whoever decodes them, so a run is the same as the one before it.
    """
    files = parquet_files(columns)
    if not files:
        return (_of_batch(batch, names) for batch in reader_of(columns, ALLOCATIONS))
    held = [(path, opened(path, ALLOCATIONS).metadata) for path in files]
    tasks = (partial(_read, path, of, group, names) for path, of in held for group in range(of.num_row_groups))
    return (task() for task in tasks) if workers == 1 else _ahead(tasks, workers)


def _of_batch(batch: pa.RecordBatch, names: list[str]) -> Piece:
    rows = batch.select(names)
    return Piece(_days(rows), lambda: pa.chunked_array([batch.column("device_id")]))


def _days(rows: pa.RecordBatch) -> pa.RecordBatch:
    wanted = [field.with_type(pa.date32()) if field.name in _DAYS else field for field in rows.schema]
    return rows.cast(pa.schema(wanted))


def _read(path: str, metadata: pq.FileMetaData, group: int, names: list[str]) -> Piece:
    file = pq.ParquetFile(path, metadata=metadata, read_dictionary=_coded(metadata, group, names))
    table = file.read_row_group(group, names, use_threads=False).combine_chunks()
    return Piece(_days(_batch(table)), lambda: file.read_row_group(group, ["device_id"]).column(0))


def _batch(table: pa.Table) -> pa.RecordBatch:
    arrays: list[ArrowArray] = [
        column.chunk(0) if column.num_chunks else pa.nulls(0, column.type) for column in table.columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _coded(metadata: pq.FileMetaData, group: int, names: list[str]) -> list[str]:
    """Return the columns of text that have a dictionary in the file: as it is there, it is decoded fastest."""
    chunks = [metadata.row_group(group).column(number) for number in range(metadata.num_columns)]
    return [
        chunk.path_in_schema
        for chunk in chunks
        if chunk.path_in_schema in names and chunk.physical_type == "BYTE_ARRAY" and chunk.has_dictionary_page
    ]


def _ahead(tasks: Iterator[Callable[[], Piece]], workers: int) -> Generator[Piece, None, None]:
    with ThreadPoolExecutor(workers) as pool:
        coming: deque[Future[Piece]] = deque(pool.submit(task) for task in islice(tasks, workers + 1))
        try:
            while coming:
                piece = coming.popleft().result()
                coming.extend(pool.submit(task) for task in islice(tasks, 1))
                yield piece
        finally:
            for future in coming:
                future.cancel()


_DAYS = frozenset({"consumed_on", "removed_on"})
