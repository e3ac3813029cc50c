"""Instants as the numbers that validity is compared by: themselves. Only what calendar days away is asks for a zone."""

__all__ = ["Clock", "Later", "Times", "clocks_of", "times_of"]

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

import numpy as np

from ..validity import ApplicationRules
from ..validity.boundaries import days_later, instant_of
from .arrays import Numbers
from .calendars import Calendar, by_zone, calendars_of
from .instants import FIRST_INSTANT, datetime_of, number_of
from .offsets import Offsets, are_steady
from .scales import INSTANTS, Scale

Later: TypeAlias = Callable[[Numbers, int], Numbers]
"""Says where instants are so many days later, at the same local time."""


class Clock:
    """The instants of an application, as `Calendar` has its days.

    Attributes:
        scale: how they are numbered.
    """

    scale = INSTANTS

    def __init__(self, rules: ApplicationRules, later: Later) -> None:
        self._rules, self._later = rules, later

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


def _later_of(rules: ApplicationRules) -> Later:
    if are_steady(rules.zone):
        return Offsets(rules.zone).later
    return lambda instants, days: _asked(instants, days, rules)


def _asked(instants: Numbers, days: int, rules: ApplicationRules) -> Numbers:
    # The scalar core is asked once for each instant that occurs.
    different, place = np.unique(instants, return_inverse=True)
    later = (number_of(days_later(datetime_of(each), days, rules)) for each in different.tolist())
    return np.fromiter(later, np.int64)[place]


Times: TypeAlias = Calendar | Clock
"""Days or instants of an application."""


def clocks_of(rules: Mapping[str, ApplicationRules]) -> dict[str, Clock]:
    """Return a clock for each application; those of one zone share what is known of it."""
    later = by_zone(rules, _later_of)
    return {name: Clock(each, later[name]) for name, each in rules.items()}


def times_of(rules: Mapping[str, ApplicationRules], scale: Scale) -> Mapping[str, Times]:
    """Return the times of each application; those in days of one zone share theirs."""
    return clocks_of(rules) if scale is INSTANTS else calendars_of(rules)
