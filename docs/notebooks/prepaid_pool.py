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
# # A pool, a renewal, and 2.86 USD carried over
#
# The first worked example of the plan-pool rules, as a notebook.
# An account pays in advance and has four credits of a plan in its pool, worth 13 USD a month each.
# Device A was active before, so the month's renewal takes a credit; device B is switched on within the month.
# Two credits are left, nothing is billed, and B's unused days are credited.
#
# The example does not say which month it was.
# It prints that 78 % of a month were used and 22 % were left, in whole days:
# of all months and days, only the 8th of a month of 31 days fits, if what is left is rounded down to a whole percent.

# %%
from datetime import date

import kpix_billing_core as kpix
from kpix_billing_core import lifecycle, pool
from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import UnusedShare

october = kpix.Month.parse("2024-10")
acme = kpix.Account("acme", "USD", kpix.PaymentMethod.PREPAY_AUTO)
book = kpix.PriceBook(
    (kpix.Price("UNLIMITED", kpix.PerUnit("13.00 USD")),), plans=(kpix.Plan("UNLIMITED", "Unlimited"),)
)

# %% [markdown]
# Device A took a credit in September. When October comes, four are in the pool.

# %%
five = pool.grant(pool.Pool("acme"), sku="UNLIMITED", count=5, source=pool.GrantSource.ADJUSTMENT, on=date(2024, 9, 1))
device_a = lifecycle.activate(
    pool.replay([five]), Device("device-a", "acme"), "UNLIMITED", on=date(2024, 9, 1), owner=acme
)
log = [five, *device_a.events]
pool.replay(log).table(date(2024, 9, 30))

# %% [markdown]
# The renewal run of October: device A needs its plan once more.

# %%
fleet = lifecycle.fleet(log)
renewal = lifecycle.renew_month(pool.replay(log), fleet.devices, fleet.holdings, october, owner=acme)
log += renewal.events
renewal

# %% [markdown]
# Device B is switched on on the 8th. It takes a whole credit too, and seven days of the month had gone by.

# %%
device_b = lifecycle.activate(
    pool.replay(log), Device("device-b", "acme"), "UNLIMITED", on=date(2024, 10, 8), owner=acme
)
log += device_b.events
(unused,) = device_b.unused
kpix.explain(device_b.events[0])

# %% [markdown]
# 4 − 2 = 2 credits are left.

# %%
assert pool.replay(log).balance(date(2024, 10, 31)).available == 4 - 2
pool.replay(log).table(date(2024, 10, 31))

# %% [markdown]
# What are seven of 31 days worth? 22 % of 13 USD, in whole percents.

# %%
credit = lifecycle.credit_unused(unused, book, acme)
assert str(credit.amount) == "2.86 USD"
kpix.explain(credit)

# %% [markdown]
# In exact days they would be worth 7/31 of it. No exact share of any month gives 2.86:
# that is why whole percents are the default for what was paid in advance.

# %%
exact_terms = kpix.BillingTerms(unused_share=UnusedShare.EXACT_DAYS)
before_b = pool.replay(log[:-1])
exactly = lifecycle.activate(
    before_b, Device("device-b", "acme"), "UNLIMITED", on=date(2024, 10, 8), owner=acme, terms=exact_terms
)
exact_credit = lifecycle.credit_unused(exactly.unused[0], book.with_terms(unused_share=UnusedShare.EXACT_DAYS), acme)
assert str(exact_credit.amount) == "2.94 USD"
kpix.explain(exact_credit)

# %% [markdown]
# The invoice: nothing was bought, so nothing is due, and the credit is shown and carried.

# %%
bought = lifecycle.purchase_tally(log, renewal.run, "acme", october, book.terms)
invoice = kpix.draft(acme, october, kpix.rate(bought, book, acme, renewal.run), [credit.account_credit])
assert (str(invoice.due), str(invoice.credits_carried)) == ("0.00 USD", "2.86 USD")
invoice

# %% [markdown]
# In November the pool lasts once more; in December one would have to be bought.

# %%
fleet = lifecycle.fleet(log)
lifecycle.runs_dry(pool.replay(log), fleet.devices, fleet.holdings, october + 1)
