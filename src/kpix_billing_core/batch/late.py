"""Accounts that are not renewed at all: some prepaid plan of theirs has to be renewed for an earlier month first."""

__all__ = ["REFUSED", "are_refused", "late_plans", "refusals"]

from operator import itemgetter

import numpy as np
import pyarrow as pa

from ..catalogue import RenewalOrder
from ..lifecycle.renew import not_renewed
from .arrays import Numbers, texts
from .cycle import Cycle
from .plain_columns import plain
from .prepaid import PLANS
from .serving import in_order_of
from .stock import first_day

REFUSED = pa.schema({name: pa.string() for name in ("account_id", "reason", "detail")})
"""A row for each account that is refused."""


def late_plans(run: Cycle) -> Numbers:
    """Return where a prepaid plan is older than the month before."""
    if not run.due.any():
        return np.zeros(0, np.int64)  # before the first month there is, there is none
    return np.flatnonzero(run.due & run.plans.prepaid & (run.plans.begins < first_day(run.month - 1)))


def are_refused(run: Cycle, late: Numbers) -> Numbers:
    """Return which devices are of an account with such a plan."""
    if not len(late):
        return np.zeros(len(run.due), np.bool_)
    found = np.zeros(len(run.accounts), np.bool_)
    found[run.plans.account[late]] = True
    return found[run.plans.account]


def refusals(run: Cycle, late: Numbers, order: RenewalOrder) -> pa.Table:
    """Return the refusal of each account with such plans, in order of ids; it names the first that would be served."""
    counts = np.bincount(run.plans.account[late])
    counts = counts[counts > 0]
    begins = np.cumsum(counts) - counts
    first = in_order_of(run, run.plans.account, late, order, begins + 1)[begins]
    rows = plain(run.plans.sifted.rows, first, PLANS).to_pylist()
    rows.sort(key=itemgetter("account_id"))
    answers = [not_renewed(row["device_id"], run.month - 1) for row in rows]
    columns = (
        [row["account_id"] for row in rows],
        [answer.reason.value for answer in answers],
        [answer.detail for answer in answers],
    )
    return pa.Table.from_arrays(list(map(texts, columns)), schema=REFUSED)
