"""Rows that are no connections: set apart with the reasons, never dropped, as those that are no allocations."""

__all__ = ["REJECTED_CONNECTIONS", "sift_connections"]

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from .arrays import ArrowArray, column, partial_column, texts
from .instants import INSTANT, microseconds
from .rejected import is_id
from .schema import CONNECTIONS

_IDS = ("device_id", "account_id")
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(_IDS, pa.string()),
    "connected_at": INSTANT,
    "reasons": pa.string(),
}
REJECTED_CONNECTIONS = pa.schema(_TYPES)
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column.

An instant that Python does not know is not in it: a column of microseconds may have no place for it.
"""


def sift_connections(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Split rows of connections into those that can be counted, and those that cannot with the reasons."""
    rows = rows.select([each.name for each in CONNECTIONS])
    ids = [_text(rows.column(name)) for name in _IDS]
    instants = rows.column("connected_at").combine_chunks()
    number, fit = microseconds(instants)
    fits = np.ones(len(number), np.bool_) if fit is None else fit
    held = zip(*(each.to_pylist() for each in ids), instants.is_null().to_pylist(), fits.tolist(), strict=True)
    reasons = ["; ".join(_reasons(*row)) for row in held]
    good = np.fromiter((not each for each in reasons), np.bool_, len(reasons))
    bad = np.flatnonzero(~good)
    arrays = [each.take(column(bad)) for each in (*ids, partial_column(number, fits, INSTANT))]
    said = texts([reasons[place] for place in bad.tolist()])
    return rows.take(column(np.flatnonzero(good))), pa.Table.from_arrays([*arrays, said], schema=REJECTED_CONNECTIONS)


def _text(ids: ArrowArray) -> ArrowArray:
    plain = ids.cast(ids.type.value_type) if isinstance(ids.type, pa.DictionaryType) else ids
    return plain.cast(pa.string()).combine_chunks()


def _reasons(device: str | None, account: str | None, is_missing: bool, fits: bool) -> Iterator[str]:  # noqa: FBT001
    for name, given in zip(_IDS, (device, account), strict=True):
        if not is_id(given):
            yield f"{name}: {'not printable' if given else 'nothing'}"
    if is_missing:
        yield "connected_at: nothing"
    elif not fits:
        yield "connected_at: not in the years 1 to 9999"
