"""Connections in whatever shape the caller has them, in parts of a few thousand: objects or plain tuples."""

__all__ = ["Connections", "are", "are_tuples", "objects_of", "parts_of"]

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import countOf
from typing import Any, TypeAlias

from ..checks import check_many
from ..errors import BillingError, WrongType
from ..ids import AccountId, DeviceId
from .connection import Connection

Connections: TypeAlias = Iterable[Connection | tuple[DeviceId, AccountId, datetime]]
"""What can be counted: connections, or plain tuples of their fields in order; read once and never held."""

_BATCH = 512
"""Few enough for a part to stay in the cache of a processor while it is looked at more than once."""

_FIELDS = 3


def parts_of(connections: Connections) -> Iterator[tuple[int, list[Any]]]:
    """Yield the connections as they were given, in parts, each with the number of its first row, counted from 0."""
    check_many("connections", connections)
    rows, done = iter(connections), 0
    while part := list(islice(rows, _BATCH)):
        yield done, part
        done += len(part)


def objects_of(part: list[Any], start: int) -> list[Connection]:
    """Return a part as objects; raises WrongType or WrongValue naming the row."""
    return part if are(Connection, part) else [_object(row, number) for number, row in enumerate(part, start)]


def are_tuples(part: list[Any]) -> bool:
    """Return whether all of a part are tuples of as many fields as a connection has."""
    return are(tuple, part) and set(map(len, part)) == {_FIELDS}


def are(kind: type, values: Sequence[object]) -> bool:
    """Return whether all of these are exactly of a type."""
    # The loop is C's: of all ways to look at a million types this is the quickest.
    return countOf(map(type, values), kind) == len(values)


def _object(given: Any, number: int) -> Connection:
    if type(given) is Connection:
        return given
    try:
        match given:
            case (device, account, connected_at) if type(given) is tuple:
                return Connection(device, account, connected_at)
            case _:
                raise WrongType("connection", "Connection or a tuple of its 3 fields", given)
    except BillingError as fault:
        fault.add_note(f"in row {number} of the connections, counted from 0")
        raise
