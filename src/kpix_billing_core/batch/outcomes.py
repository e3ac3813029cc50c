"""What a renewal run does to a device: a closed set, and what of it follows from how its accounts pay.

That is for the scalar core to say. It is asked once for each pair of ways to pay, and its answers are handed out.
"""

__all__ = ["OUTCOMES", "RenewalOutcome", "Ways", "ways_of"]

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from ..accounts import Account, Device, PaymentMethod, payment_method_of
from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..pool import BilledLater, Deactivated, Pool, Purchased, consume
from .arrays import ArrowArray, Numbers, numbers, texts, valid
from .coder import Coder


class RenewalOutcome(Enum):
    """What a renewal run does to a device, as `Renewal` has it.

    CONSUMED: renewed with a credit of the pool. PURCHASED: with one bought in the run. BILLED_LATER: renewed, its payer
    is billed its days. NO_CREDIT, NOT_RENEWED: switched off, for want of a credit or as it was not to be renewed.
    HELD: it has a plan of this month already. IDLE: it holds no plan. REFUSED: nothing happens in its account.
    """

    CONSUMED = "consumed"
    PURCHASED = "purchased"
    BILLED_LATER = "billed_later"
    NO_CREDIT = "no_credit"
    NOT_RENEWED = "not_renewed"
    HELD = "held"
    IDLE = "idle"
    REFUSED = "refused"


OUTCOMES = tuple(RenewalOutcome)
"""By the number that columns have of each."""

_BY_EVENT: Mapping[type, RenewalOutcome] = MappingProxyType(
    {
        Purchased: RenewalOutcome.PURCHASED,
        BilledLater: RenewalOutcome.BILLED_LATER,
        Deactivated: RenewalOutcome.NO_CREDIT,
    }
)
_METHODS = tuple(PaymentMethod)


class Ways(NamedTuple):
    """How accounts pay, by the numbers of a coder; -1 for accounts that nobody knows."""

    methods: Numbers
    coder: Coder

    def check(self, used: Numbers) -> None:
        """Refuse accounts that are used and not known; `used` says so of each, by number."""
        order, names = self.coder.alphabet()
        missing = np.flatnonzero((used & (self.methods < 0))[order])
        if len(missing):
            name = names[int(missing[0])].as_py()
            raise WrongValue("accounts", f"every account with a plan that is due, {len(missing)} are missing", name)

    def without_credit(self, owners: Numbers, payers: Numbers, month: Month) -> Numbers:
        """Return the number of what happens to devices of owners, on accounts of payers, without a credit."""
        table = np.array([[_asked(owner, payer, month) for payer in _METHODS] for owner in _METHODS], np.int8)
        return table[self.methods[owners], self.methods[payers]]


def _asked(owner: PaymentMethod, payer: PaymentMethod, month: Month) -> int:
    """Ask the scalar core what happens at a cycle to a device of an owner, on the account of a payer."""
    device = Device("device", "owner", "payer")
    method = payment_method_of(device, Account("owner", "USD", owner), Account("payer", "USD", payer))
    event = consume(Pool("owner"), sku="sku", device=device, on=month.first_day, method=method)
    return OUTCOMES.index(_BY_EVENT[type(event)])


def ways_of(accounts: Iterable[Account], coder: Coder) -> Ways:
    """Return how accounts pay; raises WrongType, or WrongValue for one given twice."""
    check_many("accounts", accounts)
    known: dict[str, int] = {}
    for account in accounts:
        if type(account) is not Account:
            raise WrongType("accounts", "Account", account)
        if account.id in known:
            raise WrongValue("accounts", "each account once", account.id)
        known[account.id] = _METHODS.index(account.payment_method)
    order, names = coder.alphabet()
    found: ArrowArray = pc.index_in(names, value_set=texts(list(known)))
    there = valid(found)
    places = numbers(found) if there is None else np.where(there, numbers(found), len(known))
    methods = np.empty(len(order), np.int8)
    methods[order] = np.array([*known.values(), -1], np.int8)[places]
    return Ways(methods, coder)
