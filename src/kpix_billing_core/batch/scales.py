"""How times are numbered: days from 1970-01-01 on, or microseconds; and what stands for ever among either."""

__all__ = ["DAYS", "INSTANTS", "Scale"]

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from .instants import FIRST_INSTANT, INSTANT, LAST_INSTANT
from .window import FIRST_DAY_EVER, LAST_DAY_EVER


class Scale(NamedTuple):
    """Numbers for times.

    Attributes:
        since_ever: what starts there has always been.
        forever: what ends there never ends.
        no_end: where no one ended a record.
        dtype, arrow: how NumPy and Arrow have them.
    """

    since_ever: int
    forever: int
    no_end: int
    dtype: np.dtype[Any]
    arrow: pa.DataType


DAYS = Scale(FIRST_DAY_EVER, LAST_DAY_EVER, LAST_DAY_EVER + 2, np.dtype(np.int32), pa.date32())
INSTANTS = Scale(FIRST_INSTANT, LAST_INSTANT, LAST_INSTANT + 2, np.dtype(np.int64), INSTANT)
