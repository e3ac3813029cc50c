"""Between NumPy and Arrow, by the buffers that both are made of: without a copy, and without pandas.

Where pandas is installed, pyarrow's own conversions import it: a tenth of a second and 45 MB for nothing.
"""

__all__ = ["column", "combined", "exact_sum", "joined", "nothing", "numbers", "partial_column", "texts", "valid"]

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[Any]
"""Whole numbers, of any width."""
ArrowArray: TypeAlias = Any
"""A column, or a piece of one, as Arrow has it: what the published stubs say of it leads a checker astray."""


def numbers(array: ArrowArray) -> Numbers:
    """Return whole numbers or days as NumPy has them; what stands where there is nothing may be anything.

    >>> numbers(column([7, 8]))
    array([7, 8])
    """
    plain = combined(array)
    sign = "uint" if kinds.is_unsigned_integer(plain.type) else "int"
    dtype = np.dtype(f"{sign}{plain.type.bit_width}")
    buffer = plain.buffers()[1]
    if buffer is None:
        return np.zeros(len(plain), dtype)
    return np.frombuffer(memoryview(buffer), dtype, len(plain), plain.offset * dtype.itemsize)


def combined(array: ArrowArray) -> ArrowArray:
    """Return the pieces of a column as one array, an array as it is; to make one of no pieces, pyarrow asks pandas."""
    if not isinstance(array, pa.ChunkedArray):
        return array
    if array.num_chunks == 1:
        return array.chunk(0)  # pyarrow would copy it
    return array.combine_chunks() if array.num_chunks else pa.nulls(0, array.type)


def valid(array: ArrowArray) -> NDArray[np.bool_] | None:
    """Return where there is something, or None where there is something everywhere."""
    if not array.null_count:
        return None
    buffer = array.buffers()[0]
    if buffer is None:  # an array of the type null has no buffers at all
        return np.zeros(len(array), np.bool_)
    bits = np.frombuffer(memoryview(buffer), np.uint8)[array.offset // 8 :]
    skipped = array.offset % 8
    return np.unpackbits(bits, count=skipped + len(array), bitorder="little")[skipped:].view(np.bool_)


def column(values: Sequence[int] | Numbers, type_: pa.DataType | None = None) -> ArrowArray:
    """Return whole numbers as Arrow has them, 64 bits wide unless a narrower type is named."""
    wanted = type_ or pa.int64()
    held = np.ascontiguousarray(values, np.dtype(f"int{wanted.bit_width}"))
    return pa.Array.from_buffers(wanted, len(held), [None, pa.py_buffer(held.data)])


def partial_column(values: Numbers, there: NDArray[np.bool_], type_: pa.DataType) -> ArrowArray:
    """Return whole numbers as Arrow has them, and nothing where none is there."""
    bits: Any = np.packbits(there, bitorder="little")
    return pa.Array.from_buffers(type_, len(values), [pa.py_buffer(bits.data), column(values, type_).buffers()[1]])


def texts(values: Sequence[str]) -> ArrowArray:
    """Return text as Arrow has it."""
    together = "".join(values)
    lengths = map(len, values if together.isascii() else map(str.encode, values))
    offsets = np.fromiter(accumulate(lengths, initial=0), np.int32, len(values) + 1)
    return pa.Array.from_buffers(
        pa.string(), len(values), [None, pa.py_buffer(offsets.data), pa.py_buffer(together.encode())]
    )


def nothing(schema: pa.Schema) -> pa.Table:
    """Return a table of these columns, without rows."""
    return pa.Table.from_batches([], schema)


def joined(pieces: Sequence[Numbers], dtype: np.dtype[Any]) -> Numbers:
    """Return pieces as one; a single one is not copied."""
    return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, dtype), *pieces])


_RUNS_OVER = 2**63


def exact_sum(values: Numbers) -> int:
    """Return the sum of whole numbers that are 64 bits wide, whatever it comes to.

    >>> exact_sum(np.array([2**63 - 1, 2**63 - 1])) == 2**64 - 2
    True
    """
    if max(int(values.max(initial=0)), -int(values.min(initial=0))) * len(values) < _RUNS_OVER:
        return int(values.sum())
    # Each half on its own cannot run over: it would take two thousand million numbers.
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFF_FFFF).sum())
