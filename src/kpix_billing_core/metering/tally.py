"""The tally: what pricing needs to know of a month's allocations, as whole numbers that add up in any order.

An account's allocations of one SKU in one month all have the same divisor, so their number and their days together are
enough; where the terms look closer, the entry also says how many used exactly so many days, or which devices they were.
"""

__all__ = ["Tally"]

from collections.abc import Mapping
from operator import add

import attrs

from ..catalogue import BillingTerms
from ..dates import DayCount, Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..exact import short_text
from ..ids import AccountId, DeviceId, SkuCode, check_id
from ..tables import Table
from .entry import TallyEntry


@attrs.frozen
class Tally:
    """What one account used in one month, by SKU; tallies of parts of it add up to the whole, in any order.

    It carries the day count it was made under, because pricing refuses one counted otherwise. No allocation has more
    days than this gives the month: one of 31 days in April is refused. Adding tallies of two accounts, months or day
    counts raises TallyMismatch.

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
    days = tally.day_count.of(tally.month)
    divisor, most = days.divisor, days.whole_month
    before = ""
    for entry in tally.entries:
        if type(entry) is not TallyEntry:
            raise WrongType("entries", "tuple of TallyEntry", entry)
        if entry.sku <= before:
            raise WrongValue("entries", "each SKU once, in order", entry.sku)
        if entry.divisor not in (divisor, 1):
            raise WrongValue("divisor", f"{divisor} for days in {tally.month}, or 1 for things counted", entry.divisor)
        # One look where nothing but sums is known, and the reasons where it fails.
        if entry.divisor != 1 and (
            entry.units > most * entry.count or entry.histogram or entry.devices or tally.dedupe_days
        ):
            _check_days(entry, tally, most)
        before = entry.sku


def _check_days(entry: TallyEntry, tally: Tally, most: int) -> None:
    """Refuse more days than the allocations can have of the month, all together, each, and each device."""
    if entry.units > most * entry.count:
        allocations = f"each of the {entry.count} allocations"
        raise WrongValue("units", f"at most {most} days of {tally.month} for {allocations}", entry.units)
    if entry.histogram is not None and any(entry.histogram[most + 1 :]):
        raise WrongValue("histogram", f"at most {most} days of {tally.month} each", entry.histogram)
    if entry.devices is not None and any(days >> most for _, days in entry.devices):
        raise WrongValue("devices", f"a bit for each of the {most} days of {tally.month}", entry.devices)
    if tally.dedupe_days:
        _check_deduped(entry)


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
