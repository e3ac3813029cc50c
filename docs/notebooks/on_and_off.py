# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # On for 5 days, off for 10, on for 10
#
# The third worked example of the plan-pool rules, as a notebook.
# A post pay device is switched on, off, and on again in a month of 30 days, and the example prints a quantity of 0.5.

# %%
from datetime import date
from fractions import Fraction

import kpix_billing_core as kpix
from kpix_billing_core.dates import END_EXCLUDED
from kpix_billing_core.tables import Table

april, terms = kpix.Month.parse("2026-04"), kpix.BillingTerms()


def days(*stretches: tuple[int, int]) -> list[kpix.Allocation]:
    """Return one device that held a plan from day to day, both included."""
    return [
        kpix.Allocation("device-c", "acme", "STD", date(2026, 4, first), date(2026, 4, last))
        for first, last in stretches
    ]


# %% [markdown]
# The words of the example: on for 5 days, off for 10, on for 10. These are days 1 to 5 and 16 to 25.
# Each time it is switched on is an allocation of its own, and both ends of each are days of use.

# %%
as_told = kpix.tally(days((1, 5), (16, 25)), april, terms)
assert as_told.entry("STD").quantity == Fraction(5 + 10, 30) == Fraction(1, 2)
as_told

# %% [markdown]
# The dates of the example: days 1 to 5 and **15** to 25. Both ends included, these are 5 + 11 = 16 days.

# %%
as_printed = kpix.tally(days((1, 5), (15, 25)), april, terms)
assert as_printed.entry("STD").quantity == Fraction(16, 30)
as_printed

# %% [markdown]
# ## The text contradicts itself
#
# It says that days are counted inclusively, and it prints 0.5 for dates that come to 16 days.
# With the last day left out they come to 14. No single way of counting gives 15.

# %%
without_end = kpix.tally(days((1, 5), (15, 25)), april, kpix.BillingTerms(day_count=END_EXCLUDED))
assert without_end.entry("STD").quantity == Fraction(14, 30)
Table(
    columns=("days", "counted", "quantity"),
    rows=(
        ("1 to 5, 16 to 25", "both ends", str(as_told.entry("STD").quantity)),
        ("1 to 5, 15 to 25", "both ends", str(as_printed.entry("STD").quantity)),
        ("1 to 5, 15 to 25", "end left out", str(without_end.entry("STD").quantity)),
    ),
)

# %% [markdown]
# The stated rule holds, so the printed dates are billed 16/30, and nothing is bent to reach one half.
# Day 16 is the one date that fits both the rule and the words: from day 6 to day 15 the device is off for 10 days.
#
# What each allocation used:

# %%
Table(
    columns=("from", "to", "days"),
    rows=tuple(
        (str(share.allocation.consumed_on), str(share.allocation.removed_on), str(share.days))
        for share in kpix.shares(days((1, 5), (15, 25)), april, terms)
    ),
    right=(2,),
)
