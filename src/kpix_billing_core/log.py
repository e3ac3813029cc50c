"""The history of one pool or one quota: a log that admits an event once, in order, on the state it was decided on.

`append` is the only way in; it is optimistic locking as a pure function: a service can retry without a second charge.
"""

__all__ = ["Event", "Log", "append"]

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import attrs

from .checks import check_instant, check_whole, each
from .decisions import Reason, Refused
from .errors import WrongType
from .ids import check_id


class Event(Protocol):
    """What every event carries; an event is a frozen attrs class.

    Attributes:
        version: how many events the state that decided it had seen.
        at: the instant it happened.
        key: the caller's idempotency key, or None.
    """

    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def key(self) -> str | None: ...  # noqa: D102


E = TypeVar("E", bound=Event)


@attrs.frozen
class _Run(Generic[E]):
    """Some consecutive events and where their keys are, sorted: the piece a log is made of."""

    events: tuple[E, ...]
    keys: tuple[tuple[str, int], ...]


@attrs.frozen
class Log(Generic[E]):
    """The events of one pool or quota in order; immutable, and cheap to extend.

    It is kept as runs whose lengths are the powers of two in its count, so that `append` copies an event only when two
    equal runs merge: n appends cost n log n, never n squared, and an old log stays as it was.
    """

    runs: tuple[_Run[E], ...] = attrs.field(default=(), validator=each(_Run))

    @property
    def version(self) -> int:
        """How many events it holds; the next event must have been decided on exactly this."""
        return _version(self)

    def __len__(self) -> int:
        return _version(self)

    def __iter__(self) -> Iterator[E]:
        for run in self.runs:
            yield from run.events

    def last(self) -> E | None:
        """Return the newest event, or None."""
        return self.runs[-1].events[-1] if self.runs else None

    def with_key(self, key: str) -> E | None:
        """Return the event that was admitted under this idempotency key, or None."""
        check_id("key", key)
        return _find(self, key)


def append(log: Log[E], event: E) -> Log[E] | Refused:
    """Admit an event on the version it was decided on, once for each idempotency key, in order of time.

    A repeated key answers the log as it is: a retry changes nothing, and `log.with_key` has the first event; but the
    same key for an event that says something else (beyond its version and instant) is refused. So are a version other
    than the log's and an instant before the newest event; equal instants are in order.
    Raises WrongType or WrongValue where the event's version, instant or key is none.
    """
    if type(log) is not Log:
        raise WrongType("log", "Log", log)
    _check_event(event)
    if event.key is not None:
        first = log.with_key(event.key)
        if first is not None:
            return _again(log, first, event)
    if event.version != log.version:
        return Refused(Reason.STALE_VERSION, f"decided on {event.version} events, the log holds {log.version}")
    newest = log.last()
    if newest is not None and event.at < newest.at:
        return Refused(Reason.OUT_OF_ORDER, f"{event.at.isoformat()} is before {newest.at.isoformat()}")
    return _extended(log, event)


def _check_event(event: Event) -> None:
    if not (attrs.has(type(event)) and hasattr(event, "version") and hasattr(event, "at") and hasattr(event, "key")):
        raise WrongType("event", "an event with a version, an instant and a key", event)
    check_whole("version", event.version, 0)
    check_instant("at", event.at)
    if event.key is not None:
        check_id("key", event.key)


def _again(log: Log[E], first: E, event: E) -> Log[E] | Refused:
    return log if _same_wish(first, event) else Refused(Reason.KEY_REUSED, f"key {event.key} names another event")


def _same_wish(first: Any, again: Any) -> bool:
    # A retry is decided anew, so its version and instant may differ; what it wants may not.
    return type(first) is type(again) and attrs.evolve(again, version=first.version, at=first.at) == first


def _version(log: Log[E]) -> int:
    return sum(len(run.events) for run in log.runs)


def _find(log: Log[E], key: str) -> E | None:
    for run in log.runs:
        place = bisect_left(run.keys, (key, 0))
        if place < len(run.keys) and run.keys[place][0] == key:
            return run.events[run.keys[place][1]]
    return None


def _extended(log: Log[E], event: E) -> Log[E]:
    run = _Run((event,), () if event.key is None else ((event.key, 0),))
    runs = list(log.runs)
    while runs and len(runs[-1].events) == len(run.events):
        run = _joined(runs.pop(), run)
    return Log((*runs, run))


def _joined(older: _Run[E], newer: _Run[E]) -> _Run[E]:
    shift = len(older.events)
    moved: Iterable[tuple[str, int]] = ((key, index + shift) for key, index in newer.keys)
    return _Run(older.events + newer.events, tuple(sorted((*older.keys, *moved))))
