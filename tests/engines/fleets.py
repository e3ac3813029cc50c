"""Fleets that are hard to count, and what the scalar core makes of them, for the tests of the adapters."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from kpix_billing_core.batch import Totals, tallies
from kpix_billing_core.batch.rejected import REJECTED
from kpix_billing_core.catalogue import BandBasis, BillingTerms, MinimumScope, MinimumSpend
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, STRICT_30_360, DayCount, DayRule, Month
from kpix_billing_core.metering import Allocation, tally_by_account

EPOCH = date(1970, 1, 1).toordinal()
LARGEST_DAY = 2**31 - 1

Row: TypeAlias = tuple[str | None, str | None, str | None, int | None, int | None]
"""Device, account, SKU, and two days as numbers from 1970 on, of any year."""


class Case(NamedTuple):
    """A month and the terms that are counted under, with the histogram or without, or as the terms say."""

    month: str
    terms: BillingTerms
    histogram: bool | None = None


def named(case: Case) -> str:
    """Return what a test of a case is called."""
    terms = case.terms
    count = f"{terms.day_count.rule.value}/{terms.day_count.divisor or 'month'}"
    closer = [word for word, said in (("once", terms.dedupe_days), ("devices", terms.needs_devices)) if said]
    return " ".join([case.month, count, *closer, f"histogram={case.histogram or terms.needs_histogram}"])


EACH = MinimumSpend("1.00 USD", MinimumScope.ALLOCATION)
PLAIN = BillingTerms()
# Every length of a month, the ends of time and of the calendar's numbers; every day count; all that terms look at.
CASES = (
    Case("2026-04", PLAIN),
    Case("2026-04", PLAIN, histogram=True),
    Case("2026-03", BillingTerms(day_count=END_EXCLUDED), histogram=True),
    Case("2025-02", BillingTerms(day_count=STRICT_30_360, band_basis=BandBasis.DEVICES), histogram=True),
    Case("2024-02", BillingTerms(day_count=STRICT_30_360, minimum_spend=EACH)),
    Case("2026-03", BillingTerms(day_count=STRICT_30_360, band_basis=BandBasis.DEVICES)),
    Case("2026-05", BillingTerms(day_count=ACTUAL_360, dedupe_days=True)),
    Case("2026-04", BillingTerms(day_count=END_EXCLUDED, dedupe_days=True), histogram=True),
    Case("2025-02", BillingTerms(day_count=DayCount(DayRule.END_EXCLUDED, 365), band_basis=BandBasis.DEVICES)),
    Case("2026-04", BillingTerms(minimum_spend=EACH, band_basis=BandBasis.DEVICES)),
    Case("2026-04", BillingTerms(minimum_spend=EACH), histogram=False),
    Case("9999-12", BillingTerms(day_count=END_EXCLUDED)),
    Case("0001-01", PLAIN),
    Case("1969-12", BillingTerms(band_basis=BandBasis.DEVICES)),
    Case("1970-01", BillingTerms(dedupe_days=True)),
)

# Look alike, sort oddly, mean something to somebody's SQL; and what is no id.
ACCOUNTS = (
    "acme",
    "ACME",
    "acme ",
    "äcme",
    "a\u0308cme",
    "'; drop table t; --",
    "null",
    "NaN",
    "0",
    "漢字",
    "😀",
    "a\\b%_",
)
NO_IDS = (None, "", "a\nb", "\x00", "a\u200bb", "\u00a0", "\ufeffacme")


def hard_fleet(month: Month, size: int, seed: int = 1) -> list[Row]:
    """Return rows around a month in no order, with repeated and faulty ones; the same each time."""
    chance = random.Random(seed)
    rows = [_row(chance, month) for _ in range(size)]
    rows += chance.choices(rows, k=size // 10)
    chance.shuffle(rows)
    return rows


def _row(chance: random.Random, month: Month) -> Row:
    first = month.first_day.toordinal() - EPOCH
    begins: int | None = first + chance.choice((-400, -31, -1, 0, 1, 14, 26, 27, 28, 29, 30, 31, 40))
    ends: int | None = (
        begins + chance.choice((0, 1, 2, 13, 15, 27, 28, 29, 30, 31, 400)) if chance.random() < 0.6 else None
    )
    if chance.random() < 0.1:
        begins, ends = chance.choice(
            ((None, ends), (begins, begins - 1), (-LARGEST_DAY, ends), (begins, LARGEST_DAY), (LARGEST_DAY, None))
        )
    ids = [f"d{chance.randrange(9)}", chance.choice(ACCOUNTS), chance.choice(("STD", "LITE", "std"))]
    if chance.random() < 0.1:
        ids[chance.randrange(3)] = chance.choice(NO_IDS)
    return (*ids, begins, ends)


def columns_of(rows: Iterable[Row]) -> pa.Table:
    """Return rows as text and days."""
    device, account, sku, begins, ends = ([row[place] for row in rows] for place in range(5))
    texts = {"device_id": device, "account_id": account, "sku": sku}
    days = {"consumed_on": begins, "removed_on": ends}
    return pa.table(
        {name: pa.array(values, pa.string()) for name, values in texts.items()}
        | {name: pa.array(values, pa.int32()).cast(pa.date32()) for name, values in days.items()}
    )


def assert_counted(found: Totals, rows: list[Row], case: Case) -> None:
    """Compare totals, bit by bit, with what the core makes of those rows of which it can make an allocation."""
    month, by_devices = Month.parse(case.month), case.terms.needs_devices
    good, bad = [], []
    for row in rows:
        try:
            good.append(_allocation(row, by_devices))
        except (TypeError, ValueError, OverflowError):
            bad.append(row)
    accepted = found._replace(rejected=REJECTED.empty_table())
    assert dict(tallies(accepted)) == dict(tally_by_account(good, month, case.terms, histogram=case.histogram))
    assert found.read == len(rows)
    assert Counter(_rejected(found.rejected)) == Counter(bad)
    assert found.rejected.column("reasons").null_count == 0


def _allocation(row: Row, by_devices: bool) -> Allocation:
    device, account, sku, begins, ends = row
    days = [None if day is None else date.fromordinal(day + EPOCH) for day in (begins, ends)]
    return Allocation(device if by_devices else "d", account, sku, *days)


def _rejected(table: pa.Table) -> list[Row]:
    numbers = table.drop_columns("reasons").cast(
        pa.schema([field.with_type(pa.int32()) if field.type == pa.date32() else field for field in REJECTED][:-1])
    )
    return [tuple(row.values()) for row in numbers.to_pylist()]
