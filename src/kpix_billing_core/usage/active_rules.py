"""When a device counts as active, where one connection in the month is not enough."""

__all__ = ["ActiveRule", "AtLeastConnections", "OnDays", "check_rule"]

from typing import TypeAlias

import attrs

from ..checks import whole
from ..errors import WrongType, WrongValue
from .device_activity import DeviceActivity

_MOST_DAYS = 31


@attrs.frozen
class AtLeastConnections:
    """A device is active if it connected at least so many times in the month; once is the published rule (rule P11).

    Where the first eight are free, as tests, it is nine. Raises WrongType or WrongValue.
    """

    number: int = attrs.field(validator=whole(1))

    def counts(self, device: DeviceActivity) -> bool:
        """Return whether a device counts.

        >>> from datetime import UTC, datetime
        >>> AtLeastConnections(9).counts(DeviceActivity("d1", datetime(2026, 4, 16, tzinfo=UTC), 8, days=0b1))
        False
        """
        return checked(device).connections >= self.number


@attrs.frozen
class OnDays:
    """A device is active if it connected on at least so many days of the month, 1 to 31, however often on each.

    Raises WrongType or WrongValue.
    """

    number: int = attrs.field(validator=whole(1))

    def __attrs_post_init__(self) -> None:
        _check(self)

    def counts(self, device: DeviceActivity) -> bool:
        """Return whether a device counts.

        >>> from datetime import UTC, datetime
        >>> OnDays(3).counts(DeviceActivity("d1", datetime(2026, 4, 16, tzinfo=UTC), 100, days=0b11))
        False
        """
        return checked(device).days.bit_count() >= self.number


ActiveRule: TypeAlias = AtLeastConnections | OnDays
"""When a device counts as active."""


def check_rule(rule: object) -> None:
    """Refuse what is no rule of this file."""
    if type(rule) not in (AtLeastConnections, OnDays):
        raise WrongType("rule", "AtLeastConnections or OnDays", rule)


def checked(device: object) -> DeviceActivity:
    """Return a device's activity, refuse anything else."""
    if type(device) is not DeviceActivity:
        raise WrongType("device", "DeviceActivity", device)
    return device


def _check(rule: OnDays) -> None:
    if rule.number > _MOST_DAYS:
        raise WrongValue("number", f"at most {_MOST_DAYS} days", rule.number)
