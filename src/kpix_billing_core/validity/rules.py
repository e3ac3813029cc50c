"""The rules of an application: how long its devices are borne with, when it warns, whether it cuts off and bills."""

__all__ = ["ASSET_LIFECYCLE", "Application", "ApplicationRules", "Overlap", "RenewalFrom"]

from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Any

import attrs

from ..checks import check_whole, each, instance, whole
from ..dates.zone import check_zone
from ..errors import WrongValue
from ..ids import identifier


class Overlap(Enum):
    """What overlapping records of one device come to.

    UNION: the device is valid where any is. REJECT: an error. LATEST: the record with the latest start holds alone from
    then on, and what it supersedes has no grace.
    """

    UNION = "union"
    REJECT = "reject"
    LATEST = "latest"


class RenewalFrom(Enum):
    """Where a renewal in grace starts: at the OLD_EXPIRY, so that no day is free; or on the day of RENEWAL."""

    OLD_EXPIRY = "old_expiry"
    RENEWAL = "renewal"


def _zone(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    check_zone(attribute.name, value)
    # Asked once here: without an offset, Python would take the machine's own zone for every day.
    if value.utcoffset(_ANY_TIME) is None:
        raise WrongValue(attribute.name, "a zone that knows its offset", value)


_ANY_TIME = datetime(2026, 1, 1)  # noqa: DTZ001  a zone is asked about local time


@attrs.frozen(kw_only=True)
class ApplicationRules:
    """The rules of one application; a change holds from the next look on, also for devices in grace (rules K09 to K13).

    Raises WrongType or WrongValue.

    Attributes:
        grace_days: whole calendar days after the end of validity on which devices stay connected (K08, K09).
        alert_days: how many days before the end administrators are told, each at least 1, in order (K10).
        enforcement: whether devices are disabled after grace (K12).
        billing: whether the application is billed at all; without, nothing is disabled or alerted either (K13).
        zone: where its days begin.
        overlap: what overlapping records come to (K03).
        renewal_from: where a renewal in grace starts (K22).

    >>> ApplicationRules(grace_days=7, alert_days=(1, 7)).enforcement
    True
    """

    grace_days: int = attrs.field(default=0, validator=whole(0))
    alert_days: tuple[int, ...] = attrs.field(default=(), validator=each(int))
    enforcement: bool = attrs.field(default=True, validator=instance(bool))
    billing: bool = attrs.field(default=True, validator=instance(bool))
    zone: tzinfo = attrs.field(default=UTC, validator=_zone)
    overlap: Overlap = attrs.field(default=Overlap.UNION, validator=instance(Overlap))
    renewal_from: RenewalFrom = attrs.field(default=RenewalFrom.OLD_EXPIRY, validator=instance(RenewalFrom))

    def __attrs_post_init__(self) -> None:
        _check(self)


@attrs.frozen
class Application:
    """Where validity is enforced, under rules of its own.

    Attributes:
        id: the caller's name for it.
        rules: how it treats its devices.
    """

    id: str = attrs.field(validator=identifier)
    rules: ApplicationRules = attrs.field(default=attrs.Factory(ApplicationRules), validator=instance(ApplicationRules))


def _check(rules: ApplicationRules) -> None:
    before = 0
    for days in rules.alert_days:
        check_whole("alert_days", days, 1)
        if days <= before:
            raise WrongValue("alert_days", "each number once, in order", rules.alert_days)
        before = days


ASSET_LIFECYCLE = ApplicationRules()
"""The published rules: no grace and no alerts until an application sets them, enforced and billed, days in UTC."""
