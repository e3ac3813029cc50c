"""Between NumPy and Arrow, slices and holes included, and without pandas."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from kpix_billing_core.batch.arrays import (
    column,
    combined,
    exact_sum,
    joined,
    nothing,
    numbers,
    partial_column,
    texts,
    valid,
)


@pytest.mark.parametrize("width", [8, 16, 32, 64])
@pytest.mark.parametrize("sign", ["int", "uint"])
def test_numbers_of_every_width(sign, width):
    """Each width is read as it is, a slice from where it begins."""
    given = pa.array([1, 2, 3, 4, 5], f"{sign}{width}")
    assert numbers(given).dtype == f"{sign}{width}"
    assert numbers(given).tolist() == [1, 2, 3, 4, 5]
    assert numbers(given[1:4]).tolist() == [2, 3, 4]
    assert numbers(given[5:]).tolist() == []


def test_numbers_of_days_and_pieces():
    """Days are the numbers that they are stored as; pieces are put together; where there is nothing, there is a 0."""
    assert numbers(pa.array([0, -1], pa.int32()).cast(pa.date32())).tolist() == [0, -1]
    assert numbers(pa.chunked_array([[1], [2, 3]])).tolist() == [1, 2, 3]
    assert numbers(pa.chunked_array([], pa.int64())).tolist() == []
    bare = numbers(pa.Array.from_buffers(pa.int32(), 0, [None, None]))
    assert (bare.tolist(), bare.dtype) == ([], "int32")


@pytest.mark.parametrize("start", [0, 1, 7, 8, 9, 20])
def test_valid(start):
    """Where there is something, wherever a slice begins."""
    given = [None if number % 3 == 0 else number for number in range(21)]
    found = valid(pa.array(given)[start:])
    expected = [value is not None for value in given[start:]]
    assert (found is None) if all(expected) else (found.tolist() == expected)


def test_valid_everywhere_and_nowhere():
    """No holes: nothing to look at; an array of the type null has nothing but holes."""
    assert valid(pa.array([1, 2])) is None
    assert valid(pa.nulls(3)).tolist() == [False, False, False]
    assert valid(pa.nulls(3)).dtype == np.bool_


def test_columns_and_texts():
    """What goes to Arrow is what pyarrow itself would make of it."""
    assert column([1, 2]) == pa.array([1, 2])
    assert column([]) == pa.array([], pa.int64())
    assert column(np.array([[1, 2], [3, 4]])[:, 0], pa.int8()) == pa.array([1, 3], pa.int8())
    assert texts(["", "ä€𝄞", "b"]) == pa.array(["", "ä€𝄞", "b"])
    assert texts([]) == pa.array([], pa.string())


@pytest.mark.parametrize("type_", [pa.int64(), pa.int32(), pa.date32()])
def test_columns_with_holes(type_):
    """A hole where nothing is there, whatever stands in its place, in columns of more than a byte's eight rows."""
    there = [True, False, True, True, False, True, True, True, False, True]
    expected = pa.array([number if is_there else None for number, is_there in enumerate(there)], pa.int32())
    found = partial_column(np.arange(10), np.array(there), type_)
    assert (found.type, found.cast(pa.int32())) == (type_, expected)


def test_a_table_of_nothing():
    """Its columns are there, its rows are not."""
    schema = pa.schema({"sku": pa.string(), "days": pa.int64()})
    assert nothing(schema).schema == schema
    assert nothing(schema).num_rows == 0


def test_pieces_are_joined():
    """In order and as wide as they are; one alone is the piece itself, and none make an empty one."""
    one, two = np.array([1, 2], np.int32), np.array([3], np.int32)
    assert joined([one], one.dtype) is one
    assert (joined([one, two], one.dtype).tolist(), joined([one, two], one.dtype).dtype) == ([1, 2, 3], "int32")
    assert (joined([], one.dtype).tolist(), joined([], one.dtype).dtype) == ([], "int32")


@pytest.mark.parametrize(
    "values", [[], [1], [-1], [2**63 - 1] * 3, [-(2**63)] * 3, [2**63 - 1, -(2**63)], [2**32, -(2**32) - 1]]
)
def test_exact_sums(values):
    """Beyond 64 bits too, where NumPy's own sum begins again from below."""
    assert exact_sum(np.array(values, np.int64)) == sum(values)


@pytest.mark.parametrize("type_", [pa.date32(), pa.string(), pa.dictionary(pa.int8(), pa.string()), pa.null()])
def test_pieces_of_a_column_are_combined(type_):
    """Two, one or none: the column as one array of its own type."""
    given = pa.nulls(3, type_)
    for pieces in ([given[:1], given[1:]], [given], []):
        assert combined(pa.chunked_array(pieces, type_)) == given[: sum(map(len, pieces))]


def test_pandas_is_not_imported():
    """Though it is installed: it would cost a tenth of a second and 45 MB."""
    code = """
import sys
import numpy as np, pyarrow as pa
from kpix_billing_core.batch.arrays import *
given = column([1, 2, 3]); texts(["a"]); numbers(given[1:]); valid(given); exact_sum(numbers(given))
combined(pa.chunked_array([], pa.string())); numbers(pa.chunked_array([], pa.int8()))
print("pandas" in sys.modules); given.to_numpy(); pa.array([1]); print("pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
