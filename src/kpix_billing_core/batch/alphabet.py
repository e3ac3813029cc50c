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
    held = np.frombuffer(memoryview(ids.buffers()[2]), np.uint8)[ends[0] : ends[-1]]
    if lengths.min() == longest:
        letters[:, :longest] = held.reshape(-1, longest)  # a third of the time of picking
    else:
        letters[np.arange(letters.shape[1]) < lengths[:, None]] = held
    words = np.ascontiguousarray(letters.view(np.dtype(np.uint64).newbyteorder(">")).T, np.uint64)
    telling = [word for word in words if word.min() != word.max()]  # ids that are numbered begin alike
    return np.lexsort(telling[::-1]) if len(telling) > 1 else np.argsort(next(iter(telling), words[0]))
