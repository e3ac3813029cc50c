"""Ids of devices as numbers: those of text by a coder; whole numbers as they are, for there may be millions of them."""

__all__ = ["DeviceIds", "texts_of"]

import numpy as np
import pyarrow as pa
from pyarrow.types import is_integer, is_unsigned_integer

from .arrays import ArrowArray, Numbers, column, numbers
from .coder import Coded, Coder


class DeviceIds:
    """The numbers of a column of devices, whose type is the same in every piece."""

    def __init__(self) -> None:
        self._coder = Coder("device_id")
        self._digits: pa.DataType | None = None

    def coded(self, ids: ArrowArray) -> Coded:
        """Return some ids as numbers; raises MalformedColumns for what is no text."""
        if not is_integer(ids.type):
            return self._coder.coded(ids)
        self._digits = ids.type
        # Of whole numbers of 64 bits without a sign, the upper half become negative and are turned back in the end.
        return Coded(numbers(ids).astype(np.int64, copy=False), None)

    def ids(self, device: Numbers) -> ArrowArray:
        """Return the ids of numbers: text with a dictionary that is in order, or whole numbers."""
        if self._digits is None:
            return texts_of(self._coder, device)
        if is_unsigned_integer(self._digits):
            return pa.Array.from_buffers(pa.uint64(), len(device), column(device).buffers())
        return column(device)


def texts_of(coder: Coder, number: Numbers) -> ArrowArray:
    """Return the texts of numbers, by a dictionary that is in order."""
    order, held = coder.alphabet()
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(column(ranks[number], pa.int32()), held)
