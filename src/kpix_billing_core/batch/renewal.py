"""The renewal run for columns: all accounts at once, each as `renew_month` renews it.

Where a stock has enough of one grant for all who ask, or nothing for any, nobody has to be put in order; so what a run
costs is what the short accounts have.
"""

__all__ = ["Renewals", "renewal"]

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..accounts import Account
from ..catalogue import RenewalOrder
from ..dates import Month
from ..errors import WrongType
from .arrays import Numbers, column, texts
from .cycle import Cycle, cycle_of
from .late import are_refused, late_plans, refusals
from .outcomes import OUTCOMES, RenewalOutcome, Ways, ways_of
from .rejected import check_rejected
from .serving import credits_of, outcomes_of
from .source import Source
from .stock import Given, given


class Renewals(NamedTuple):
    """What a renewal run does to the devices of many accounts, by columns; the rows are in the order they came in.

    Attributes:
        month: the month that starts.
        plans: the ids of each device as they were given, its `outcome` (see `RenewalOutcome`), and the `grant` whose
            credit it uses, if any.
        grants: each grant as it was given, with what is `left` of it afterwards.
        refused: the accounts in which nothing happens, in order, with reason and detail as `renew_month` refuses them.
        rejected_plans, rejected_grants: the rows that are no facts, with the reasons.
    """

    month: Month
    plans: pa.Table
    grants: pa.Table
    refused: pa.Table
    rejected_plans: pa.Table
    rejected_grants: pa.Table

    def check(self) -> None:
        """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples."""
        check_rejected("plans", self.rejected_plans)
        check_rejected("grants", self.rejected_grants)


def renewal(
    plans: Source,
    grants: Source,
    month: Month,
    accounts: Iterable[Account],
    *,
    order: RenewalOrder = RenewalOrder.OLDEST_ACTIVATION,
) -> Renewals:
    """Renew the plans of all devices of many accounts at the start of a month (rules L01, L09 to L16, L28, L67).

    `plans` and `grants` are columns of `PLANS` and `GRANTS`; `accounts` are the owners and payers of all devices whose
    plan is due. Each account comes to what `renew_month` comes to: who gets which credit, what happens to those who go
    without, what is left. Not included: events, and what they cost; a run that has to be appended to logs goes account
    by account. Rows that are no facts are set apart.
    Raises MalformedColumns for columns of another sort, WrongType, or WrongValue for an account that is not there.

    >>> from datetime import date
    >>> from ..accounts import PaymentMethod
    >>> ids = {"device_id": ["d1", "d2"], "account_id": ["acme"] * 2, "payer_id": pa.nulls(2), "sku": ["STD"] * 2}
    >>> held = {"consumed_on": [date(2026, 4, 1)] * 2, "prepaid": [True] * 2}
    >>> since = {"activated_on": [date(2026, 2, 9), date(2026, 2, 7)], "renew_until": pa.nulls(2)}
    >>> pool = {"account_id": ["acme"], "number": [0], "sku": ["STD"], "left": [1], "granted_on": [date(2026, 1, 1)]}
    >>> rest = {"expires_on": pa.nulls(1), "priority": pa.nulls(1), "pending": pa.nulls(1)}
    >>> acme, may = Account("acme", "USD", PaymentMethod.PREPAY), Month.parse("2026-05")
    >>> run = renewal(pa.table({**ids, **held, **since}), pa.table({**pool, **rest}), may, [acme])
    >>> run.plans.column("outcome").to_pylist(), run.grants.column("left").to_pylist()
    (['no_credit', 'consumed'], [0])
    """
    if type(order) is not RenewalOrder:
        raise WrongType("order", "RenewalOrder", order)
    run = cycle_of(plans, grants, month)
    ways, late = ways_of(accounts, run.accounts), late_plans(run)
    refused = are_refused(run, late)
    ways.check(run.named(run.due & ~refused))
    return _told(run, ways, late, refused, order)


def _told(run: Cycle, ways: Ways, late: Numbers, refused: Numbers, order: RenewalOrder) -> Renewals:
    asking = run.asking() & ~refused
    goes = given(run.grants, run.stocks, run.on, run.needed(asking))
    credit = credits_of(run, asking, goes, order)
    outcome = outcomes_of(run, ways, asking, credit)
    outcome[refused] = OUTCOMES.index(RenewalOutcome.REFUSED)
    return Renewals(
        run.month,
        _renewed(run, outcome, credit),
        _remaining(run, goes),
        refusals(run, late, order),
        run.plans.sifted.rejected,
        run.grants.sifted.rejected,
    )


def _renewed(run: Cycle, outcome: Numbers, credit: Numbers) -> pa.Table:
    words = pa.DictionaryArray.from_arrays(column(outcome, pa.int8()), texts([each.value for each in OUTCOMES]))
    # A place of -1 is the one behind the last.
    numbers = np.append(run.grants.number, 0)[credit]
    there = pa.py_buffer(np.packbits(credit >= 0, bitorder="little").data)
    grant = pa.Array.from_buffers(pa.int64(), len(credit), [there, pa.py_buffer(numbers.data)])
    ids = run.plans.sifted.rows.select(("device_id", "account_id", "sku"))
    return ids.append_column("outcome", words).append_column("grant", grant)


def _remaining(run: Cycle, goes: Given) -> pa.Table:
    left, taken = run.grants.left.copy(), goes.grant >= 0
    np.subtract.at(left, goes.grant[taken], goes.devices[taken])
    rows = run.grants.sifted.rows
    return rows.set_column(rows.column_names.index("left"), "left", column(left))
