"""Instants as the numbers that validity is compared by: themselves. Only what calendar days away is asks for a zone."""

__all__ = ["A_DAY", "Clock", "Times", "clocks_of", "times_of"]

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import TypeAlias

import numpy as np

from ..validity import ApplicationRules
from ..validity.boundaries import days_later, instant_of
from .arrays import Numbers
from .calendars import MOST_DAYS, Calendar, calendars_of
from .instants import FIRST_INSTANT, LAST_INSTANT, datetime_of, number_of
from .scales import INSTANTS, Scale

A_DAY = timedelta(days=1) // timedelta.resolution
"""Microseconds."""


class Clock:
    """The instants of an application, as `Calendar` has its days.

    Attributes:
        scale: how they are numbered.
    """

    scale = INSTANTS

    def __init__(self, rules: ApplicationRules) -> None:
        self._rules = rules

    def begin(self, start: Numbers) -> Numbers:
        """Return where records begin."""
        return start

    def end(self, last: Numbers) -> Numbers:
        """Return where records end."""
        return last

    def graced(self, last: Numbers, days: int) -> Numbers:
        """Return where the grace of records ends (rule K09)."""
        return self._later(last, days)

    def told(self, last: Numbers, days: int) -> Numbers:
        """Return the instants so many calendar days before the end of records (rule K10)."""
        return self._later(last, -days)

    def starts(self, instants: Numbers) -> Numbers:
        """Return at which instants these lie."""
        return instants

    def shown(self, until: Numbers) -> Numbers:
        """Return how the ends of statuses are shown: as the first instants that are not in them."""
        return until

    def number(self, at: datetime) -> int:
        """Return an instant as a number; one that is before all of them by its zone is the first."""
        return max(number_of(at), FIRST_INSTANT)

    def start(self, day: date) -> datetime:
        """Return the instant at which a day starts."""
        return instant_of(day, 0, self._rules)

    def _later(self, instants: Numbers, days: int) -> Numbers:
        """Return the instants so many calendar days later, at the same local time."""
        zone = self._rules.zone
        if type(zone) is timezone:
            return _moved(instants, min(days, MOST_DAYS), zone.utcoffset(None) // timedelta.resolution)
        # The scalar core is asked once for each instant that occurs.
        different, place = np.unique(instants, return_inverse=True)
        later = (number_of(days_later(datetime_of(each), days, self._rules)) for each in different.tolist())
        return np.fromiter(later, np.int64, len(different))[place]


def _moved(instants: Numbers, days: int, offset: int) -> Numbers:
    """Return instants so many days later by a clock that never changes; beyond the years 1 to 9999 is for ever."""
    local = instants + offset
    later = local + max(days, -MOST_DAYS) * A_DAY
    is_known = np.ones(len(instants), np.bool_)
    for each in (local, later, later - offset):
        is_known &= (each >= FIRST_INSTANT) & (each <= LAST_INSTANT)
    never = FIRST_INSTANT if days < 0 else np.where(instants == FIRST_INSTANT, FIRST_INSTANT, LAST_INSTANT)
    return np.where(is_known, later - offset, never)


Times: TypeAlias = Calendar | Clock
"""Days or instants of an application."""


def clocks_of(rules: Mapping[str, ApplicationRules]) -> dict[str, Clock]:
    """Return a clock for each application."""
    return {name: Clock(each) for name, each in rules.items()}


def times_of(rules: Mapping[str, ApplicationRules], scale: Scale) -> Mapping[str, Times]:
    """Return the times of each application; those in days of one zone share theirs."""
    return clocks_of(rules) if scale is INSTANTS else calendars_of(rules)
