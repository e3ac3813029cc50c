"""Which records in instants may have something fall due between two instants, by one look at these."""

__all__ = ["TimedReach", "timed_reach_of"]

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..validity import ApplicationRules
from .arrays import Numbers
from .calendars import MOST_DAYS
from .instants import number_of
from .offsets import A_DAY
from .records import Records

_MARGIN = 2 * A_DAY
"""No zone is a day away from UTC, so what is calendar days away by its clocks is less than two more by those of UTC."""
_NEVER = -(2**62)
"""Before all times, so far that nothing is near it."""


class TimedReach(NamedTuple):
    """An interval, and the ends of records of which something is due in it.

    Attributes:
        span: its two instants, as numbers.
        firsts: the first of such ends for each number of days before or after, in order.
    """

    span: tuple[int, int]
    firsts: Numbers

    def holds(self, instants: Numbers) -> NDArray[np.bool_]:
        """Return which instants are in the interval."""
        found: NDArray[np.bool_] = (instants >= self.span[0]) & (instants < self.span[1])
        return found

    def tells(self, last: Numbers, days: int) -> NDArray[np.bool_]:
        """Return which ends may be so many calendar days before an instant of the interval, and some more."""
        first, end = _shifted(self.span, min(days, MOST_DAYS))
        found: NDArray[np.bool_] = (last >= first) & (last < end)
        return found

    def rows(self, records: Records) -> Numbers:
        """Return the rows of which something may fall due: by their end, their start, or when they were made."""
        # As many ends for each: if it is not among those that begin last before it, it is among none.
        first = self.firsts[np.searchsorted(self.firsts, records.last, side="right") - 1]
        near = records.last - first < self.span[1] - self.span[0] + 2 * _MARGIN
        found = near | self.holds(records.start)
        if records.made is not None:
            found |= self.holds(records.made)
        return np.flatnonzero(found)


def timed_reach_of(rules: Iterable[ApplicationRules], since: datetime, until: datetime) -> TimedReach:
    """Return how far an interval reaches, in all applications together."""
    span = number_of(since), number_of(until)
    shifts = {0}
    for each in rules:
        shifts |= {-min(each.grace_days, MOST_DAYS), *(min(days, MOST_DAYS) for days in each.alert_days)}
    firsts = sorted(_shifted(span, days)[0] for days in shifts)
    return TimedReach(span, np.array([_NEVER, *firsts]))


def _shifted(span: tuple[int, int], days: int) -> tuple[int, int]:
    """Return from where to where ends lie that are so many calendar days after an interval."""
    return span[0] + days * A_DAY - _MARGIN, span[1] + days * A_DAY + _MARGIN
