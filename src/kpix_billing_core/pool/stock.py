"""The one place that says what each event does to the stock: credits move from place to place, and none is lost."""

__all__ = ["MOVES", "Place", "Stock"]

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType

import attrs

from ..errors import BrokenLog, WrongType, describe
from ..ids import AccountId, SkuCode
from .credit_grant import CreditGrant, drawdown_order
from .events import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Granted,
    PoolEvent,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)


class Place(Enum):
    """Where a plan credit is: outside the pool, waiting to be confirmed, in stock, or gone in one of three ways."""

    OUTSIDE = "outside"
    PENDING = "pending"
    AVAILABLE = "available"
    CONSUMED = "consumed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


MOVES: Mapping[type, tuple[tuple[Place, Place], ...]] = MappingProxyType(
    {
        Granted: ((Place.OUTSIDE, Place.AVAILABLE), (Place.OUTSIDE, Place.PENDING)),
        Confirmed: ((Place.PENDING, Place.AVAILABLE),),
        Withdrawn: ((Place.AVAILABLE, Place.WITHDRAWN), (Place.PENDING, Place.OUTSIDE)),
        Consumed: ((Place.AVAILABLE, Place.CONSUMED),),
        Purchased: ((Place.OUTSIDE, Place.CONSUMED),),
        BilledLater: (),
        Deactivated: (),
        Removed: (),
        Transferred: (),
    }
)
"""The ways on which each event moves credits. No event makes them expire: that follows from the day alone."""

_GRANTED, _CONSUMED, _WITHDRAWN = range(3)


class Stock:
    """A pool while events are applied to it, one by one: mutable, and never seen outside this room.

    Attributes:
        account, version, at: as of a pool.
        totals: by SKU, how many were granted, consumed and withdrawn.
    """

    def __init__(
        self, account: AccountId | None, version: int, at: datetime | None, grants: tuple[CreditGrant, ...]
    ) -> None:
        self.account = account
        self.version: int = version
        self.at: datetime | None = at
        self.totals: dict[SkuCode, list[int]] = {}
        self._open = {grant.number: grant for grant in grants}
        self._used: dict[int, int] = {}

    def open_grants(self) -> tuple[CreditGrant, ...]:
        """Return the grants with credits left, in the order they are used in."""
        settled = (self._settled(number) for number in self._open)
        return tuple(sorted((grant for grant in settled if grant.left), key=drawdown_order))

    def apply(self, event: PoolEvent) -> None:
        """Let an event happen; raises BrokenLog where it cannot have."""
        if type(event) not in MOVES:
            raise WrongType("event", "an event of a pool", event)
        self._check_head(event)
        match event:
            case Consumed():
                self._consume(event)
            case Purchased():
                totals = self._totals(event.sku)
                totals[_GRANTED] += 1
                totals[_CONSUMED] += 1
            case Granted():
                self._grant(event)
            case Confirmed():
                self._confirm(event)
            case Withdrawn():
                self._withdraw(event)
            case _:
                pass  # moves no credit
        self.version += 1
        self.at = event.at

    def _check_head(self, event: PoolEvent) -> None:
        if event.version != self.version:
            raise BrokenLog(self.version, f"expected the event decided on {self.version}, got one on {event.version}")
        if self.at is not None and event.at < self.at:
            raise BrokenLog(self.version, f"expected an instant from {self.at} on, got {event.at}")
        if self.account is None:
            self.account = event.account
        elif event.account != self.account:
            raise BrokenLog(
                self.version, f"expected an event of {describe(self.account)}, got {describe(event.account)}"
            )

    def _totals(self, sku: SkuCode) -> list[int]:
        return self.totals.setdefault(sku, [0, 0, 0])

    def _grant(self, event: Granted) -> None:
        self._open[event.version] = CreditGrant(
            number=event.version,
            sku=event.sku,
            granted=event.count,
            source=event.source,
            granted_on=event.on,
            unit_price=event.unit_price,
            run=event.run,
            expires_on=event.expires_on,
            priority=event.priority,
            pending=event.pending,
        )
        if not event.pending:
            self._totals(event.sku)[_GRANTED] += event.count

    def _confirm(self, event: Confirmed) -> None:
        grant = self._found(event.grant)
        if not grant.pending:
            raise BrokenLog(self.version, f"expected a pending grant, got {event.grant}, which is none")
        self._open[event.grant] = attrs.evolve(grant, pending=False)
        self._totals(grant.sku)[_GRANTED] += grant.left

    def _withdraw(self, event: Withdrawn) -> None:
        grant = self._settled(event.grant)
        if grant.left < event.count:
            raise BrokenLog(self.version, f"expected at most {grant.left} withdrawn of grant {event.grant}")
        self._put(attrs.evolve(grant, withdrawn=grant.withdrawn + event.count))
        if not grant.pending:
            self._totals(grant.sku)[_WITHDRAWN] += event.count

    def _consume(self, event: Consumed) -> None:
        # Counted here and settled at the end: a grant of thousands is not made anew for each credit taken from it.
        grant = self._found(event.grant)
        used = self._used.get(event.grant, 0) + 1
        if grant.sku != event.sku or grant.pending or used > grant.left:
            raise BrokenLog(self.version, f"expected a credit of {event.sku} in grant {event.grant}, got none")
        self._used[event.grant] = used
        self._totals(event.sku)[_CONSUMED] += 1

    def _found(self, number: int) -> CreditGrant:
        grant = self._open.get(number)
        if grant is None:
            raise BrokenLog(self.version, f"expected an open grant, got {number}")
        return grant

    def _settled(self, number: int) -> CreditGrant:
        grant = self._found(number)
        used = self._used.get(number)
        return attrs.evolve(grant, consumed=grant.consumed + used) if used else grant

    def _put(self, grant: CreditGrant) -> None:
        self._used.pop(grant.number, None)
        self._open[grant.number] = grant
