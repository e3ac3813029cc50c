"""An instant, or the start of a day, as an application sees it."""

__all__ = ["Moment", "moment_of"]

from datetime import date, datetime
from typing import NamedTuple

from ..checks import check_instant
from ..errors import WrongType
from .boundaries import day_at, instant_of
from .rules import ApplicationRules
from .status import BillingStatus, lapsed


class Moment(NamedTuple):
    """An instant as an application sees it: its day, the first last day still in grace, and what comes after grace."""

    at: datetime
    day: date
    graced: date
    lapsed: BillingStatus
    rules: ApplicationRules


def moment_of(at: date | datetime, rules: ApplicationRules) -> Moment:
    """Return an instant, or the start of a day, as an application sees it."""
    if type(at) is date:
        instant = instant_of(at, 0, rules)
    elif isinstance(at, datetime):
        check_instant("at", at)
        instant = at
    else:
        raise WrongType("at", "date or aware datetime", at)
    day = day_at(instant, rules)
    graced = date.fromordinal(max(day.toordinal() - rules.grace_days, date.min.toordinal()))
    return Moment(instant, day, graced, lapsed(rules), rules)
