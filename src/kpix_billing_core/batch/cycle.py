"""A cycle for columns: who is due at the start of a month, who asks for a credit, and from which stock."""

__all__ = ["Cycle", "cycle_of"]

from typing import NamedTuple

import numpy as np

from ..dates import Month
from ..errors import WrongType
from .arrays import Numbers
from .coder import Coder
from .prepaid import Grants, Plans, grants_of, plans_of
from .source import Source
from .stock import Stocks, first_day, stocks_of


class Cycle(NamedTuple):
    """Plans and credits at the start of a month.

    Attributes:
        month: which starts.
        on: its first day, as columns number days.
        accounts, skus: the numbers of all ids.
        plans, grants: the rows.
        stocks: which stock each belongs to.
        due: whose plan is of an earlier month.
    """

    month: Month
    on: int
    accounts: Coder
    skus: Coder
    plans: Plans
    grants: Grants
    stocks: Stocks
    due: Numbers

    def asking(self) -> Numbers:
        """Return the devices that are due and to be renewed by then."""
        return self.due & (self.plans.until >= self.on)

    def needed(self, asking: Numbers) -> Numbers:
        """Return how many devices of each stock ask for a credit."""
        return np.bincount(self.stocks.plans[asking], minlength=self.stocks.many)

    def named(self, devices: Numbers) -> Numbers:
        """Return which accounts, by number, own some devices or have them on theirs."""
        owners, payers = self.plans.account, self.plans.payer
        found = np.zeros(len(self.accounts), np.bool_)
        found[owners[devices]] = True
        if payers is not owners:
            found[payers[devices]] = True
        return found


def cycle_of(plans: Source, grants: Source, month: Month) -> Cycle:
    """Read plans and credits; raises WrongType, or MalformedColumns for columns of another sort."""
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    accounts, skus = Coder("account_id"), Coder("sku")
    held, pools = plans_of(plans, accounts, skus), grants_of(grants, accounts, skus)
    stocks, on = stocks_of(held, pools, len(accounts), len(skus)), first_day(month)
    return Cycle(month, on, accounts, skus, held, pools, stocks, (held.sku >= 0) & (held.begins < on))
