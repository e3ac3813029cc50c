"""A file of events: one line of JSON for each, the logs of any number of accounts together, only ever added to."""

__all__ = ["EventFile", "append_events", "read_events"]

import os
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from ..errors import MalformedData
from ..ids import AccountId
from ..interchange import from_json, to_json
from ..lifecycle import Fleet
from ..pool import Pool, PoolEvent
from .event_order import check_order, checked_fleet, checked_pools
from .failure import Failed, Faults, reason_of
from .screen import Progress

_SHOW_EVERY = 10_000


class EventFile(NamedTuple):
    """What a file of events held when it was read, and the state that its events leave."""

    path: Path
    size: int
    events: tuple[PoolEvent, ...]
    pools: dict[AccountId, Pool]
    fleet: Fleet

    def pool(self, account: AccountId) -> Pool:
        """Return the pool of an account, empty where nothing has happened to it."""
        return self.pools.get(account) or Pool(account)

    def with_key(self, account: AccountId, key: str | None) -> PoolEvent | None:
        """Return the event that an account's log holds under an idempotency key, if any."""
        if key is None:
            return None
        return next((event for event in self.events if (event.account, event.key) == (account, key)), None)


def read_events(path: Path, faults: Faults, progress: Progress, *, begin: bool) -> EventFile:
    """Read a file of events, and refuse it with every fault of it; `begin` lets it be missing, as if it were empty.

    Lines that cannot be read hide what is wrong between lines, and that hides what is wrong with the story they tell.
    """
    data = _data(path, faults, begin=begin)
    events = _events(path, data, faults, progress)
    progress.clear()
    faults.stop_if_any()
    check_order(path, events, faults)
    faults.stop_if_any()
    pools = checked_pools(path, events, faults)
    faults.stop_if_any()
    fleet = checked_fleet(path, events, faults)
    faults.stop_if_any()
    return EventFile(path, len(data), events, pools, fleet)


def append_events(file: EventFile, events: Sequence[PoolEvent]) -> None:
    """Add events to the end of the file, all or none of them, and return when they are on the disk.

    Nothing that was there is written again. A file that somebody else has added to since it was read is left alone:
    what was decided was decided on less than it holds. So is one that could not be read afterwards.
    """
    if not events:
        return
    faults = Faults()
    # The logs of two accounts may tell of one device; each verb sees only the one it appends to.
    checked_fleet(file.path, (*file.events, *events), faults)
    faults.stop_if_any()
    _append(file, "".join(f"{to_json(event, indent=None)}\n" for event in events).encode())


def _append(file: EventFile, data: bytes) -> None:
    # Unbuffered: all lines go to the system in one piece.
    with file.path.open("ab", buffering=0) as out:
        if out.seek(0, os.SEEK_END) != file.size:
            raise Failed(f"{file.path}: has changed since it was read", "nothing was written; run the command again")
        done = False
        try:
            _write(out, data, file.path)
            done = True
        finally:
            if not done:
                # A half line would be a fault for ever; what is taken back is only what was added here.
                out.truncate(file.size)


def _write(out: FileIO, data: bytes, path: Path) -> None:
    written = out.write(data)
    if written != len(data):
        raise Failed(f"{path}: the disk took {written} of {len(data)} bytes", "nothing was written")
    os.fsync(out.fileno())


def _data(path: Path, faults: Faults, *, begin: bool) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        if not (begin and isinstance(error, FileNotFoundError)):
            faults.add(str(path), reason_of(error))
    return b""


def _events(path: Path, data: bytes, faults: Faults, progress: Progress) -> tuple[PoolEvent, ...]:
    *lines, rest = data.split(b"\n")
    found: list[PoolEvent] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(from_json(PoolEvent, line))
        except MalformedData as error:
            faults.add(f"{path}: line {number}", _problem(error, line))
        if number % _SHOW_EVERY == 0:
            progress.show(f"lines of {path.name}", number)
    if rest:
        faults.add(f"{path}: line {len(lines) + 1}", "expected a line break at its end; it may have been cut off")
    return tuple(found)


def _problem(error: MalformedData, line: bytes) -> str:
    if not line.strip():
        return "expected an event, got an empty line"
    # The text is one line, whose place in the file is what counts.
    return str(error).removeprefix("line 1, ")
