"""Who is served: which credit each device gets, and what happens to those for whom there is none."""

__all__ = ["credits_of", "in_order_of", "outcomes_of"]

import numpy as np

from ..catalogue import RenewalOrder
from .arrays import ArrowArray, Numbers, column
from .cycle import Cycle
from .outcomes import OUTCOMES, RenewalOutcome, Ways
from .stock import Given
from .turns import in_turn


def credits_of(run: Cycle, asking: Numbers, goes: Given, order: RenewalOrder) -> Numbers:
    """Return the place of the grant that gives each device a credit, -1 where none does."""
    shares = np.bincount(goes.stock, minlength=run.stocks.many)
    alone = shares[goes.stock] == 1  # of these stocks each device gets the same
    of_all = np.full(run.stocks.many, -1, np.int32)
    of_all[goes.stock[alone]] = goes.grant[alone]
    found = np.where(asking, of_all[run.stocks.plans], -1)
    rows = np.flatnonzero(asking & (shares > 1)[run.stocks.plans])
    counts = goes.devices[~alone]
    found[in_order_of(run, run.stocks.plans, rows, order, np.cumsum(counts))] = np.repeat(goes.grant[~alone], counts)
    return found


def in_order_of(run: Cycle, of: Numbers, rows: Numbers, order: RenewalOrder, cuts: Numbers) -> Numbers:
    """Return some devices in the order in which they are served, one number of `of` after the other (rule L16)."""
    by_age = order is RenewalOrder.OLDEST_ACTIVATION
    since = run.plans.since[rows] if by_age else np.zeros(len(rows), np.int32)
    ids = run.plans.sifted.rows.column("device_id")

    def names(places: Numbers) -> ArrowArray:
        return ids.take(column(rows[places]))

    return rows[in_turn(of[rows], since, None if order is RenewalOrder.GIVEN else names, cuts)]


def outcomes_of(run: Cycle, ways: Ways, asking: Numbers, credit: Numbers) -> Numbers:
    """Return the number of what happens to each device."""
    found = np.where(run.plans.sku >= 0, _HELD, _IDLE)
    found[run.due] = _NOT_RENEWED
    found[asking] = _CONSUMED
    without = np.flatnonzero(asking & (credit < 0))
    found[without] = ways.without_credit(run.plans.account[without], run.plans.payer[without], run.month)
    return found


_CONSUMED, _NOT_RENEWED, _HELD, _IDLE = (
    np.int8(OUTCOMES.index(each))
    for each in (
        RenewalOutcome.CONSUMED,
        RenewalOutcome.NOT_RENEWED,
        RenewalOutcome.HELD,
        RenewalOutcome.IDLE,
    )
)
