"""What pools have for a month: who asks which of them for how many credits, and which grants give them.

Accounts and SKUs together are numbered; each such number is a stock of its own, as credits are good for one SKU only.
"""

__all__ = ["Given", "Stocks", "first_day", "given", "stocks_of", "usable"]

from datetime import date
from typing import NamedTuple

import numpy as np

from ..dates import Month
from .arrays import Numbers
from .cells import LARGEST_GRID
from .prepaid import Grants, Plans
from .window import FIRST_DAY_EVER


def first_day(month: Month) -> int:
    """Return the first day of a month as columns number days."""
    return month.first_day.toordinal() - date.min.toordinal() + FIRST_DAY_EVER


class Stocks(NamedTuple):
    """The number of the stock that each plan and each grant belongs to.

    Attributes:
        plans, grants: the numbers of their rows.
        many: how many numbers there may be.
        keys: what the numbers stand for, SKU by SKU each account; None where they are that themselves.
        accounts: how many accounts there are.
    """

    plans: Numbers
    grants: Numbers
    many: int
    keys: Numbers | None
    accounts: int

    def account_and_sku(self, stocks: Numbers) -> tuple[Numbers, Numbers]:
        """Return the numbers of account and SKU that some stocks stand for."""
        keys = stocks if self.keys is None else self.keys[stocks]
        return keys % self.accounts, keys // self.accounts


def stocks_of(plans: Plans, grants: Grants, accounts: int, skus: int) -> Stocks:
    """Return the numbers of all stocks; a device that holds no plan has any number."""
    of_plans = np.maximum(plans.sku, 0).astype(np.int64)
    of_plans *= accounts
    of_plans += plans.account
    of_grants = grants.sku.astype(np.int64) * accounts + grants.account
    if accounts * skus <= LARGEST_GRID:
        return Stocks(of_plans, of_grants, max(accounts * skus, 1), None, accounts)
    keys, found = np.unique(np.concatenate([of_plans, of_grants]), return_inverse=True)
    return Stocks(found[: len(of_plans)], found[len(of_plans) :], len(keys), keys, accounts)


def usable(grants: Grants, stocks: Stocks, on: int) -> Numbers:
    """Return the grants that can pay for a plan starting on a day, by stock, in the order they are used in (L11)."""
    can_pay = ~grants.pending & (grants.left > 0) & (grants.granted_on <= on) & (grants.expires_on >= on)
    places = np.flatnonzero(can_pay)
    keys = (grants.number, grants.expires_on, grants.priority, stocks.grants)
    return places[np.lexsort([key[places] for key in keys])]


class Given(NamedTuple):
    """Which credits go to how many devices, by stock, and in each in the order in which they go.

    Attributes:
        stock: which.
        grant: the place of the grant that gives, -1 where devices go without.
        devices: how many get it, 1 or more.
    """

    stock: Numbers
    grant: Numbers
    devices: Numbers


def given(grants: Grants, stocks: Stocks, on: int, needed: Numbers) -> Given:
    """Return how the credits of each stock go to the devices that ask for one; `needed` counts these by stock."""
    order = usable(grants, stocks, on)
    of = stocks.grants[order]
    # No more than all devices of a stock ask for, so that sums stay far below what 64 bits hold.
    left = np.minimum(grants.left[order], needed.max(initial=0))
    taken = np.clip(needed[of] - _before(of, left), 0, left)
    without = needed.copy()
    np.subtract.at(without, of, taken)
    stock = np.concatenate([of, np.arange(stocks.many)])
    grant = np.concatenate([order, np.full(stocks.many, -1)])
    devices = np.concatenate([taken, without])
    picked = np.flatnonzero(devices)
    picked = picked[np.argsort(stock[picked], kind="stable")]
    return Given(stock[picked], grant[picked], devices[picked])


def _before(of: Numbers, left: Numbers) -> Numbers:
    """Return how many credits of its stock go before those of each grant."""
    before: Numbers = np.cumsum(left) - left
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    before -= np.repeat(before[starts], np.diff(starts, append=len(of)))
    return before
