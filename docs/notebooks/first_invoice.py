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
# # The first invoice, in a notebook
#
# Every value of the library shows itself: name it at the end of a cell and see a table.
# The tutorial tells the same story with more words.

# %%
from datetime import date

import kpix_billing_core as kpix
from kpix_billing_core.catalogue import MinimumScope
from kpix_billing_core.tables import Table

# %% [markdown]
# Three trackers of Acme were on the plan STD in April 2026; the third was switched off for a while.

# %%
april, acme = kpix.Month.parse("2026-04"), kpix.Account("acme", "USD")
held = [
    kpix.Allocation("tracker-1", "acme", "STD", date(2026, 1, 9)),
    kpix.Allocation("tracker-2", "acme", "STD", date(2026, 4, 16)),
    kpix.Allocation("tracker-3", "acme", "STD", date(2026, 4, 1), date(2026, 4, 5)),
    kpix.Allocation("tracker-3", "acme", "STD", date(2026, 4, 15), date(2026, 4, 25)),
]
book = kpix.PriceBook(
    (kpix.Price("STD", kpix.bands((0, "4.35 USD"), (10, "4.26 USD"))),),
    plans=(kpix.Plan("STD", "Standard tracking"),),
)

# %% [markdown]
# How much was used? 61 days together, over the 30 days of April.

# %%
used = kpix.tally(held, april, book.terms)
used

# %% [markdown]
# Which allocation brought which days?

# %%
Table(
    columns=("device", "from", "to", "days"),
    rows=tuple(
        (
            share.allocation.device,
            str(share.allocation.consumed_on),
            str(share.allocation.removed_on or "still held"),
            str(share.days),
        )
        for share in kpix.shares(held, april, book.terms)
    ),
    right=(3,),
)

# %% [markdown]
# What does it cost?

# %%
invoice = kpix.draft(acme, april, kpix.rate(used, book, acme))
invoice

# %% [markdown]
# Why? Each fact names the rules it rests on.

# %%
kpix.explain(invoice.line("STD"))

# %% [markdown]
# The whole invoice explains itself too; open a line to see its part.
# Here a minimum for each allocation is added, to have more to explain.

# %%
floor = kpix.MinimumSpend("1.50 USD", MinimumScope.ALLOCATION)
agreed = book.with_minimum("acme", floor)
used = kpix.tally(held, april, agreed.terms_for("acme"))
then = kpix.draft(acme, april, kpix.rate(used, agreed, acme))
kpix.explain(then)

# %% [markdown]
# The difference:

# %%
then.due - invoice.due
