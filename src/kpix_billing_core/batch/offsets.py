"""How far the clocks of a zone are ahead of UTC, by columns: it is asked at the start of each day that occurs.

Where it says something else at the end of a day, the clocks change within it, and halving the day finds when. So no
clock may change twice a day; in the whole database of zones none ever did within three days.
"""

__all__ = ["A_DAY", "Offsets", "are_steady"]

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..interchange.zones import zone_text
from .arrays import Numbers
from .calendars import MOST_DAYS
from .instants import FIRST_INSTANT, LAST_INSTANT, datetime_of, number_of

A_DAY = timedelta(days=1) // timedelta.resolution
"""Microseconds."""


def are_steady(zone: tzinfo) -> bool:
    """Whether the clocks of a zone change at most once a day: those that never do, and those of the database of zones.

    A zone of the caller's own may do anything, also one that is read from a file, whatever its name.
    """
    if type(zone) is timezone:
        return True
    of_its_sort: Any = type(zone)
    try:
        # Of each name the database gives one zone, always the same.
        return of_its_sort(zone_text(zone)) is zone
    except (KeyError, ValueError, OSError):  # no name, none that is there, or that of a folder
        return False


class Offsets:
    """How far clocks of a zone are ahead that change at most once a day: at instants, and at times that they say."""

    def __init__(self, zone: tzinfo) -> None:
        self._at_instants = _Steps(lambda at: number_of(datetime_of(at).astimezone(zone).replace(tzinfo=UTC)) - at)
        self._said_first = _Steps(lambda at: at - number_of(datetime_of(at).replace(tzinfo=zone)))
        self._said_again = _Steps(lambda at: at - number_of(datetime_of(at).replace(tzinfo=zone, fold=1)))

    def later(self, instants: Numbers, days: int) -> Numbers:
        """Return instants so many days later by the clocks; what is beyond the years 1 to 9999 is for ever."""
        ahead = self._at_instants.of(instants)
        said = instants + ahead
        later = said + max(min(days, MOST_DAYS), -MOST_DAYS) * A_DAY
        found = later - self._behind(said, later, ahead)
        is_known = _are_known(said) & _are_known(later) & _are_known(found)
        never = FIRST_INSTANT if days < 0 else np.where(instants == FIRST_INSTANT, FIRST_INSTANT, LAST_INSTANT)
        return np.where(is_known, found, never)

    def _behind(self, said: Numbers, later: Numbers, ahead: Numbers) -> Numbers:
        """Return the offsets at times that are said later; what was said again is taken as said again then, too."""
        found = self._said_first.of(later)
        again = np.flatnonzero(self._said_first.of(said) != ahead)
        found[again] = self._said_again.of(later[again])
        return found


class _Steps:
    """Offsets of one sort, by microseconds from the first instant on."""

    def __init__(self, clock: Callable[[int], int]) -> None:
        self._clock = clock
        # Pages of these that nobody writes to take no memory.
        self._is_known, self._is_asked = np.zeros((2, MOST_DAYS + 1), np.bool_)
        self._at_start, self._change = np.zeros((2, MOST_DAYS + 1), np.int64)

    def of(self, times: Numbers) -> Numbers:
        """Return the offset of each time; that of one beyond all that there are means nothing."""
        since = np.clip(times, FIRST_INSTANT, LAST_INSTANT) - FIRST_INSTANT
        day = since // A_DAY
        is_known = self._is_known[day]
        if not is_known.all():
            self._learn(np.unique(day[~is_known]))
        # On a day without a change it begins with what it ends with.
        offsets: Numbers = self._at_start[day + (since >= self._change[day])]
        return offsets

    def _learn(self, days: Numbers) -> None:
        """Ask for the offsets at the ends of days, and where the two differ, for when it changes."""
        starts = np.union1d(days, days + 1)
        starts = starts[~self._is_asked[starts]]
        self._at_start[starts] = [self._ask(day * A_DAY) for day in starts.tolist()]
        self._is_asked[starts] = self._is_known[days] = True
        for day in days[self._at_start[days] != self._at_start[days + 1]].tolist():
            self._change[day] = self._changed(day, int(self._at_start[day + 1]))

    def _changed(self, day: int, offset: int) -> int:
        """Return from when on it is what it is when a day ends."""
        times = range(day * A_DAY, (day + 1) * A_DAY)
        return times.start + bisect_left(times, x=True, key=lambda since: self._ask(since) == offset)

    def _ask(self, since: int) -> int:
        # On the first day there is and on the last, clocks do not change; in some zones there is no such day.
        return self._clock(min(max(FIRST_INSTANT + since, FIRST_INSTANT + A_DAY), LAST_INSTANT - A_DAY))


def _are_known(times: Numbers) -> NDArray[np.bool_]:
    """Return which times are in the years 1 to 9999."""
    found: NDArray[np.bool_] = (times >= FIRST_INSTANT) & (times <= LAST_INSTANT)
    return found
