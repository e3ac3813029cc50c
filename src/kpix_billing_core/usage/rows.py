"""Connections in whatever shape the caller has them, in parts to count: objects or plain tuples.

Objects have been checked when they were made. Tuples are checked here, a column of a part at a time; only where that
finds something are the rows looked at one by one, to name the faulty.
"""

__all__ = ["Connections", "Part", "are", "are_ids", "are_utc", "parts_of"]

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, repeat
from operator import attrgetter, countOf, is_
from typing import Any, NamedTuple, TypeAlias

from ..checks import check_many
from ..errors import BillingError, WrongType
from ..ids import AccountId, DeviceId
from .connection import Connection
from .instants import utc

Connections: TypeAlias = Iterable[Connection | tuple[DeviceId, AccountId, datetime]]
"""What can be counted: connections, or plain tuples of their fields in order; read once and never held."""


class Part(NamedTuple):
    """A few thousand connections by columns, checked, with instants in UTC."""

    device: Sequence[DeviceId]
    account: Sequence[AccountId]
    connected_at: Sequence[datetime]


_BATCH = 4096
_FIELDS = len(Part._fields)
_fields_of = attrgetter(*Part._fields)
_zone_of = attrgetter("tzinfo")


def parts_of(connections: Connections) -> Iterator[Part]:
    """Yield the connections in parts, checked; raises WrongType or WrongValue naming the row, counted from 0."""
    check_many("connections", connections)
    rows, done = iter(connections), 0
    while batch := list(islice(rows, _BATCH)):
        yield _part(batch, done)
        done += len(batch)


def _part(batch: list[Any], start: int) -> Part:
    if are(tuple, batch) and set(map(len, batch)) == {_FIELDS}:
        device, account, connected_at = zip(*batch, strict=True)
        part = Part(device, account, connected_at if are_utc(connected_at) else tuple(map(utc, connected_at)))
        if are_ids(part.device) and are_ids(part.account) and are_utc(part.connected_at):
            return part
    held = batch if are(Connection, batch) else [_object(row, number) for number, row in enumerate(batch, start)]
    return Part(*zip(*map(_fields_of, held), strict=True))


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


def are(kind: type, values: Sequence[object]) -> bool:
    """Return whether all of these are exactly of a type."""
    # The loop is C's: of all ways to look at a million types this is the quickest.
    return countOf(map(type, values), kind) == len(values)


def are_ids(values: Sequence[Any]) -> bool:
    """Return whether all of these are ids."""
    # An id stands in many rows: each is looked at once.
    return are(str, values) and "" not in (ids := set(values)) and "".join(ids).isprintable()


def are_utc(values: Sequence[Any]) -> bool:
    """Return whether all of these are instants in UTC."""
    # By identity: another zone without offset is equal to UTC, and instants of two zones are slow to compare.
    return are(datetime, values) and all(map(is_, map(_zone_of, values), repeat(UTC)))
