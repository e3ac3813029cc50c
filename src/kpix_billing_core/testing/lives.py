"""Strategies for plans that devices hold, what a cycle lacks, and days that were paid for and not had."""

__all__ = ["holdings", "shortages", "unused_credits", "unused_days"]

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..catalogue import UnusedShare
from ..ids import AccountId
from ..lifecycle import Holding, PriceSource, Shortage, UnusedCredit, UnusedDays, UnusedKind
from ..money import Currency, ExactMoney, Rounding
from ..pool import BilledLater, Consumed, PlanStart, Purchased
from .catalogue import unit_prices
from .dates import days
from .making import made
from .metering import account_or_any
from .money import payable, roundings
from .numbers import PLACES, SOME_OR_NONE
from .payers import device_ids
from .stock import later, pool_events
from .texts import ids

STARTS: tuple[type[PlanStart], ...] = (Consumed, Purchased, BilledLater)
LONGEST = 31
LENGTHS = st.none() | st.sampled_from((0, 1, 30, 365))
"""For which plans are held, in days after the first; None is held still."""

DAYS = st.sampled_from((0, 7, LONGEST)) | st.integers(0, LONGEST)
BEFORE = st.sampled_from((0, 0, 24))
"""Unused days, and those credited before; together no more than a month has."""

DIVISORS = st.sampled_from((28, 29, 30, 31, 1, 360))


def holdings(*, account: AccountId | None = None) -> SearchStrategy[Holding]:
    """Return plans that began in each way, held or ended, for one day or many, out of the pool of an account."""
    return made(_holding, pool_events(account=account, kinds=STARTS), LENGTHS)


def shortages() -> SearchStrategy[Shortage]:
    """Return what cycles need beside what there is: too little, just enough, too much."""
    return made(Shortage, ids(), SOME_OR_NONE, SOME_OR_NONE)


def unused_days(*, account: AccountId | None = None) -> SearchStrategy[UnusedDays]:
    """Return days before a start and after an upgrade, none or all of a month, with days credited before."""
    return made(
        _unused,
        account_or_any(account),
        st.fixed_dictionaries(
            {
                "event": PLACES,
                "device": device_ids(),
                "sku": ids(),
                "kind": st.sampled_from(UnusedKind),
                "earned_on": days(),
                "divisor": DIVISORS,
                "share_rule": st.sampled_from(UnusedShare),
                "unit_price": st.none() | unit_prices(),
                "run": st.none() | ids(),
            }
        ),
        DAYS,
        BEFORE,
    )


def unused_credits(
    *, account: AccountId | None = None, currency: Currency | None = None
) -> SearchStrategy[UnusedCredit]:
    """Return credits for such days at any price, in any rounding that can be paid."""
    prices = unit_prices(currency=currency)
    sources = st.sampled_from(PriceSource)
    return made(_credit, unused_days(account=account), prices, sources, roundings())


def _holding(start: PlanStart, length: int | None) -> Holding:
    return Holding(start, None if length is None else later(start.on, length))


def _unused(account: AccountId, fields: dict[str, Any], number: int, before: int) -> UnusedDays:
    return UnusedDays(account=account, days=number, before=min(before, LONGEST - number), **fields)


def _credit(unused: UnusedDays, price: ExactMoney, source: PriceSource, rounding: Rounding) -> UnusedCredit:
    return UnusedCredit(unused=unused, price=price, source=source, rounding=payable(rounding, price.currency))
