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
# A year of 29,072 hard drives of one operator lies in `docs/examples/drives-2013`.
# A drive is a device, its model a SKU, its maker the account that pays; the days in service are an allocation.
# Run this notebook in its own folder.

# %%
import csv
import gzip
from datetime import date
from pathlib import Path

import kpix_billing_core as kpix
from kpix_billing_core.catalogue import BandBasis
from kpix_billing_core.dates import ACTUAL_360
from kpix_billing_core.tables import Table

# %% [markdown]
# ## The fleet
#
# One row is one drive. `last_day` is empty while the drive is still in service.

# %%
MAKERS = {"HGST": "hgst", "Hitachi": "hitachi", "SAMSUNG": "samsung", "TOSHIBA": "toshiba", "WDC": "wdc"}


def allocation(row: dict[str, str]) -> kpix.Allocation:
    maker = MAKERS.get(row["model"].split()[0], "seagate")
    last_day = date.fromisoformat(row["last_day"]) if row["last_day"] else None
    return kpix.Allocation(row["serial_number"], maker, row["model"], date.fromisoformat(row["first_day"]), last_day)


with gzip.open(Path("../examples/drives-2013/drives-2013.csv.gz"), "rt", encoding="utf-8", newline="") as file:
    fleet = [allocation(row) for row in csv.DictReader(file)]

len(fleet)

# %% [markdown]
# ## The prices
#
# The same bands for every model: the whole quantity at the price of the band it reaches.

# %%
standard = kpix.bands((0, "1.35 USD"), (20, "1.22 USD"), (200, "1.12 USD"), (2_000, "1.02 USD"))
book = kpix.PriceBook(tuple(kpix.Price(sku, standard) for sku in sorted({one.sku for one in fleet})))

# %% [markdown]
# ## One month, all accounts
#
# One pass counts everything; pricing then reads a few numbers for each account.

# %%
october = kpix.Month.parse("2013-10")
tallies = dict(kpix.tally_by_account(fleet, october, book.terms))
tallies["seagate"]

# %%
accounts = {account_id: kpix.Account(account_id, "USD") for account_id in tallies}


def bill(account_id: str, book: kpix.PriceBook, month: kpix.Month = october) -> kpix.Invoice:
    account = accounts[account_id]
    mine = [one for one in fleet if one.account == account_id]
    return kpix.draft(account, month, kpix.rate(kpix.tally(mine, month, book.terms), book, account))


now = bill("seagate", book)
now

# %% [markdown]
# ## Why?
#
# One model was being rolled out: 3,500 drives of it, many for a part of the month only.
# Together they reach the last band.

# %%
kpix.explain(now.line("ST4000DM000"))

# %% [markdown]
# ## Another price
#
# Seagate asks for 0.99 USD from the first drive on, for that model.
# The price book that says so is a new one; `book` stays as it is.

# %%
asked = book.with_custom("seagate", "ST4000DM000", kpix.bands((0, "0.99 USD")))
then = bill("seagate", asked)
kpix.explain(then.line("ST4000DM000"))

# %% [markdown]
# What would that have been, for the month?

# %%
then.due - now.due

# %% [markdown]
# ## Several offers, side by side

# %%
two = kpix.bands((0, "1.35 USD"), (500, "1.07 USD"))
offers = {
    "as it is": book,
    "asked for": asked,
    "two bands, from 500": kpix.PriceBook(tuple(kpix.Price(price.sku, two) for price in book.prices)),
    "graduated": kpix.PriceBook(tuple(kpix.Price(price.sku, kpix.Graduated(standard)) for price in book.prices)),
    "at least 15,000 USD": book.with_minimum("seagate", kpix.MinimumSpend("15000.00 USD")),
}
Table(
    title="seagate, October 2013",
    columns=("offer", "due", "difference"),
    rows=tuple(
        (name, str(bill("seagate", offer).due), str(bill("seagate", offer).due - now.due))
        for name, offer in offers.items()
    ),
    right=(1, 2),
)

# %% [markdown]
# ## Another reading of the rules
#
# The same fleet and prices, under other terms.

# %%
readings = {
    "as it is": book,
    "bands by devices": book.with_terms(band_basis=BandBasis.DEVICES),
    "actual days over 30": book.with_terms(day_count=ACTUAL_360),
}
Table(
    title="October 2013",
    columns=("account", *readings),
    rows=tuple(
        (account_id, *(str(bill(account_id, reading).due) for reading in readings.values())) for account_id in accounts
    ),
    right=(1, 2, 3),
)

# %% [markdown]
# ## Month by month
#
# How the fleet grew, and with it the invoice.

# %%
months = list(kpix.Month.parse("2013-04").until(kpix.Month.parse("2013-12")))
history = [(month, bill("seagate", book, month)) for month in months]
rows = [(month, round(sum(line.quantity for line in invoice.lines)), invoice.due) for month, invoice in history]
Table(
    title="seagate, April to December 2013",
    columns=("month", "plan-months", "due", ""),
    rows=tuple((str(month), f"{used:,}", str(due), "#" * (used // 500)) for month, used, due in rows),
    right=(1, 2),
)
