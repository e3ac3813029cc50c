"""The tally: what pricing needs to know of a month's allocations, as whole numbers that add up in any order.

An account's allocations of one SKU in one month all have the same divisor, so their number and their days together are
enough; where the terms look closer, the entry also says how many used exactly so many days, or which devices they were.
"""

__all__ = ["Tally", "TallyEntry"]

from collections.abc import Mapping
from fractions import Fraction
from operator import add, mul

import attrs

from ..catalogue import BillingTerms
from ..checks import TOO_LARGE, check_whole
from ..dates import DayCount, Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..exact import short_text
from ..ids import AccountId, DeviceId, SkuCode, check_id
from ..tables import Table

DAYS = tuple(range(32))
"""The days an allocation can use of a month: 0 to 31."""


@attrs.frozen
class TallyEntry:
    """The use of one SKU in a month: how many allocations, and how many units over which divisor (rules L40, L41).

    Units are days over the days of the month, or counted things over 1. Not included: anything about money.
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
        ):
            _complain(self)
        if self.histogram is not None:
            _check_histogram(self, self.histogram)
        if self.devices is not None:
            _check_devices(self.devices)

    @property
    def quantity(self) -> Fraction:
        """Units over divisor: plan-months, or things counted."""
        return Fraction(self.units, self.divisor)


@attrs.frozen
class Tally:
    """What one account used in one month, by SKU; tallies of parts of it add up to the whole, in any order.

    It carries the day count it was made under, because pricing refuses one counted otherwise. Adding tallies of two
    accounts, months or day counts raises TallyMismatch.

    Attributes:
        account: whose; None for a tally of nothing.
        month: when.
        day_count: how days were counted.
        dedupe_days: whether a day that a device used twice was counted once.
        entries: by SKU, in order.
    """

    account: AccountId | None
    month: Month
    day_count: DayCount
    dedupe_days: bool = False
    entries: tuple[TallyEntry, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_tally(self)

    @classmethod
    def empty(cls, month: Month, terms: BillingTerms) -> "Tally":
        """Return the tally of nothing: adding it changes nothing."""
        _check_terms(terms)
        return cls(None, month, terms.day_count, terms.dedupe_days)

    @classmethod
    def of_counts(cls, account: AccountId, month: Month, counts: Mapping[SkuCode, int], terms: BillingTerms) -> "Tally":
        """Return a tally of things counted in the month rather than days: active devices, API calls, plans bought.

        >>> Tally.of_counts("acme", Month.parse("2026-04"), {"CALLS": 120}, BillingTerms()).entries[0].quantity
        Fraction(120, 1)
        """
        _check_terms(terms)
        if not isinstance(counts, Mapping):
            raise WrongType("counts", "a mapping of SKU to int", counts)
        for sku in counts:
            check_id("sku", sku)
        entries = tuple(TallyEntry(sku, count, count, 1) for sku, count in sorted(counts.items()))
        return cls(account, month, terms.day_count, terms.dedupe_days, entries)

    def entry(self, sku: SkuCode) -> TallyEntry:
        """Return the entry of a SKU; raises WrongValue where the tally has none."""
        return _entry(self, sku)

    def __add__(self, other: "Tally") -> "Tally":
        if type(other) is not Tally:
            return NotImplemented
        return _sum(self, other)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _check_terms(terms: object) -> None:
    if type(terms) is not BillingTerms:
        raise WrongType("terms", "BillingTerms", terms)


def _complain(entry: TallyEntry) -> None:
    check_id("sku", entry.sku)
    check_whole("count", entry.count, 0)
    check_whole("units", entry.units, 0)
    check_whole("divisor", entry.divisor, 1)


def _check_histogram(entry: TallyEntry, histogram: tuple[int, ...]) -> None:
    if type(histogram) is not tuple or any(type(number) is not int for number in histogram):
        raise WrongType("histogram", "tuple of int", histogram)
    if len(histogram) != len(DAYS) or min(histogram) < 0:
        raise WrongValue("histogram", "32 numbers of 0 or more", histogram)
    days = units_of(histogram)
    # Where a device's day counts once, the units may be fewer than its allocations' days.
    fits = entry.units == days if entry.devices is None else entry.units <= days
    if sum(histogram) != entry.count or not fits:
        raise WrongValue("histogram", f"{entry.count} allocations and {entry.units} days", histogram)


def _check_devices(devices: tuple[tuple[DeviceId, int], ...]) -> None:
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
        if not 0 <= days < 1 << len(DAYS):
            raise WrongValue("devices", "a bit for each day of a month", days)
        before = device


def units_of(histogram: tuple[int, ...] | list[int]) -> int:
    """Return the days that a histogram's allocations used together."""
    return sum(map(mul, histogram, DAYS))


def _check_tally(tally: Tally) -> None:
    if tally.account is not None:
        check_id("account", tally.account)
    if type(tally.month) is not Month:
        raise WrongType("month", "Month", tally.month)
    if type(tally.day_count) is not DayCount:
        raise WrongType("day_count", "DayCount", tally.day_count)
    if type(tally.dedupe_days) is not bool:
        raise WrongType("dedupe_days", "bool", tally.dedupe_days)
    if type(tally.entries) is not tuple:
        raise WrongType("entries", "tuple", tally.entries)
    _check_entries(tally)


def _check_entries(tally: Tally) -> None:
    if tally.entries and tally.account is None:
        raise WrongValue("account", "an account, as there are entries", None)
    divisor = tally.day_count.divisor or tally.month.days
    before = ""
    for entry in tally.entries:
        if type(entry) is not TallyEntry:
            raise WrongType("entries", "tuple of TallyEntry", entry)
        if entry.sku <= before:
            raise WrongValue("entries", "each SKU once, in order", entry.sku)
        if entry.divisor not in (divisor, 1):
            raise WrongValue("divisor", f"{divisor} for days in {tally.month}, or 1 for things counted", entry.divisor)
        if tally.dedupe_days and entry.divisor != 1:
            _check_deduped(entry)
        before = entry.sku


def _check_deduped(entry: TallyEntry) -> None:
    # Without the days of each device, a day used in two parts of the month's facts would count twice in their sum.
    if entry.devices is None:
        raise WrongValue("devices", "the days of each device, as a day counts once", None)
    days = sum(used.bit_count() for _, used in entry.devices)
    if entry.units != days:
        raise WrongValue("units", f"the {days} days of its devices", entry.units)


def _entry(tally: Tally, sku: SkuCode) -> TallyEntry:
    for entry in tally.entries:
        if entry.sku == sku:
            return entry
    raise WrongValue("sku", "one that was used", sku)


def _sum(one: Tally, other: Tally) -> Tally:
    if (one.month, one.day_count, one.dedupe_days) != (other.month, other.day_count, other.dedupe_days):
        raise TallyMismatch("two tallies add up only within one month and under one day count")
    if None not in (one.account, other.account) and one.account != other.account:
        raise TallyMismatch(f"tallies of two accounts do not add up: {one.account} and {other.account}")
    entries = {entry.sku: entry for entry in one.entries}
    for entry in other.entries:
        entries[entry.sku] = _merged(entries[entry.sku], entry, one) if entry.sku in entries else entry
    in_order = tuple(entries[sku] for sku in sorted(entries))
    return attrs.evolve(one, account=one.account or other.account, entries=in_order)


def _merged(one: TallyEntry, other: TallyEntry, tally: Tally) -> TallyEntry:
    if one.divisor != other.divisor:
        raise TallyMismatch(f"{one.sku}: days and counted things do not add up")
    if (one.histogram is None, one.devices is None) != (other.histogram is None, other.devices is None):
        raise TallyMismatch(f"{one.sku}: one tally knows more of its allocations than the other")
    histogram = None
    if one.histogram is not None and other.histogram is not None:
        histogram = tuple(map(add, one.histogram, other.histogram))
    devices = None
    units = one.units + other.units
    if one.devices is not None and other.devices is not None:
        devices = _united(one.devices, other.devices)
        if tally.dedupe_days:
            units = sum(days.bit_count() for _, days in devices)
    return TallyEntry(one.sku, one.count + other.count, units, one.divisor, histogram, devices)


def _united(
    one: tuple[tuple[DeviceId, int], ...], other: tuple[tuple[DeviceId, int], ...]
) -> tuple[tuple[DeviceId, int], ...]:
    days = dict(one)
    for device, used in other:
        days[device] = days.get(device, 0) | used
    return tuple(sorted(days.items()))


def _table(tally: Tally) -> Table:
    rows = tuple(
        (entry.sku, str(entry.count), f"{entry.units}/{entry.divisor}", short_text(entry.quantity))
        for entry in tally.entries
    )
    title = f"{tally.account or 'nobody'}, {tally.month}"
    return Table(title=title, columns=("sku", "allocations", "units", "quantity"), rows=rows, right=(1, 2, 3))
