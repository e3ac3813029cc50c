"""The days of some allocations, by hand: at every border of a month, under every day count, whatever stands in holes."""

import numpy as np
import pytest

from kpix_billing_core.batch.coder import Coded
from kpix_billing_core.batch.kernel import Kernel
from kpix_billing_core.batch.slices import Slice
from kpix_billing_core.batch.window import window_of
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, Month

LARGEST, LEAST = 2**31 - 1, -(2**31)
FIRST = 20_544
"""The first day of April 2026, from 1970 on."""


def kernel(count, month="2026-04"):
    """Return the kernel of a month."""
    return Kernel(window_of(Month.parse(month), BillingTerms(day_count=count)))


def rows_of(*pairs, hole=None, first=FIRST):
    """Return allocations of first and last days, counted from the first of the month, which is 1; None: none yet."""
    begins = np.array([first - 1 + begin for begin, _ in pairs], np.int32)
    ends = np.array([hole if end is None else first - 1 + end for _, end in pairs], np.int32)
    ended = None if hole is None else np.array([end is not None for _, end in pairs])
    return Slice(0, {}, None, begins, ends, ended)


def used(count, *pairs, month="2026-04", **rows):
    """Return the days of allocations, and which are counted; days are of a byte."""
    days, is_counted, opened = kernel(count, month).used(rows_of(*pairs, **rows))
    assert (days.dtype, is_counted.dtype, opened.dtype) == (np.int8, np.bool_, np.int8)
    return days.tolist(), is_counted.tolist()


# A first and a last day of April, and what each way to count makes of them; None where it is not of the month.
PAIRS = [
    ((-40, -1), None, None, None, None),
    ((-40, 0), None, None, None, None),
    ((-40, 1), 1, 0, 1, 1),
    ((1, 1), 1, 0, 1, 1),
    ((1, 2), 2, 1, 2, 2),
    ((5, 5), 1, 0, 1, 1),
    ((10, 20), 11, 10, 11, 11),
    ((30, 30), 1, 0, 1, 1),
    ((1, 29), 29, 28, 29, 29),
    ((1, 30), 30, 29, 30, 30),
    ((1, 31), 30, 30, 30, 30),
    ((-40, 300), 30, 30, 30, 30),
    ((-20_000, 99_999), 30, 30, 30, 30),
    ((30, 31), 1, 1, 1, 1),
    ((31, 31), None, None, None, None),
    ((31, 40), None, None, None, None),
    ((300, 300), None, None, None, None),
]
COUNTS = [INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360]


@pytest.mark.parametrize("column", [1, 2, 3, 4])
def test_days_of_april(column):
    """An allocation of 0 days is of the month where the last day does not count, but not one that ended on the first.

    It was held before: whoever ends on the first of a month used nothing of it.
    """
    wanted = [row[column] for row in PAIRS]
    if column == 2:
        wanted[2] = None
    found = used(COUNTS[column - 1], *(row[0] for row in PAIRS))
    assert found == ([days or 0 for days in wanted], [days is not None for days in wanted])


@pytest.mark.parametrize("hole", [0, LARGEST, LEAST, FIRST + 4, FIRST - 1])
@pytest.mark.parametrize(("count", "whole", "part", "one"), [(INCLUSIVE_DAYS, 30, 26, 1), (END_EXCLUDED, 30, 26, 1)])
def test_plans_that_are_held_still(hole, count, whole, part, one):
    """Up to the last of the month and beyond, whatever stands where there is no last day."""
    pairs = [(-40, None), (1, None), (5, None), (30, None), (31, None), (300, None), (5, 6)]
    assert used(count, *pairs, hole=hole) == (
        [whole, whole, part, one, 0, 0, 1 + (count is INCLUSIVE_DAYS)],
        [True, True, True, True, False, False, True],
    )


@pytest.mark.parametrize(
    ("month", "first", "pairs", "days"),
    [
        # February has 28 days, and stands for 30 where a month has 30; the last two are on the 28th alone.
        ("2025-02", 20_120, [(1, 28), (1, 27), (1, None), (28, 28), (28, None)], [30, 27, 30, 3, 3]),
        ("2024-02", 19_754, [(1, 29), (1, 28), (2, None), (29, 29), (29, None)], [30, 28, 29, 2, 2]),
        # The 31st is no day of its own.
        ("2026-03", 20_513, [(1, 31), (1, 30), (1, None), (31, 31), (31, None)], [30, 30, 30, 0, 0]),
    ],
)
def test_months_of_thirty_days(month, first, pairs, days):
    """An allocation on the 31st alone is of the month and has no days."""
    for rubbish in (0, LARGEST):
        assert used(STRICT_30_360, *pairs, month=month, first=first, hole=rubbish) == (days, [True] * 5)
    ended = [pair for pair in pairs if pair[1] is not None]
    assert used(STRICT_30_360, *ended, month=month, first=first)[0] == [
        used for used, pair in zip(days, pairs, strict=True) if pair[1] is not None
    ]


def test_days_before_an_allocation():
    """From none to all days of the month; each is good until the next is asked for."""
    april = kernel(INCLUSIVE_DAYS)
    days, _, opened = april.used(rows_of((-40, 5), (1, 5), (2, 5), (30, 30)))
    assert (days.tolist(), opened.tolist()) == ([5, 5, 4, 1], [0, 0, 1, 29])
    again = april.used(rows_of((3, 4)))
    assert [each.tolist() for each in again] == [[2], [True], [2]]
    assert (days.tolist(), opened.tolist()) == ([5, 5, 4, 1], [0, 0, 1, 29])


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "1969-12", "1970-01"])
def test_months_at_the_ends_of_time(month):
    """Days that do not fit the month fit a byte."""
    window = window_of(Month.parse(month), BillingTerms())
    pairs, length = [(-1, 0), (1, 1), (2, 31), (31, 32), (32, 40)], 31
    assert used(INCLUSIVE_DAYS, *pairs, month=month, first=window.first) == (
        [0, 1, length - 1, 1, 0],
        [False, True, True, True, False],
    )


def test_places_in_a_grid():
    """Account and SKU times the accounts; the room is the kernel's own, of as many rows as are asked for."""
    april = kernel(INCLUSIVE_DAYS)
    skus = Coded(np.array([0, 2, 1]), np.array([5, 6, 7], np.int32))
    accounts = Coded(np.array([1, 0, 1]), np.array([3, 4], np.int32))
    rows = rows_of((1, 2), (1, 2), (1, 2))._replace(ids={"sku": skus, "account_id": accounts})
    found = april.places(rows, 10)
    assert found.dtype == np.int32
    assert found.tolist() == [54, 73, 64]
