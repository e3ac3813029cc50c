"""The order of many ids: as numbers of eight letters each, which are put in order much faster than text is."""

__all__ = ["in_alphabet"]

import numpy as np
import pyarrow.compute as pc

from .arrays import ArrowArray, Numbers, numbers

_LETTERS = 8
LONGEST = 64
"""Bytes of an id; where one is longer they are put in order as text."""


def in_alphabet(ids: ArrowArray) -> Numbers:
    """Return where ids stand in order of their text, as Python orders it; equal ones stand in any order."""
    ends = np.frombuffer(memoryview(ids.buffers()[1] or b""), np.int32)[ids.offset :][: len(ids) + 1]
    lengths = np.diff(ends)
    longest = int(lengths.max(initial=0))
    if not 0 < longest <= LONGEST:
        return numbers(pc.sort_indices(ids)).astype(np.int64)
    # No id has a byte 0, so what is shorter comes first. UTF-8 has the order of the characters.
    letters = np.zeros((len(ids), -(-longest // _LETTERS) * _LETTERS), np.uint8)
    letters[np.arange(letters.shape[1]) < lengths[:, None]] = np.frombuffer(memoryview(ids.buffers()[2]), np.uint8)[
        ends[0] : ends[-1]
    ]
    words = letters.view(np.dtype(np.uint64).newbyteorder(">")).astype(np.uint64)
    return np.lexsort(words.T[::-1])
