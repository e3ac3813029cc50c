"""The plan pool: an account's stock of prepaid plan credits, shared by all its devices.

A plan credit is a right to one plan-month of one SKU; credits that came together are a `CreditGrant`.
What happened is events (`Granted`, `Consumed`, `Purchased`, …); `Pool` is the state that `replay` makes of them: its
constructor refuses one that does not balance.
The verbs (`grant`, `confirm`, `withdraw`, `consume`) look at a pool and a wish and answer with an event to append, or
`Refused`; nothing here stores, pays or asks the clock.
"""

__all__ = [
    "MOVES",
    "BilledLater",
    "Confirmed",
    "Consumed",
    "CreditGrant",
    "Deactivated",
    "Ending",
    "GrantSource",
    "Granted",
    "Occasion",
    "Place",
    "PlanStart",
    "Pool",
    "PoolBalance",
    "PoolEvent",
    "Purchased",
    "Removed",
    "SkuTotal",
    "Transferred",
    "Withdrawn",
    "confirm",
    "consume",
    "drawdown_order",
    "evolve",
    "grant",
    "replay",
    "withdraw",
]

from .credit_grant import CreditGrant, GrantSource, drawdown_order
from .decide import confirm, consume, grant, withdraw
from .event_fields import Ending, Occasion
from .events import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Granted,
    PlanStart,
    PoolEvent,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)
from .state import Pool, PoolBalance, SkuTotal, evolve, replay
from .stock import MOVES, Place
