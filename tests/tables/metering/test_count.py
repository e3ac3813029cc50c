"""Counting: hard stretches under every day count, in every shape of input, with and without histogram and devices."""

from datetime import date
from fractions import Fraction

import pytest
from tests.every import every
from tests.examples import APRIL, april, complaint, held

from kpix_billing_core.catalogue import PLAN_POOL, BandBasis, BillingTerms, MinimumScope, MinimumSpend
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, DayCount, DayRule, Month
from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue, describe
from kpix_billing_core.metering import AllocationColumns, Tally, TallyEntry, shares, tally, tally_by_account

MAY, FEBRUARY, LEAP = Month.parse("2026-05"), Month.parse("2026-02"), Month.parse("2024-02")

# days counted: inclusive, last day left out, thirty days in every month; None: not of this month at all
STRETCHES = [
    (APRIL, april(1), april(30), (30, 29, 30)),
    (APRIL, april(1), None, (30, 30, 30)),
    (APRIL, april(1), date(2026, 5, 1), (30, 30, 30)),
    (APRIL, date(2026, 3, 1), date(2026, 5, 31), (30, 30, 30)),
    (APRIL, date(1, 1, 1), date(9999, 12, 31), (30, 30, 30)),
    (APRIL, date(2026, 3, 31), None, (30, 30, 30)),
    (APRIL, april(16), None, (15, 15, 15)),
    (APRIL, april(16), april(30), (15, 14, 15)),
    (APRIL, april(1), april(29), (29, 28, 29)),
    (APRIL, april(10), april(10), (1, 0, 1)),
    (APRIL, april(1), april(1), (1, 0, 1)),
    (APRIL, april(30), april(30), (1, 0, 1)),
    (APRIL, april(30), None, (1, 1, 1)),
    (APRIL, april(30), date(2026, 5, 1), (1, 1, 1)),
    (APRIL, date(2026, 3, 31), april(1), (1, None, 1)),
    (APRIL, date(2026, 3, 31), april(2), (2, 1, 2)),
    (APRIL, date(2026, 3, 1), date(2026, 3, 31), (None, None, None)),
    (APRIL, date(2025, 4, 10), date(2025, 4, 12), (None, None, None)),
    (APRIL, date(2026, 5, 1), None, (None, None, None)),
    (APRIL, date(2026, 5, 1), date(2026, 5, 2), (None, None, None)),
    (MAY, date(2026, 5, 1), None, (31, 31, 30)),
    (MAY, date(2026, 5, 1), date(2026, 5, 31), (31, 30, 30)),
    (MAY, date(2026, 5, 1), date(2026, 5, 30), (30, 29, 30)),
    (MAY, date(2026, 5, 30), date(2026, 5, 31), (2, 1, 1)),
    (MAY, date(2026, 5, 31), date(2026, 5, 31), (1, 0, 0)),
    (MAY, date(2026, 5, 31), None, (1, 1, 0)),
    (MAY, april(30), date(2026, 5, 31), (31, 30, 30)),
    (FEBRUARY, date(2026, 1, 20), None, (28, 28, 30)),
    (FEBRUARY, date(2026, 2, 1), date(2026, 2, 28), (28, 27, 30)),
    (FEBRUARY, date(2026, 2, 15), None, (14, 14, 16)),
    (FEBRUARY, date(2026, 2, 27), date(2026, 2, 28), (2, 1, 4)),
    (FEBRUARY, date(2026, 2, 28), date(2026, 2, 28), (1, 0, 3)),
    (FEBRUARY, date(2026, 1, 31), date(2026, 2, 1), (1, None, 1)),
    (LEAP, date(2024, 2, 1), date(2024, 2, 29), (29, 28, 30)),
    (LEAP, date(2024, 2, 29), None, (1, 1, 2)),
]
DAY_COUNTS = [
    (INCLUSIVE_DAYS, 0, None),
    (ACTUAL_360, 0, 30),
    (END_EXCLUDED, 1, None),
    (DayCount(DayRule.END_EXCLUDED, 365), 1, 365),
    (STRICT_30_360, 2, 30),
]


def shapes(allocations):
    """Return the same allocations in every shape that can be counted."""
    tuples = [(one.device, one.account, one.sku, one.consumed_on, one.removed_on) for one in allocations]
    columns = AllocationColumns(*map(list, zip(*tuples, strict=True)))
    return [allocations, tuple(allocations), iter(allocations), tuples, iter(tuples), columns]


EVERY_STRETCH = {
    f"{first} to {last} in {month}, {day_count}, {basis}": (month, first, last, days[column], day_count, divisor, basis)
    for month, first, last, days in STRETCHES
    for day_count, column, divisor in DAY_COUNTS
    for basis in (BandBasis.QUANTITY, BandBasis.DEVICES)
}


@every(EVERY_STRETCH)
def test_every_stretch_under_every_day_count(given):
    """Each stretch counts the days written beside it, over the month's days or the fixed divisor, or does not count."""
    month, first, last, expected, day_count, divisor, basis = given
    terms = BillingTerms(day_count=day_count, band_basis=basis)
    one = held(first, last)
    found, *others = [tally(shape, month, terms, histogram=True) for shape in shapes([one])]
    assert all(other == found for other in others)
    by_account = [list(tally_by_account(shape, month, terms, histogram=True)) for shape in shapes([one])]
    assert by_account == [[] if expected is None else [("acme", found)]] * 6
    rows = shares([one], month, terms)
    if expected is None:
        assert found == Tally("acme", month, day_count)
        assert rows == ()
        return
    entry = found.entry("STD")
    assert (entry.count, entry.units, entry.divisor) == (1, expected, divisor or month.days)
    assert [(row.days, row.divisor) for row in rows] == [(expected, divisor or month.days)]
    assert entry.histogram == tuple(int(used == expected) for used in range(32))
    if basis is BandBasis.DEVICES:
        opened = 0 if first < month.first_day else first.day - 1
        assert entry.devices == (("d1", sum(1 << (opened + day) for day in range(expected))),)
    else:
        assert entry.devices is None


FLEET = [
    held(1, 5),
    held(5, 10),
    held(16, device="d2"),
    held(date(2026, 1, 1), device="d3", sku="LITE"),
    held(date(2026, 1, 1), date(2026, 3, 31), device="d4"),
]


@pytest.mark.parametrize("shape", range(6))
def test_every_shape_counts_the_same(shape):
    """Lists, iterators, tuples of fields and columns give the same tally."""
    expected = Tally(
        "acme", APRIL, INCLUSIVE_DAYS, entries=(TallyEntry("LITE", 1, 30, 30), TallyEntry("STD", 3, 5 + 6 + 15, 30))
    )
    assert tally(shapes(FLEET)[shape], APRIL, PLAN_POOL) == expected
    assert list(tally_by_account(shapes(FLEET)[shape], APRIL, PLAN_POOL)) == [("acme", expected)]


def test_nothing_is_nobodys():
    """Without allocations there is no account; with allocations outside the month there is one, without use."""
    assert tally([], APRIL, PLAN_POOL) == Tally.empty(APRIL, PLAN_POOL)
    assert tally([held(date(2026, 5, 1))], APRIL, PLAN_POOL) == Tally("acme", APRIL, INCLUSIVE_DAYS)
    once = BillingTerms(dedupe_days=True)
    assert tally([held(date(2026, 5, 1))], APRIL, once) == Tally("acme", APRIL, INCLUSIVE_DAYS, dedupe_days=True)


@pytest.mark.parametrize(
    ("named", "accounts"),
    [("2: a, b", "ba"), ("3: a, b, c", "cab"), ("4: a, b, c, …", "dcba"), ("5: a, b, c, …", "abcde")],
)
def test_a_tally_is_of_one_account(named, accounts):
    """Allocations of several accounts are refused, the first three named, even where one is outside the month."""
    used = [held(1, account=account) for account in accounts[1:]] + [held(date(2026, 5, 1), account=accounts[0])]
    assert complaint(TallyMismatch, tally, used, APRIL, PLAN_POOL) == f"expected one account, got {named}"


def test_a_tally_of_many_rows_is_of_one_account_too():
    """Rows are taken some thousands at a time; an account that stands among the first alone is seen all the same."""
    rows = [("d1", account, "STD", april(1), None) for account in ("other", *["acme"] * 5000)]
    named = "expected one account, got 2: acme, other"
    assert complaint(TallyMismatch, tally, rows, APRIL, PLAN_POOL) == named
    assert complaint(TallyMismatch, tally, rows[::-1], APRIL, PLAN_POOL) == named


def test_a_whole_file_by_account():
    """Each account with use in the month is counted on its own, in order of id; the others are left out."""
    used = [
        held(1, 3, account="b"),
        held(16, account="a"),
        held(5, 5, account="b", sku="LITE"),
        held(date(2026, 5, 1), account="0"),
        held(date(2026, 1, 1), date(2026, 2, 1), account="c"),
    ]
    found = dict(tally_by_account(used, APRIL, PLAN_POOL))
    assert list(found) == ["a", "b"]
    assert found["a"] == tally([used[1]], APRIL, PLAN_POOL)
    assert found["b"] == tally([used[0], used[2]], APRIL, PLAN_POOL)
    assert [entry.units for entry in found["b"].entries] == [1, 3]
    assert list(tally_by_account([], APRIL, PLAN_POOL)) == []


@pytest.mark.parametrize("shape", range(6))
def test_accounts_that_use_the_same_are_told_apart(shape):
    """The same days of the same SKU are counted for each account that used them, however rows are mixed."""
    used = [held(1, 5, account=account) for account in "abbab"]
    found = dict(tally_by_account(shapes(used)[shape], APRIL, PLAN_POOL))
    assert {account: counted.entry("STD").count for account, counted in found.items()} == {"a": 2, "b": 3}
    assert {account: counted.entry("STD").units for account, counted in found.items()} == {"a": 2 * 5, "b": 3 * 5}


def test_faults_of_a_file_are_raised_before_the_first_account():
    """Counting is done by the time the call returns, so a faulty row never leaves half a month billed."""
    message = complaint(WrongValue, tally_by_account, [held(1), ("d1", "acme", "", april(1), None)], APRIL, PLAN_POOL)
    assert message == "sku: expected an id, got str ''"


FOR_EACH = BillingTerms(minimum_spend=MinimumSpend("1 USD", MinimumScope.ALLOCATION))
HISTOGRAM = tuple({5: 1, 6: 1, 15: 1}.get(days, 0) for days in range(32))


@pytest.mark.parametrize(
    ("expected", "terms", "histogram"),
    [
        (None, PLAN_POOL, None),
        (None, PLAN_POOL, False),
        (HISTOGRAM, PLAN_POOL, True),
        (HISTOGRAM, FOR_EACH, None),
        (HISTOGRAM, FOR_EACH, True),
        (None, FOR_EACH, False),
    ],
)
def test_the_histogram_is_kept_where_asked_for(expected, terms, histogram):
    """The terms decide whether allocations are told apart by their days, unless the caller does."""
    assert tally(FLEET, APRIL, terms, histogram=histogram).entry("STD").histogram == expected
    [(_, found)] = tally_by_account(FLEET, APRIL, terms, histogram=histogram)
    assert found.entry("STD").histogram == expected


@pytest.mark.parametrize(
    "skipped",
    [held(date(2026, 3, 1), date(2026, 3, 31)), held(date(2026, 5, 1)), held(date(2026, 3, 1), 1), held(4, 4)],
)
@pytest.mark.parametrize("basis", [BandBasis.QUANTITY, BandBasis.DEVICES])
def test_what_has_no_day_stops_nothing(skipped, basis):
    """Allocations after one that has no day in the month are counted all the same."""
    terms = BillingTerms(day_count=END_EXCLUDED, band_basis=basis)
    used = [skipped, held(1, 6), skipped, held(11, 16)]
    for shape, again in zip(shapes(used), shapes(used), strict=True):
        assert tally(shape, APRIL, terms).entry("STD").units == 5 + 5
        assert dict(tally_by_account(again, APRIL, terms))["acme"].entry("STD").units == 5 + 5


def bits(*days):
    """Return one bit for each day of the month."""
    return sum(1 << (day - 1) for day in days)


def test_distinct_devices_are_told_apart():
    """Each device is there once, in order, with the days it used; days it used twice still count twice."""
    entry = tally(FLEET, APRIL, BillingTerms(band_basis=BandBasis.DEVICES)).entry("STD")
    assert entry.devices == (("d1", bits(*range(1, 11))), ("d2", bits(*range(16, 31))))
    assert (entry.count, entry.units) == (3, 5 + 6 + 15)


@pytest.mark.parametrize(
    ("quantity", "used"),
    [
        (Fraction(10, 30), [held(1, 5), held(5, 10)]),
        (Fraction(10, 30), [held(1, 10), held(3, 8)]),
        (Fraction(5, 30), [held(1, 5), held(1, 5), held(1, 5)]),
        (Fraction(11, 30), [held(1, 5), held(5, 10, device="d2")]),
        (Fraction(30, 30), [held(date(2026, 3, 1), 10), held(5)]),
        (Fraction(2, 30), [held(1, 1), held(30)]),
    ],
)
def test_a_devices_day_can_count_once(quantity, used):
    """Where the terms say so, a day that a device uses a SKU twice counts once; the allocations are all counted."""
    entry = tally(used, APRIL, BillingTerms(dedupe_days=True), histogram=True).entry("STD")
    assert (entry.quantity, entry.count, sum(entry.histogram)) == (quantity, len(used), len(used))


def test_a_devices_days_are_its_skus():
    """A device that uses two SKUs on one day uses a day of each; so do two accounts."""
    once = BillingTerms(dedupe_days=True)
    found = tally([held(1, 5), held(5, 10, sku="LITE")], APRIL, once)
    assert [(entry.sku, entry.units) for entry in found.entries] == [("LITE", 6), ("STD", 5)]
    by_account = dict(tally_by_account([held(1, 5), held(5, 10, account="b")], APRIL, once))
    assert [found.entry("STD").units for found in by_account.values()] == [5, 6]


def test_days_once_without_the_last_day():
    """With the last day left out, a change on one day never overlaps; a longer overlap counts once."""
    terms = BillingTerms(dedupe_days=True, day_count=END_EXCLUDED)
    assert tally([held(1, 5), held(5, 10)], APRIL, terms).entry("STD").units == 4 + 5
    assert tally([held(1, 5), held(3, 8)], APRIL, terms).entry("STD").units == 7


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("month: expected Month, got str '2026-04'", ([], "2026-04", PLAN_POOL)),
        ("terms: expected BillingTerms, got tuple ()", ([], APRIL, ())),
        ("allocations: expected a list, tuple or other iterable in order, got NoneType None", (None, APRIL, PLAN_POOL)),
    ],
)
@pytest.mark.parametrize("count", [tally, tally_by_account])
def test_what_cannot_be_counted(message, arguments, count):
    """A month is a month, terms are terms, and allocations come one by one."""
    assert complaint(WrongType, count, *arguments) == message


@pytest.mark.parametrize("histogram", [0, 1, "yes"])
def test_a_histogram_is_asked_for_or_not(histogram):
    """Whether the histogram is kept is said by True, False or None."""
    for count in (tally, tally_by_account):
        message = complaint(WrongType, count, [], APRIL, PLAN_POOL, histogram=histogram)
        assert message == f"histogram: expected bool or None, got {describe(histogram)}"
