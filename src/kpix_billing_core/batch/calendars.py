"""Days of a zone as the numbers that validity is compared by: the scalar core is asked once for each day that occurs.

A zone that skipped a day has two days that start at one instant. So each day is given as the last one of its instant,
and days are then compared as instants are.
"""

__all__ = ["MOST_DAYS", "Calendar", "by_zone", "calendars_of", "clipped_days"]

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import TypeVar

import numpy as np

from ..validity import ApplicationRules
from ..validity.boundaries import FIRST, day_at, instant_of
from .arrays import Numbers
from .instants import number_of
from .scales import DAYS

MOST_DAYS = DAYS.forever - DAYS.since_ever + 1
"""All days that there are: more days of grace or before an end come to the same."""

_T = TypeVar("_T")
_EPOCH = date(1970, 1, 1).toordinal()


def clipped_days(days: Numbers) -> Numbers:
    """Return numbers of days, those beyond all days as the first or the last."""
    return np.clip(days, DAYS.since_ever, DAYS.forever)


class Calendar:
    """The days of an application's zone, from 1970 on, each looked up when it is first needed.

    Attributes:
        scale: how they are numbered.
    """

    scale = DAYS

    def __init__(self, rules: ApplicationRules) -> None:
        self._rules = rules
        # Pages of these that nobody writes to take no memory.
        self._known = np.zeros(MOST_DAYS, np.bool_)
        self._starts = np.zeros(MOST_DAYS, np.int64)
        self._last, self._before = np.zeros(MOST_DAYS, np.int32), np.zeros(MOST_DAYS, np.int32)

    def begin(self, start: Numbers) -> Numbers:
        """Return where records begin."""
        return self.alike(clipped_days(start))

    def end(self, last: Numbers) -> Numbers:
        """Return where records end that include a last day."""
        return self.graced(last, 0)

    def graced(self, last: Numbers, days: int) -> Numbers:
        """Return where the grace of records ends, so many days after their end (rule K09)."""
        return self.alike(clipped_days(last.astype(np.int64) + 1 + min(days, MOST_DAYS)))

    def told(self, last: Numbers, days: int) -> Numbers:
        """Return the instants so many calendar days before the end of records (rule K10)."""
        last_day, days = last.astype(np.int64), min(days, MOST_DAYS)
        found, end = (self.starts(clipped_days(last_day + 1 - shift)) for shift in (days, 0))
        # A day that a zone left out has no instant: its start is its end, and the one before it is meant.
        return np.where(found < end, found, self.starts(clipped_days(last_day - days)))

    def shown(self, until: Numbers) -> Numbers:
        """Return how the ends of statuses are shown: as the last days that are in them."""
        return np.where(until == DAYS.forever, DAYS.forever, self.before(until))

    def alike(self, days: Numbers) -> Numbers:
        """Return each day as the last one that starts at the same instant."""
        return self._last[self._places(days)]

    def before(self, days: Numbers) -> Numbers:
        """Return the day in which the last instant before each day lies."""
        return self._before[self._places(days)]

    def starts(self, days: Numbers) -> Numbers:
        """Return the instant at which each day starts, as a number of microseconds."""
        return self._starts[self._places(days)]

    def number(self, at: datetime) -> int:
        """Return the day whose start was the last one before an instant."""
        return day_at(at, self._rules).toordinal() - _EPOCH

    def start(self, day: date) -> datetime:
        """Return the instant at which a day starts."""
        return instant_of(day, 0, self._rules)

    def _places(self, days: Numbers) -> Numbers:
        places = days - np.int64(DAYS.since_ever)
        known = self._known[places]
        if not known.all():
            for place in np.unique(places[~known]).tolist():
                self._learn(place)
        return places

    def _learn(self, place: int) -> None:
        at = instant_of(date.min, place, self._rules)
        self._known[place] = True
        self._starts[place] = number_of(at)
        self._last[place] = self.number(at)
        self._before[place] = self.number(at if at == FIRST else at - datetime.resolution)


def by_zone(rules: Mapping[str, ApplicationRules], make: Callable[[ApplicationRules], _T]) -> dict[str, _T]:
    """Return what is made for each application; those of one zone share it."""
    known: list[tuple[tzinfo, _T]] = []
    found: dict[str, _T] = {}
    for name, each in rules.items():
        shared = next((number for number, (zone, _) in enumerate(known) if zone is each.zone), len(known))
        if shared == len(known):
            known.append((each.zone, make(each)))
        found[name] = known[shared][1]
    return found


def calendars_of(rules: Mapping[str, ApplicationRules]) -> dict[str, Calendar]:
    """Return a calendar for each application; those of one zone share theirs."""
    return by_zone(rules, Calendar)
