"""Renewal demand for columns: what a cycle needs of each stock, and what there is, as `shortage` counts both."""

__all__ = ["SHORTAGES", "Demand", "demand"]

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..dates import Month
from .arrays import ArrowArray, Numbers, column
from .coder import Coder
from .cycle import Cycle, cycle_of
from .grouping import summed
from .rejected import check_rejected
from .source import Source
from .stock import usable

_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("account_id", "sku"), pa.string()),
    **dict.fromkeys(("needed", "available", "short"), pa.int64()),
}
SHORTAGES = pa.schema(_TYPES)
"""A row for each account and SKU of which its active devices need a credit: what `Shortage` says of it."""


class Demand(NamedTuple):
    """What the accounts of a fleet need at the start of a month.

    Attributes:
        month: the month that starts.
        shortages: what is needed, what is available and what is short (`SHORTAGES`), in order of account and SKU.
        rejected_plans, rejected_grants: the rows that are no facts, with the reasons.
    """

    month: Month
    shortages: pa.Table
    rejected_plans: pa.Table
    rejected_grants: pa.Table

    def check(self) -> None:
        """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples."""
        check_rejected("plans", self.rejected_plans)
        check_rejected("grants", self.rejected_grants)


def demand(plans: Source, grants: Source, month: Month) -> Demand:
    """Return what all accounts need at the start of a month, and what their pools have for it (rule L04).

    `plans` and `grants` are columns of `PLANS` and `GRANTS`. Each account comes to what `shortage` comes to: a device
    that holds a plan of that month already, or is not to be renewed by then, needs none. Rows that are no facts are set
    apart. Raises MalformedColumns for columns of another sort, WrongType, or WrongValue for more credits than 64 bits
    count.

    >>> from datetime import date
    >>> ids = {"device_id": ["d1", "d2"], "account_id": ["acme"] * 2, "payer_id": pa.nulls(2), "sku": ["STD"] * 2}
    >>> held = {"consumed_on": [date(2026, 4, 1)] * 2, "prepaid": [True] * 2}
    >>> since = {"activated_on": pa.nulls(2, pa.date32()), "renew_until": pa.nulls(2)}
    >>> pool = {"account_id": ["acme"], "number": [0], "sku": ["STD"], "left": [1], "granted_on": [date(2026, 1, 1)]}
    >>> rest = {"expires_on": pa.nulls(1), "priority": pa.nulls(1), "pending": pa.nulls(1)}
    >>> demand(pa.table({**ids, **held, **since}), pa.table({**pool, **rest}), Month(2026, 5)).shortages.to_pylist()
    [{'account_id': 'acme', 'sku': 'STD', 'needed': 2, 'available': 1, 'short': 1}]
    """
    run = cycle_of(plans, grants, month)
    needed = run.needed(run.asking())
    stocks = np.flatnonzero(needed)
    account, sku = run.stocks.account_and_sku(stocks)
    (by_account, accounts), (by_sku, skus) = _ranked(run.accounts, account), _ranked(run.skus, sku)
    order = np.lexsort((by_sku, by_account))
    wanted, there = needed[stocks[order]], _available(run)[stocks[order]]
    counts = (wanted, there, np.maximum(wanted - there, 0))
    names = [held.take(column(ranks[order])) for held, ranks in ((accounts, by_account), (skus, by_sku))]
    found = pa.Table.from_arrays([*names, *map(column, counts)], schema=SHORTAGES)
    return Demand(month, found, run.plans.sifted.rejected, run.grants.sifted.rejected)


def _ranked(coder: Coder, ids: Numbers) -> tuple[Numbers, ArrowArray]:
    """Return where each id stands among all in order, and these."""
    order, names = coder.alphabet()
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks[ids], names


def _available(run: Cycle) -> Numbers:
    """Return how many credits of each stock can pay."""
    order = usable(run.grants, run.stocks, run.on)
    of = run.stocks.grants[order]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    found = np.zeros(run.stocks.many, np.int64)
    found[of[starts]] = summed("left", run.grants.left[order], starts)
    return found
