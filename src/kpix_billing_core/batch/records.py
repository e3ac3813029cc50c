"""Validity records as whole numbers."""

__all__ = ["NOT_SAID", "Records", "joined", "picked"]

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Numbers
from .instants import FIRST_INSTANT
from .scales import Scale

NOT_SAID = FIRST_INSTANT - 1
"""Where nothing says when a record was made."""


class Records(NamedTuple):
    """Records as NumPy has them, in days or in instants, as the columns say it; `Scale` says which number means what.

    Attributes:
        device, application: whose, by number.
        there: where there are days, or None for everywhere.
        start: the first day, or the first instant.
        last: the last day, or the first instant that is in it no more.
        ended: the same, where somebody ended it early; `Scale.no_end` where no one did.
        made: when, as microseconds; `NOT_SAID` where nothing says so. None: nowhere said.
    """

    device: Numbers
    application: Numbers
    there: NDArray[np.bool_] | None
    start: Numbers
    last: Numbers
    ended: Numbers
    made: Numbers | None


def picked(records: Records, rows: Numbers) -> Records:
    """Return some of the records."""
    return Records(*(None if each is None else each[rows] for each in records))  # type: ignore[arg-type]


def joined(parts: list[Records], scale: Scale) -> Records:
    """Return records one after the other, all of one reading."""
    none, no_times = np.zeros(0, np.int64), np.zeros(0, scale.dtype)
    held = parts or [Records(none, none, None, no_times, no_times, no_times, None)]
    found: list[Any] = [
        None if all(piece is None for piece in pieces) else _joined(held, pieces) for pieces in zip(*held, strict=True)
    ]
    return Records(*found)


def _joined(held: list[Records], pieces: tuple[Any, ...]) -> Numbers:
    # In some pieces there may be days everywhere, in others not.
    whole = [
        np.ones(len(each.device), np.bool_) if piece is None else piece
        for each, piece in zip(held, pieces, strict=True)
    ]
    return np.concatenate(whole)
