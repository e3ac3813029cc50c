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
# # 135 devices on one invoice
#
# The second worked example of the plan-pool rules, as a notebook.
# A post pay account has 135 devices: 6 on lite, 126 on standard, 3 on unlimited.
# Its invoice has a line for each plan and none for a device.
#
# The example prints its quantities and amounts in an image only, so what can be checked are bounds:
# six devices that held lite all month are exactly 6; some of the others joined within the month, so they are less.
# Which ones joined when, and the prices, are made up here.

# %%
from datetime import date

import kpix_billing_core as kpix

april, acme = kpix.Month.parse("2026-04"), kpix.Account("acme", "USD")
book = kpix.PriceBook(
    (
        kpix.Price("LITE", kpix.PerUnit("1.95 USD")),
        kpix.Price("STANDARD", kpix.bands((0, "4.35 USD"), (10, "4.26 USD"), (100, "4.10 USD"))),
        kpix.Price("UNLIMITED", kpix.PerUnit("13.00 USD")),
    ),
    plans=(kpix.Plan("LITE", "Lite"), kpix.Plan("STANDARD", "Standard"), kpix.Plan("UNLIMITED", "Unlimited")),
)


def joined(number: int, often: int) -> date:
    """Return the first day of a device: before the month, but for one in so many."""
    return date(2026, 4, 1 + number % 30) if number % often == 0 and number else date(2026, 1, 9)


held = [
    *(kpix.Allocation(f"lite-{n}", "acme", "LITE", date(2026, 1, 9)) for n in range(6)),
    *(kpix.Allocation(f"standard-{n}", "acme", "STANDARD", joined(n, 4)) for n in range(126)),
    *(kpix.Allocation(f"unlimited-{n}", "acme", "UNLIMITED", joined(n, 2)) for n in range(3)),
]
devices = len({allocation.device for allocation in held})
assert devices == 6 + 126 + 3 == 135
devices

# %% [markdown]
# Counted: the number of devices is not the quantity of anything.

# %%
used = kpix.tally(held, april, book.terms)
assert used.entry("LITE").quantity == 6
assert 0 < used.entry("STANDARD").quantity < 126
assert 0 < used.entry("UNLIMITED").quantity < 3
used

# %% [markdown]
# On paper: one line for each plan.

# %%
invoice = kpix.draft(acme, april, kpix.rate(used, book, acme))
assert len(invoice.lines) == 3
invoice

# %% [markdown]
# Why that much? Open a line to see its days, its band and its rounding.

# %%
kpix.explain(invoice)
