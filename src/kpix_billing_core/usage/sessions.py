"""Devices connected at the same time, from sessions that begin and end."""

__all__ = ["PeakConcurrent", "Session", "peak_concurrent"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import TypeAlias

import attrs

from ..checks import check_many, check_whole
from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue, clipped
from ..ids import AccountId, DeviceId, check_id
from .instants import MonthSpan, check_month_of, check_utc, month_span, utc

_Change: TypeAlias = tuple[datetime, int]
"""An instant at which a device comes, 1, or goes, -1."""


@attrs.frozen
class Session:
    """A device of an account was connected from one instant to another, the last not included.

    Raises WrongType or WrongValue.

    Attributes:
        device: what was connected.
        account: whose it is: an account, or a tenant of one.
        connected_at: since when, kept in UTC.
        disconnected_at: until when, kept in UTC; None while it is connected.

    >>> Session("d1", "acme", datetime(2026, 4, 16, 12, tzinfo=UTC)).disconnected_at is None
    True
    """

    device: DeviceId = attrs.field(metadata={"column": "device_id"})
    account: AccountId = attrs.field(metadata={"column": "tenant_id"})
    connected_at: datetime = attrs.field(converter=utc)
    disconnected_at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(utc))

    def __attrs_post_init__(self) -> None:
        _check(self)


@attrs.frozen
class PeakConcurrent:
    """The most devices of an account that were connected at one time of a month.

    Peaks of parts do not add up: two parts may have theirs at different times. Raises WrongType or WrongValue.

    Attributes:
        account: whose.
        month: when.
        zone: where the month begins and ends.
        count: how many.
        at: the first instant at which there were so many, in UTC; None where there was none at all.

    >>> noon = datetime(2026, 4, 16, 12, tzinfo=UTC)
    >>> PeakConcurrent("acme", Month.parse("2026-04"), count=2, at=noon).count
    2
    """

    account: AccountId
    month: Month
    zone: tzinfo = UTC
    count: int = 0
    at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(utc))

    def __attrs_post_init__(self) -> None:
        _check_peak(self)


def peak_concurrent(
    sessions: Iterable[Session], month: Month, account: AccountId, zone: tzinfo = UTC
) -> PeakConcurrent:
    """Return the most devices of one account that were connected at the same time in a month.

    A device counts once, also while several of its sessions overlap; where one session ends and another begins, the
    two are not at the same time. A session over the edge of the month counts with what lies inside. Holds each session
    of the month. Raises TallyMismatch for a session of another account, WrongType for what is none.

    >>> noon, one, april = datetime(2026, 4, 16, 12, tzinfo=UTC), datetime(2026, 4, 16, 13, tzinfo=UTC), Month(2026, 4)
    >>> peak_concurrent([Session("d1", "acme", noon, one), Session("d2", "acme", one)], april, "acme").count
    1
    """
    check_id("account", account)
    check_month_of(month, zone)
    span = month_span(month, zone)
    by_device: defaultdict[DeviceId, list[_Change]] = defaultdict(list)
    for session in _of_one(sessions, account):
        by_device[session.device] += _within(session, span)
    changes = sorted(chain.from_iterable(map(_outermost, by_device.values())))
    return _peak(changes, PeakConcurrent(account, month, zone))


def _of_one(sessions: Iterable[Session], account: AccountId) -> Iterator[Session]:
    check_many("sessions", sessions)
    for session in sessions:
        if type(session) is not Session:
            raise WrongType("session", "Session", session)
        if session.account != account:
            raise TallyMismatch(f"expected sessions of {clipped(account)}, got one of {clipped(session.account)}")
        yield session


def _within(session: Session, span: MonthSpan) -> Iterator[_Change]:
    """Yield the start of a session, not before the month's, and its end, for one that has some of the month."""
    until = session.disconnected_at
    if session.connected_at <= span.last and (until is None or until > span.first):
        yield max(session.connected_at, span.first), 1
        if until is not None:
            yield until, -1


def _outermost(changes: list[_Change]) -> Iterator[_Change]:
    """Yield where a device comes and goes, and not what its sessions do inside others."""
    depth = 0
    for instant, change in sorted(changes):
        depth += change
        if depth == max(change, 0):
            yield instant, change


def _peak(changes: Iterable[_Change], none: PeakConcurrent) -> PeakConcurrent:
    """Return the peak of all devices; at each instant they first go, then come."""
    count, peak = 0, none
    for instant, change in changes:
        count += change
        if count > peak.count:
            peak = attrs.evolve(peak, count=count, at=instant)
    return peak


def _check(session: Session) -> None:
    check_id("device", session.device)
    check_id("account", session.account)
    check_utc("connected_at", session.connected_at)
    if session.disconnected_at is not None:
        check_utc("disconnected_at", session.disconnected_at)
        if session.disconnected_at < session.connected_at:
            wanted = f"an instant from {session.connected_at.isoformat()} on"
            raise WrongValue("disconnected_at", wanted, session.disconnected_at)


def _check_peak(peak: PeakConcurrent) -> None:
    check_id("account", peak.account)
    check_month_of(peak.month, peak.zone)
    check_whole("count", peak.count, 0)
    if (peak.at is None) != (peak.count == 0):
        raise WrongValue("at", "an instant for a count above 0, and None for 0", peak.at)
    if peak.at is not None:
        check_utc("at", peak.at)
        span = month_span(peak.month, peak.zone)
        if not span.first <= peak.at <= span.last:
            raise WrongValue("at", f"an instant of {peak.month}", peak.at)
