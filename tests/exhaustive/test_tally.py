"""Counting is right for every history of a few events, compared with days ticked off one by one on a calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from tests.deep import mostly_deep
from tests.exhaustive.histories import DEEP, Held, histories, how_many

from kpix_billing_core import BillingTerms, Month, tally_by_account
from kpix_billing_core.catalogue import BandBasis
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360

MONTH = Month(2026, 4)
FIRST_SIX = tuple(date(2026, 4, day) for day in range(1, 7))
AROUND = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 29), date(2026, 4, 30), date(2026, 5, 1))
"""The six days of which each is on another side of a month's edge."""
CALENDAR = [date(2026, 4, 1) + timedelta(days=day) for day in range(30)]
BATCH = 20_000

Used = dict[str, dict[str, tuple[int, int]]]
"""Number of allocations and days together, by account and SKU."""


def ticked(first: date, last: date | None, *, last_counts: bool) -> frozenset[date]:
    """Return the days of April on which a plan is held."""
    held = [day for day in CALENDAR if first <= day and (last is None or day <= last)]
    return frozenset(day for day in held if last_counts or day != last)


def expected(batch: list[tuple[Held, ...]], *, last_counts: bool = True, dedupe: bool = False) -> Used:
    """Return what each history uses, by ticking off days."""
    seen: dict[tuple[date, date | None], frozenset[date]] = {}
    used: Used = {}
    for number, held in enumerate(batch):
        days_of: dict[str, list[tuple[str, frozenset[date]]]] = {}
        for device, sku, first, last in held:
            days = seen.get((first, last))
            if days is None:
                days = seen[first, last] = ticked(first, last, last_counts=last_counts)
            if days or first in CALENDAR:
                days_of.setdefault(sku, []).append((device, days))
        for sku, each in days_of.items():
            ticks = [(device, day) for device, days in each for day in days] if dedupe else None
            units = sum(len(days) for _, days in each) if ticks is None else len(set(ticks))
            used.setdefault(f"{number:06d}", {})[sku] = len(each), units
    return used


def counted(batch: list[tuple[Held, ...]], terms: BillingTerms) -> Used:
    """Return what the core counts, an account for each history."""
    names = map("{:06d}".format, range(len(batch)))
    rows = [
        (device, account, sku, first, last)
        for account, held in zip(names, batch, strict=True)
        for device, sku, first, last in held
    ]
    tallies = tally_by_account(rows, MONTH, terms)
    return {account: {entry.sku: (entry.count, entry.units) for entry in used.entries} for account, used in tallies}


def batches(days: tuple[date, ...], events: int) -> Iterator[list[tuple[Held, ...]]]:
    """Yield all histories, many at a time; those that come to the same rows in the same order once among these."""
    every, seen = histories(days, events), 0
    while batch := list(islice(every, BATCH)):
        seen += len(batch)
        yield list(dict.fromkeys(batch))
    assert seen == how_many(len(days), events)


def test_how_many_there_are():
    """Six days and four events give 36,201 histories, five give 294,249, six give 2,186,601."""
    assert [how_many(6, events) for events in (0, 1, 4, 5, 6)] == [1, 25, 36_201, 294_249, 2_186_601]


@pytest.mark.parametrize("events", mostly_deep([4, 6 if DEEP else 5], 4))
def test_six_days(events):
    """Every history of at most so many events (by night, six) on six days of a month is counted as a calendar has it."""
    for batch in batches(FIRST_SIX, events):
        assert counted(batch, BillingTerms()) == expected(batch)


def test_the_edges_of_a_month():
    """The same on six days around both ends of a month, with at most four events (by night, five)."""
    for batch in batches(AROUND, 5 if DEEP else 4):
        assert counted(batch, BillingTerms()) == expected(batch)


@pytest.mark.parametrize(
    ("terms", "how"),
    [
        (BillingTerms(day_count=END_EXCLUDED), {"last_counts": False}),
        (BillingTerms(day_count=STRICT_30_360), {}),
        (BillingTerms(day_count=ACTUAL_360), {}),
        (BillingTerms(band_basis=BandBasis.DEVICES), {}),
        (BillingTerms(day_count=INCLUSIVE_DAYS, dedupe_days=True), {"dedupe": True}),
        (BillingTerms(day_count=END_EXCLUDED, dedupe_days=True), {"dedupe": True, "last_counts": False}),
    ],
    ids=["end excluded", "30/360", "actual/360", "devices", "each day once", "each day once, end excluded"],
)
def test_other_conventions(terms, how):
    """Every history of at most three events (by night, four) around a month of 30 days, under the other conventions."""
    for batch in batches(AROUND, 4 if DEEP else 3):
        assert counted(batch, terms) == expected(batch, **how)
