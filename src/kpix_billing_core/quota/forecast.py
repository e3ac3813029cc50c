"""Looking ahead at a pace: when the tokens are used up, how many are missing, how many will be lost; each at one go.

Tokens are reserved and used one by one: the n-th at n/pace days of 24 hours from now, to the microsecond below.
"""

__all__ = ["tokens_exhausted_at", "tokens_lost", "tokens_needed"]

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from ..errors import WrongType, WrongValue
from ..exact import Exact, to_fraction
from .instants import utc
from .package import ServicePackage
from .state import Quota

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


class Stretch(NamedTuple):
    """The rest of a package's time: what remains at its start, how many tokens were wanted by then, and by its end."""

    package: ServicePackage
    remaining: int
    before: int
    by_end: int

    @property
    def left(self) -> int:
        """How many tokens with a limit are left at the end."""
        return _left(self)


def tokens_exhausted_at(quota: Quota, at: datetime, pace: Exact) -> datetime | None:
    """Return the first instant at which no token remains, at so many tokens a day; None: not before all has expired.

    A renewal that waits takes over on its day; none is bought. Where nothing remains now, that instant is now.
    Raises WrongType or WrongValue.

    >>> from .decide import create_package
    >>> from .state import replay
    >>> may = datetime.fromisoformat("2026-05-01T00:00Z")
    >>> quota = replay([create_package(Quota(account="acme"), package="p1", count=20, at=may)])
    >>> tokens_exhausted_at(quota, may, "5/2").isoformat()
    '2026-05-09T00:00:00+00:00'
    """
    now, moment, speed = _asked(quota, at, pace)
    for each in _stretches(now, moment, speed):
        if each.package.count is not None and each.remaining <= each.by_end - each.before:
            return _instant(moment, each.before + each.remaining, speed)
    return None


def tokens_needed(quota: Quota, at: datetime, pace: Exact) -> int | None:
    """Return how many tokens are missing to keep a pace until the package in force expires; None without a package.

    0 where there are enough, or no limit. Raises WrongType or WrongValue.
    """
    now, moment, speed = _asked(quota, at, pace)
    if now.active is None:
        return None
    wanted = _wanted(moment, now.active.expires_at, speed)
    return 0 if now.active.count is None else max(0, wanted - now.balance.remaining)


def tokens_lost(quota: Quota, at: datetime, pace: Exact) -> int:
    """Return how many tokens will be lost by the time all has expired, at so many tokens a day.

    Campaigns that are open now use nothing more and do not close: what they have reserved is among it. A renewal that
    waits takes over on its day; none is bought. Raises WrongType or WrongValue.
    """
    now, moment, speed = _asked(quota, at, pace)
    left = [each.left for each in _stretches(now, moment, speed)]
    over = left[-1:] if now.terms.carry_over else left
    return now.balance.reserved + sum(over)


def _left(stretch: Stretch) -> int:
    used = 0 if stretch.package.count is None else stretch.by_end - stretch.before
    return max(0, stretch.remaining - used)


def _asked(quota: Quota, at: datetime, pace: Exact) -> tuple[Quota, datetime, Fraction]:
    if type(quota) is not Quota:
        raise WrongType("quota", "Quota", quota)
    speed = to_fraction(pace, "pace")
    if speed < 0:
        raise WrongValue("pace", "at least 0 tokens a day", pace)
    return quota.as_of(at), utc(at), speed


def _stretches(now: Quota, moment: datetime, speed: Fraction) -> Iterator[Stretch]:
    if now.active is None:
        return
    first = Stretch(now.active, now.balance.remaining, 0, _wanted(moment, now.active.expires_at, speed))
    yield first
    if now.pending is not None:
        carried = first.left if now.terms.carry_over else 0
        brought = now.pending.count or 0
        yield Stretch(now.pending, carried + brought, first.by_end, _wanted(moment, now.pending.expires_at, speed))


def _wanted(moment: datetime, expiry: datetime, speed: Fraction) -> int:
    """Return how many tokens are wanted before an expiry: one that would be used at that very instant is too late."""
    days = Fraction((expiry - moment) // _MICROSECOND, _DAY)
    return max(0, -(-days * speed // 1) - 1)


def _instant(moment: datetime, number: int, speed: Fraction) -> datetime:
    """Return when the n-th token is used; the 0th is used now."""
    microseconds = 0 if number == 0 else number * _DAY * speed.denominator // speed.numerator
    return moment + microseconds * _MICROSECOND
