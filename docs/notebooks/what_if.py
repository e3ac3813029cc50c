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
# # What if? A month of a real fleet at other prices
#
# A year of 29,072 hard drives of one operator lies in `docs/examples/drives-2013`, with made-up accounts and prices.
# A drive is a device, its model a SKU, its maker the account that pays; the days in service are an allocation.
# Run this notebook in its own folder.

# %%
from pathlib import Path

import kpix_billing_core as kpix
from kpix_billing_core.catalogue import BandBasis
from kpix_billing_core.command.drives import Drive, allocation_of
from kpix_billing_core.dates import ACTUAL_360
from kpix_billing_core.tables import Table

EXAMPLE = Path("../examples/drives-2013")

# %% [markdown]
# ## The fleet, the accounts, the prices
#
# `read_csv` takes any flat class of your own; `Drive` has the columns of this file.

# %%
with (EXAMPLE / "drives-2013.csv.gz").open("rb") as file:
    fleet = [allocation_of(drive) for drive in kpix.read_csv(Drive, file)]
with (EXAMPLE / "accounts.csv").open("rb") as file:
    accounts = {account.id: account for account in kpix.read_csv(kpix.Account, file)}
book = kpix.from_json(kpix.PriceBook, (EXAMPLE / "price-book.json").read_bytes())

len(fleet), list(accounts), len(book.prices)

# %% [markdown]
# ## One month, all accounts
#
# One pass counts everything; pricing then reads a few numbers for each account.

# %%
november = kpix.Month.parse("2013-11")
tallies = dict(kpix.tally_by_account(fleet, november, book.terms))
tallies["Seagate"]

# %% [markdown]
# A month of one account takes three calls.


# %%
def bill(account_id: str, book: kpix.PriceBook, month: kpix.Month = november) -> kpix.Invoice:
    mine = [one for one in fleet if one.account == account_id]
    used = kpix.tally(mine, month, book.terms_for(account_id))
    return kpix.draft(accounts[account_id], month, kpix.rate(used, book, accounts[account_id]))


now = bill("Seagate", book)
now

# %% [markdown]
# ## Why?
#
# One model was being rolled out: 4,532 drives of it, many for a part of the month only.
# Together they just reach the last of the bands that Seagate has agreed on.

# %%
kpix.explain(now.line("ST4000DM000"))

# %% [markdown]
# ## Another price
#
# What if the last band had started at 5,000?
# The price book that says so is a new one; `book` stays as it is.

# %%
higher = kpix.bands((0, "1.30 USD"), (100, "1.15 USD"), (1_000, "1.02 USD"), (5_000, "0.9375 USD"))
then = bill("Seagate", book.with_custom("Seagate", "ST4000DM000", higher))
kpix.explain(then.line("ST4000DM000"))

# %% [markdown]
# For the month, that would have been:

# %%
then.due - now.due

# %% [markdown]
# ## Several offers, side by side

# %%
lower = kpix.bands((0, "1.25 USD"), (1_000, "0.99 USD"))
agreed = book.custom_price("ST4000DM000", kpix.Currency.of("USD"), "Seagate", november.first_day).model.bands
offers = {
    "as it is": book,
    "last band from 5,000": book.with_custom("Seagate", "ST4000DM000", higher),
    "two bands": book.with_custom("Seagate", "ST4000DM000", lower),
    "the same bands, graduated": book.with_custom("Seagate", "ST4000DM000", kpix.Graduated(agreed)),
    "at least 12,000 USD": book.with_minimum("Seagate", kpix.MinimumSpend("12000.00 USD")),
}
drafts = {name: bill("Seagate", offer) for name, offer in offers.items()}
Table(
    title="Seagate, November 2013",
    columns=("offer", "due", "difference"),
    rows=tuple((name, str(draft.due), str(draft.due - now.due)) for name, draft in drafts.items()),
    right=(1, 2),
)

# %% [markdown]
# ## Another reading of the rules
#
# The same fleet and prices in May, which has 31 days, under other terms.
# One of Hitachi's models was still being rolled out: counted by devices, it reaches a cheaper band than by plan-months.

# %%
may = kpix.Month.parse("2013-05")
readings = {
    "as it is": book,
    "bands by devices": book.with_terms(band_basis=BandBasis.DEVICES),
    "actual days over 30": book.with_terms(day_count=ACTUAL_360),
}
Table(
    title="due for May 2013",
    columns=("account", *readings),
    rows=tuple(
        (account_id, *(str(bill(account_id, reading, may).due) for reading in readings.values()))
        for account_id in accounts
    ),
    right=(1, 2, 3),
)

# %% [markdown]
# ## Month by month
#
# How the fleet of one maker grew, and with it the invoice.

# %%
months = kpix.Month.parse("2013-04").until(kpix.Month.parse("2013-12"))
history = [bill("Seagate", book, month) for month in months]
quantities = [round(sum(line.quantity for line in invoice.lines)) for invoice in history]
Table(
    title="Seagate, April to December 2013",
    columns=("month", "plan-months", "due", ""),
    rows=tuple(
        (str(invoice.month), f"{used:,}", str(invoice.due), "█" * (used // 400))
        for invoice, used in zip(history, quantities, strict=True)
    ),
    right=(1, 2),
)
