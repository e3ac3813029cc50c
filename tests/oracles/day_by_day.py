"""The first oracle: looks at each day of each allocation, keeps sets of days and fractions, and scans.

Slow and obvious on purpose; it shares nothing with the library, not even a formula.
"""

from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor

from tests.oracles.case import BANDED, Band, Bill, Case, Line, Tariff, calendar

Used = list[tuple[str, tuple[int, ...]]]
"""The allocations of one SKU: each with its device and the days that count."""
Prices = dict[tuple[str, str | None], Tariff]
"""The tariff in force by SKU and account."""


def bills(case: Case) -> dict[str, Bill]:
    """Return what each account with use in the month is billed."""
    days_of_month = calendar(case.year, case.number)
    prices = _in_force(case)
    by_account: dict[str, dict[str, Used]] = {}
    for held in case.held:
        days = _days(held.first, held.last, case.rule, days_of_month)
        # an allocation belongs to a month that it began in or has a day counted in
        if days or held.first in days_of_month:
            by_account.setdefault(held.account, {}).setdefault(held.sku, []).append((held.device, days))
    return {account: _bill(account, used, case, prices) for account, used in sorted(by_account.items())}


def _in_force(case: Case) -> Prices:
    first = calendar(case.year, case.number)[0]
    found: Prices = {}
    for tariff in sorted(case.tariffs, key=lambda tariff: tariff.since or date.min):
        if tariff.since is None or tariff.since <= first:
            found[tariff.sku, tariff.account] = tariff
    return found


@cache  # thousands of allocations share their days
def _days(first: date, last: date | None, rule: str, month: tuple[date, ...]) -> tuple[int, ...]:
    """Return each day of the month that counts, by its number."""
    found = tuple(day.day for day in month if first <= day and (last is None or day <= last))
    if rule == "end_excluded" and last in month:
        return found[:-1]
    if rule == "thirty" and len(month) in found:
        # thirty days in every month: its last calendar day stands for all that are missing, the 31st for none
        return (*found[:-1], *range(len(month), 31))
    return found


def _bill(account: str, used: dict[str, Used], case: Case, prices: Prices) -> Bill:
    lines: list[Line] = []
    adjustments: list[tuple[str, str | None, int]] = []
    wanted: list[Fraction] = []
    stepped = case.scope == "line"
    for sku, allocations in sorted(used.items()):
        units = _units(allocations, case)
        if units == 0:
            continue
        divisor = case.divisor or len(calendar(case.year, case.number))
        exact = _exact((sku, account), allocations, Fraction(units, divisor), case, prices)
        minor = _rounded(exact, case, stepped=stepped)
        lines.append(Line(sku, len(allocations), units, divisor, minor))
        wanted.append(_floored(exact, allocations, case))
        if wanted[-1] > exact:
            shortfall = _rounded(wanted[-1], case, stepped=stepped) - minor
            adjustments += [("minimum_spend", sku, shortfall)] if shortfall else []
    reached = sum(line.minor for line in lines) + sum(minor for _, _, minor in adjustments)
    for name, due in (("rounding", _whole(wanted, case)), ("minimum_spend", _least(lines, case))):
        if due is not None and (due > reached or (name == "rounding" and due != reached)):
            adjustments.append((name, None, due - reached))
            reached = due
    return Bill(tuple(lines), tuple(adjustments), reached)


def _whole(wanted: list[Fraction], case: Case) -> int | None:
    """Return what the exact total rounds to, where the terms round the total."""
    return None if case.scope == "line" else _rounded(sum(wanted, Fraction(0)), case, stepped=True)


def _least(lines: list[Line], case: Case) -> int | None:
    """Return the floor under the whole invoice, where there is one."""
    if case.minimum is None or case.minimum[0] != "invoice" or not (lines or case.minimum[2]):
        return None
    return _rounded(case.minimum[1], case, stepped=True)


def _units(allocations: Used, case: Case) -> int:
    if case.dedupe:
        return len({(device, day) for device, days in allocations for day in days})
    return sum(len(days) for _, days in allocations)


def _exact(key: tuple[str, str], allocations: Used, quantity: Fraction, case: Case, prices: Prices) -> Fraction:
    basis = {
        "quantity": lambda: quantity,
        "allocations": lambda: Fraction(len(allocations)),
        "devices": lambda: Fraction(len({device for device, _ in allocations})),
    }[case.basis]()
    default, own = prices[key[0], None], prices.get(key)
    if own is None:
        return _priced(default, quantity, basis)
    if case.custom == "replace":
        return _priced(own, quantity, basis)
    if case.custom == "cheaper":
        return min(_priced(own, quantity, basis), _priced(default, quantity, basis))
    mine = {band.threshold for band in own.bands}
    merged = [*own.bands, *(band for band in default.bands if band.threshold not in mine)]
    return _priced(own._replace(bands=tuple(sorted(merged))), quantity, basis)


def _priced(tariff: Tariff, quantity: Fraction, basis: Fraction) -> Fraction:
    bands = tariff.bands
    if tariff.model in BANDED:
        reached = [band for band in bands if band.threshold <= basis] or [bands[0]]
        if tariff.model == "volume":
            return quantity * reached[-1].price
        if tariff.model == "stairs":
            return reached[-1].price
        if tariff.model == "stairs_sum":
            return sum((band.price for band in reached), Fraction(0))
        return _graduated(bands, quantity)
    price = bands[0].price
    if tariff.model == "package":
        return price * ceil(quantity / tariff.size)
    return price if tariff.model == "flat" else price * quantity


def _graduated(bands: tuple[Band, ...], quantity: Fraction) -> Fraction:
    """Price what lies below each further threshold at the price of the band before it; then the rest at the last."""
    spent, below = Fraction(0), Fraction(0)
    for band, following in pairwise(bands):
        if quantity > following.threshold:
            spent += (following.threshold - below) * band.price
            below = following.threshold
        else:
            return spent + (quantity - below) * band.price
    return spent + (quantity - below) * bands[-1].price


def _floored(exact: Fraction, allocations: Used, case: Case) -> Fraction:
    if case.minimum is None or case.minimum[0] == "invoice":
        return exact
    scope, least, _ = case.minimum
    if scope == "line":
        return max(exact, least)
    used = [len(days) for _, days in allocations if days]
    return sum((max(least, exact * days / sum(used)) for days in used), Fraction(0))


def _rounded(amount: Fraction, case: Case, *, stepped: bool) -> int:
    """Return the amount in minor units: one of the two payable amounts around it."""
    step = case.step * 10**case.exponent if stepped and case.step is not None else 1
    steps = amount * 10**case.exponent / step
    below, above = floor(steps), ceil(steps)
    return int(step * (below if below == above else _chosen(steps, below, above, case.mode)))


def _chosen(steps: Fraction, below: int, above: int, mode: str) -> int:
    toward_zero, away = (below, above) if steps > 0 else (above, below)
    if mode in ("down", "up", "floor", "ceiling"):
        return {"down": toward_zero, "up": away, "floor": below, "ceiling": above}[mode]
    if steps - below != above - steps:
        return below if steps - below < above - steps else above
    if mode == "half_even":
        return below if below % 2 == 0 else above
    return away
