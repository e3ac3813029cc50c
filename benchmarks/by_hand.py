"""What somebody would write in the library's place: plain loops and attrs classes, with Decimal, Fraction or int."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import attrs

from benchmarks.workload import FIRST, LAST, MONTH
from kpix_billing_core import Allocation
from kpix_billing_core.usage import Connection

CENT = Decimal("0.01")
Bands = tuple[tuple[Decimal, Decimal], ...]
"""Thresholds and prices."""


@attrs.frozen
class Plain:
    """An allocation without a single check."""

    device: str
    account: str
    sku: str
    consumed_on: date
    removed_on: date | None = None


@attrs.frozen
class Line:
    """A line without a single check."""

    sku: str
    allocations: int
    days: int
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@attrs.frozen
class Invoice:
    """An invoice without a single check, explanation or convention."""

    account: str
    month: str
    currency: str
    lines: tuple[Line, ...]
    due: Decimal


def decimal_per_row(allocations: Iterable[Allocation]) -> Mapping[tuple[str, str], Decimal]:
    """Sum plan-months as most people would, a Decimal for each allocation."""
    used: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    month_days = MONTH.days
    for each in allocations:
        first = max(each.consumed_on, FIRST)
        last = min(each.removed_on or LAST, LAST)
        if first <= last:
            used[each.account, each.sku] += Decimal((last - first).days + 1) / Decimal(month_days)
    return used


def fraction_per_row(allocations: Iterable[Allocation]) -> Mapping[tuple[str, str], Fraction]:
    """Sum plan-months exactly, a Fraction for each allocation."""
    used: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for each in allocations:
        first = max(each.consumed_on, FIRST)
        last = min(each.removed_on or LAST, LAST)
        if first <= last:
            used[each.account, each.sku] += Fraction((last - first).days + 1, MONTH.days)
    return used


def int_per_row(allocations: Iterable[Allocation]) -> Mapping[str, Mapping[str, int]]:
    """Sum days with every trick of a plain loop: ordinals, guarded clipping, a dict for each account."""
    used: dict[str, dict[str, int]] = {}
    start, end = FIRST.toordinal(), LAST.toordinal()
    for each in allocations:
        consumed_on, removed_on = each.consumed_on, each.removed_on
        if consumed_on > LAST:
            continue
        if removed_on is None or removed_on > LAST:
            last = end
        elif removed_on < FIRST:
            continue
        else:
            last = removed_on.toordinal()
        days = last - (consumed_on.toordinal() if consumed_on > FIRST else start) + 1
        try:
            by_sku = used[each.account]
        except KeyError:
            by_sku = used[each.account] = {}
        try:
            by_sku[each.sku] += days
        except KeyError:
            by_sku[each.sku] = days
    return used


def invoice(allocations: Iterable[Allocation], account: str, prices: Mapping[str, Bands]) -> Invoice:
    """Bill one account: whole days, Decimal amounts, attrs classes."""
    days: defaultdict[str, int] = defaultdict(int)
    counts: defaultdict[str, int] = defaultdict(int)
    for each in allocations:
        first = max(each.consumed_on, FIRST)
        last = min(each.removed_on or LAST, LAST)
        if first <= last:
            days[each.sku] += (last - first).days + 1
            counts[each.sku] += 1
    return _priced(days, counts, account, prices)


def guarded_invoice(allocations: Iterable[Allocation], account: str, prices: Mapping[str, Bands]) -> Invoice:
    """Bill one account with the tricks of `int_per_row`, and no count of allocations."""
    days = int_per_row(allocations)[account]
    return _priced(days, dict.fromkeys(days, 0), account, prices)


def _priced(days: Mapping[str, int], counts: Mapping[str, int], account: str, prices: Mapping[str, Bands]) -> Invoice:
    lines: list[Line] = []
    due = Decimal(0)
    for sku in sorted(days):
        quantity = Decimal(days[sku]) / MONTH.days
        unit_price = prices[sku][0][1]
        for threshold, price in prices[sku]:
            if quantity < threshold:
                break
            unit_price = price
        amount = (unit_price * days[sku] / MONTH.days).quantize(CENT, ROUND_HALF_UP)
        lines.append(Line(sku, counts[sku], days[sku], quantity, unit_price, amount))
        due += amount
    return Invoice(account, str(MONTH), "USD", tuple(lines), due)


def read_drives(path: Path) -> list[Plain]:
    """Read the fleet of the example as most people would."""
    with gzip.open(path, "rt", newline="") as text:
        return [
            Plain(
                row["serial_number"],
                "Seagate" if row["model"].startswith("ST") else row["model"].split(maxsplit=1)[0],
                row["model"],
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            )
            for row in csv.DictReader(text)
        ]


def bill_month(allocations: Iterable[Plain], first: date, last: date) -> Mapping[str, Decimal]:
    """Bill every account of a month at one price of 1.40 for each SKU, a Decimal for each allocation."""
    used: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in allocations:
        start, end = max(each.consumed_on, first), min(each.removed_on or last, last)
        if start <= end:
            used[each.account, each.sku] += Decimal((end - start).days + 1) / Decimal(last.day)
    due: defaultdict[str, Decimal] = defaultdict(Decimal)
    for (account, _), quantity in used.items():
        due[account] += (quantity * Decimal("1.40")).quantize(CENT, ROUND_HALF_UP)
    return due


def first_connections(
    rows: Iterable[tuple[str, str, datetime]], wanted: str, begins: datetime, ends: datetime
) -> dict[str, datetime]:
    """Return the first connection of each device, every row checked as the library checks it."""
    first: dict[str, datetime] = {}
    for row in rows:
        if type(row) is not tuple or len(row) != 3:  # noqa: PLR2004  fields of a connection
            raise TypeError(row)
        device, account, at = row
        if not (type(device) is type(account) is str and device.isprintable() and account.isprintable()):
            raise TypeError(row)
        if not (device and account) or type(at) is not datetime or at.tzinfo is not UTC or account != wanted:
            raise ValueError(row)
        if begins <= at < ends:
            earliest = first.get(device)
            if earliest is None or at < earliest:
                first[device] = at
    return first


def active_set(rows: Iterable[tuple[str, str, datetime]], year: int, month: int) -> int:
    """Return how many devices were active, as somebody in a hurry counts them."""
    return len({device for device, _, at in rows if at.year == year and at.month == month})


def first_of_objects(held: Iterable[Connection], wanted: str, begins: datetime, ends: datetime) -> dict[str, datetime]:
    """Return the first connection of each device, as objects have them; those were checked when they were made."""
    first: dict[str, datetime] = {}
    for row in held:
        if row.account != wanted:
            raise ValueError(row)
        if begins <= row.connected_at < ends:
            earliest = first.get(row.device)
            if earliest is None or row.connected_at < earliest:
                first[row.device] = row.connected_at
    return first
