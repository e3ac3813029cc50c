"""A month's allocations of many accounts, in nobody's order, the same on every run."""

from datetime import date, timedelta
from random import Random

from kpix_billing_core import Allocation, BillingTerms, Month
from kpix_billing_core.metering import AllocationColumns

MONTH = Month(2026, 4)
TERMS = BillingTerms()
FIRST, LAST = MONTH.first_day, MONTH.last_day
STILL_HELD = 0.55
STILL_HELD = 0.55
SKUS = ("AIR", "PRO", "SEA", "STD")

Row = tuple[str, str, str, date, date | None]


def rows(number: int, accounts: int, seed: int = 1) -> list[Row]:
    """Return allocations that touch the month: `number / accounts` of one SKU for each account, shuffled.

    Equal ids and days are one object each, as a reader that remembers them makes them; 55 % are still held.
    """
    chance = Random(seed)
    days = [date(2025, 10, 1) + timedelta(days=day) for day in range(273)]
    start, end = days.index(FIRST), days.index(LAST)
    names = [f"account-{number:05d}" for number in range(accounts)]
    order = [index % accounts for index in range(number)]
    chance.shuffle(order)
    found: list[Row] = []
    for index, account in enumerate(order):
        first = chance.randrange(end + 1)
        last = None if chance.random() < STILL_HELD else days[chance.randrange(max(first, start), len(days))]
        found.append((f"device-{index:07d}", names[account], SKUS[account % len(SKUS)], days[first], last))
    return found


def objects(given: list[Row]) -> list[Allocation]:
    """Return the rows as allocations."""
    return [Allocation(*row) for row in given]


def columns(given: list[Row]) -> AllocationColumns:
    """Return the rows as columns."""
    return AllocationColumns(*map(list, zip(*given, strict=True)))
