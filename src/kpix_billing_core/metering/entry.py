"""An entry of a tally: what was used of one SKU, as whole numbers that agree with themselves."""

__all__ = ["DAYS", "LONGEST", "TallyEntry"]

from fractions import Fraction
from operator import mul

import attrs

from ..checks import TOO_LARGE, check_whole
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, SkuCode, check_id

DAYS = tuple(range(32))
"""The days an allocation can use of a month: 0 to 31."""

LONGEST = DAYS[-1]
"""The days of the longest month: no allocation has more of one, whatever they are divided by."""


@attrs.frozen
class TallyEntry:
    """The use of one SKU in a month: how many allocations, and how many units over which divisor (rules L40, L41).

    Units are days over the days of the month, or counted things over 1. Days are at most 31 for each allocation, and
    devices no more than allocations; how long the month is, only the tally knows. Not included: anything about money.
    Raises WrongType or WrongValue.

    Attributes:
        sku: what was used.
        count: how many allocations.
        units: days used by all of them together, or things counted.
        divisor: what `units` is divided by to give the quantity.
        histogram: how many allocations used exactly 0, 1, … 31 days, where that is known.
        devices: each device once with the days it used, as a bit for each, where that is known; in order.

    >>> TallyEntry("STD", count=2, units=16, divisor=30).quantity
    Fraction(8, 15)
    """

    sku: SkuCode
    count: int
    units: int
    divisor: int
    histogram: tuple[int, ...] | None = None
    devices: tuple[tuple[DeviceId, int], ...] | None = None

    def __attrs_post_init__(self) -> None:
        # A file makes as many as it has accounts and SKUs: one look at the usual case, and the reasons where it fails.
        if not (
            type(self.sku) is str
            and self.sku
            and self.sku.isprintable()
            and type(self.count) is type(self.units) is type(self.divisor) is int
            and 0 <= self.count < TOO_LARGE
            and 0 <= self.units < TOO_LARGE
            and 0 < self.divisor < TOO_LARGE
            and (self.units <= LONGEST * self.count or self.divisor == 1)
        ):
            _complain(self)
        if self.histogram is not None:
            _check_histogram(self, self.histogram)
        if self.devices is not None:
            _check_devices(self.devices, self.count)

    @property
    def quantity(self) -> Fraction:
        """Units over divisor: plan-months, or things counted."""
        return Fraction(self.units, self.divisor)


def _complain(entry: TallyEntry) -> None:
    check_id("sku", entry.sku)
    check_whole("count", entry.count, 0)
    check_whole("units", entry.units, 0)
    check_whole("divisor", entry.divisor, 1)
    raise WrongValue("units", f"at most {LONGEST} days for each of the {entry.count} allocations", entry.units)


def _check_histogram(entry: TallyEntry, histogram: tuple[int, ...]) -> None:
    if type(histogram) is not tuple or any(type(number) is not int for number in histogram):
        raise WrongType("histogram", "tuple of int", histogram)
    if len(histogram) != len(DAYS) or min(histogram) < 0:
        raise WrongValue("histogram", "32 numbers of 0 or more", histogram)
    days = sum(map(mul, histogram, DAYS))
    # Where a device's day counts once, the units may be fewer than its allocations' days.
    fits = entry.units == days if entry.devices is None else entry.units <= days
    if sum(histogram) != entry.count or not fits:
        raise WrongValue("histogram", f"{entry.count} allocations and {entry.units} days", histogram)


def _check_devices(devices: tuple[tuple[DeviceId, int], ...], count: int) -> None:
    if type(devices) is not tuple:
        raise WrongType("devices", "tuple of (device, days)", devices)
    before = ""
    for member in devices:
        if type(member) is not tuple or tuple(map(type, member)) != (str, int):
            raise WrongType("devices", "tuple of (device, days)", member)
        device, days = member
        check_id("device", device)
        if device <= before:
            raise WrongValue("devices", "each device once, in order", device)
        if not 0 <= days < 1 << LONGEST:
            raise WrongValue("devices", "a bit for each day of a month", days)
        before = device
    if len(devices) > count:
        raise WrongValue("devices", f"at most {count}, one for each allocation", devices)
