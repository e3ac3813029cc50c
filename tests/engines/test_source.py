"""One way in: files, Arrow's own objects, and whatever streams Arrow, held to the contract before a row is read."""

from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.columns import april, table

from kpix_billing_core.batch import ALLOCATIONS, reader_of
from kpix_billing_core.batch.source import parquet_files
from kpix_billing_core.errors import MalformedColumns, WrongType, WrongValue

ROWS = table(*((f"d{number}", "acme", "STD", april(1), None if number % 2 else april(9)) for number in range(7)))


@pytest.fixture
def path(tmp_path):
    """Return a file of three row groups, with a column that nobody asked for."""
    path = tmp_path / "a.parquet"
    pq.write_table(ROWS.append_column("note", pa.array(range(7))), path, row_group_size=3)
    return path


@pytest.mark.parametrize(
    "shape",
    [
        lambda rows: rows,
        lambda rows: rows.to_reader(),
        lambda rows: rows.combine_chunks().to_batches()[0],
        pl.from_arrow,
        duckdb.from_arrow,
        lambda rows: rows.to_pandas(),
    ],
    ids=["table", "reader", "batch", "polars", "duckdb", "pandas"],
)
def test_whatever_streams(shape):
    """The same rows come out, of exactly the columns of the contract, in its order."""
    read = reader_of(shape(ROWS.select(ROWS.column_names[::-1]).append_column("note", pa.array(range(7)))), ALLOCATIONS)
    found = read.read_all()
    assert found.column_names == ROWS.column_names
    assert found.to_pylist() == ROWS.to_pylist()


def test_a_stream_of_what_arrow_does_not_have():
    """A frame of Polars may hold numbers of 128 bits; pyarrow knows no such type, nor what to do with the stream."""
    frame = pl.from_arrow(ROWS).with_columns(pl.lit(7).cast(pl.Int128).alias("account_id"))
    with pytest.raises(WrongValue, match="^source: expected columns of types that Arrow has, got str .*_pli128"):
        reader_of(frame, ALLOCATIONS)


@pytest.mark.parametrize("shape", [str, Path, lambda path: [path], lambda path: [str(path)]])
def test_files(path, shape):
    """A path is text, or what stands for one; a list of them is read one after the other."""
    assert reader_of(shape(path), ALLOCATIONS).read_all().to_pylist() == ROWS.to_pylist()
    assert reader_of([path, path], ALLOCATIONS).read_all().num_rows == 14
    assert parquet_files(shape(path)) == (str(path),)
    assert parquet_files(ROWS) == ()


def test_files_whose_types_differ(path, tmp_path):
    """They are read in one that holds both."""
    other = tmp_path / "b.parquet"
    pq.write_table(ROWS.set_column(0, "device_id", ROWS.column("device_id").cast(pa.large_string())), other)
    for paths in ([path, other], [other, path]):
        found = reader_of(paths, ALLOCATIONS).read_all()
        assert (found.to_pylist(), found.schema.field("device_id").type) == (ROWS.to_pylist() * 2, pa.large_string())


@pytest.mark.parametrize("wrong", ["", b"a.parquet", 1, None, [], [1], [[]], object(), {"sku": []}])
def test_what_is_no_source(wrong):
    """Named, whatever it is."""
    with pytest.raises(WrongType, match="source: expected the path of a"):
        reader_of(wrong, ALLOCATIONS)


def test_a_path_of_bytes(tmp_path):
    """What stands for a path stands for text."""

    class Bytes:
        def __fspath__(self):
            return b"a.parquet"

    with pytest.raises(WrongType, match="source: expected the path of a file, got Bytes"):
        reader_of(Bytes(), ALLOCATIONS)


def test_wrong_columns_are_refused_before_any_row(path):
    """The error names the file, and comes when the source is opened."""
    pq.write_table(ROWS.drop_columns("sku"), path)
    with pytest.raises(MalformedColumns, match=f"{path}: 1 fault\n  column sku: missing"):
        reader_of(path, ALLOCATIONS)
    with pytest.raises(MalformedColumns, match="columns: 1 fault\n  column sku: missing"):
        reader_of(ROWS.drop_columns("sku"), ALLOCATIONS)
