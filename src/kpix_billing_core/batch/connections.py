"""Rows that are no connections: set apart with the reasons, never dropped, as those that are no allocations."""

__all__ = ["REJECTED_CONNECTIONS", "sift_connections"]

import pyarrow as pa

from .apart import Judge, Sifted, nothing_else, nowhere_else, sifted
from .instants import INSTANT
from .schema import CONNECTIONS

_TYPES: dict[str, pa.DataType] = {
    "device_id": pa.string(),
    "account_id": pa.string(),
    "connected_at": INSTANT,
    "reasons": pa.string(),
}
REJECTED_CONNECTIONS = pa.schema(_TYPES)
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column.

An instant that Python does not know is not in it: a column of microseconds may have no place for it.
"""


def sift_connections(rows: pa.Table) -> Sifted:
    """Split rows of connections into those that can be counted, and those that cannot with the reasons."""
    names = [each.name for each in CONNECTIONS]
    return sifted(rows.select(names), Judge(CONNECTIONS, nowhere_else, nothing_else))
