"""Which records may have something fall due between two instants: most have not, which one look at their days says."""

__all__ = ["Reach", "reach_of"]

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..validity import ApplicationRules
from .arrays import Numbers
from .calendars import MOST_DAYS, Calendar, clipped_days
from .instants import number_of
from .records import Records
from .scales import DAYS


class Reach(NamedTuple):
    """The days of an interval in all applications, and the last days of records of which something is due in it.

    Attributes:
        first, last: the days.
        span: the two instants, as numbers.
        least: the first of those last days.
        ends: of each last day from there on, whether something may fall due.
    """

    first: int
    last: int
    span: tuple[int, int]
    least: int
    ends: Numbers

    def holds(self, days: Numbers) -> NDArray[np.bool_]:
        """Return which days are among those of the interval."""
        found: NDArray[np.bool_] = (days >= self.first) & (days <= self.last)
        return found

    def tells(self, last: Numbers, days: int) -> NDArray[np.bool_]:
        """Return which last days are so many days before a day of the interval."""
        return self.holds(last + np.int64(1 - min(days, MOST_DAYS)))

    def rows(self, records: Records) -> Numbers:
        """Return the rows of which something may fall due: by their end, their start, or when they were made."""
        place = records.last - np.int32(self.least)
        # Read as a number without a sign, what is below the first is beyond the last.
        near = np.flatnonzero(place.view(np.uint32) < len(self.ends))
        near = near[self.ends[place[near]]]
        begun = (records.start - np.int32(self.first)).view(np.uint32) <= self.last - self.first
        found = [near, np.flatnonzero(begun)]
        if records.made is not None:
            found.append(np.flatnonzero((records.made >= self.span[0]) & (records.made < self.span[1])))
        return np.concatenate(found)


def reach_of(
    rules: Mapping[str, ApplicationRules], calendars: Mapping[str, Calendar], since: datetime, until: datetime
) -> Reach:
    """Return how far an interval reaches, in all applications together."""
    days = [_days(each, since, until) for each in calendars.values()]
    first, last = min((day for day, _ in days), default=0), max((day for _, day in days), default=0)
    # What would fall due before all days falls due on the first.
    first = first if first > DAYS.since_ever else DAYS.since_ever - MOST_DAYS
    shifts = {1, *(1 + min(each.grace_days, MOST_DAYS) for each in rules.values())}
    shifts |= {1 - min(days, MOST_DAYS) for each in rules.values() for days in each.alert_days}
    least = max(first - max(shifts), DAYS.since_ever)
    ends = np.zeros(max(min(last - min(shifts), DAYS.forever) - least + 1, 0), np.bool_)
    for shift in shifts:
        ends[max(first - shift - least, 0) : max(last - shift - least + 1, 0)] = True
    return Reach(first, last, (number_of(since), number_of(until)), least, ends)


def _days(calendar: Calendar, since: datetime, until: datetime) -> tuple[int, int]:
    """Return the days whose starts may lie in an interval, or whose end is told of in it.

    Beside those that do, a day at either side that the zone left out: it begins with the next, and an alert on it is
    due on the day before.
    """
    first, last = calendar.number(since), calendar.number(max(since, until - datetime.resolution))
    before, after = clipped_days(np.array([first - 1, last + 1])).tolist()
    earlier, later = calendar.alike(np.array([before, after])).tolist()
    return first - int(before < first <= earlier), last + int(last < after < later)
