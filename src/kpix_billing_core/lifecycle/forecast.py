"""Looking ahead: what the next cycle lacks, and when today's fleet runs its pool dry."""

__all__ = ["Shortage", "runs_dry", "shortage"]

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

import attrs

from ..accounts import Device
from ..checks import check_whole
from ..dates import Month
from ..errors import WrongType
from ..ids import SkuCode, identifier
from ..pool import CreditGrant, Pool
from .holding import Holding
from .renew import devices_by_id, holdings_by_device

_LAST_MONTH = Month(9999, 12)
_Needs: TypeAlias = list[tuple[date, date | None]]
"""For each device that holds a plan: the day it began, and the last day it is renewed on; None: no end."""


@attrs.frozen
class Shortage:
    """What a cycle needs of a SKU beside what the pool has (rule L04).

    Attributes:
        sku: the plan.
        needed: how many devices need one.
        available: how many credits can pay for one on that day.
    """

    sku: SkuCode = attrs.field(validator=identifier)
    needed: int
    available: int

    def __attrs_post_init__(self) -> None:
        _check_counts(self)

    @property
    def short(self) -> int:
        """How many credits are missing; 0 where there are enough."""
        return _short(self)


def shortage(pool: Pool, devices: Iterable[Device], holdings: Iterable[Holding], month: Month) -> tuple[Shortage, ...]:
    """Return, for each SKU that active devices need at the start of a month, what the pool has for it, in order of SKU.

    A device that holds a plan of that month already, or is not to be renewed by then, needs none. What a shortage leads
    to is for each device's way to pay. Raises WrongType or WrongValue.
    """
    _check(pool, month)
    first = month.first_day
    found: list[Shortage] = []
    for sku, needs in sorted(_needs(devices, holdings).items()):
        needed = _needed(needs, first)
        if needed:
            found.append(Shortage(sku, needed, sum(grant.left for grant in pool.usable(sku, first))))
    return tuple(found)


def runs_dry(pool: Pool, devices: Iterable[Device], holdings: Iterable[Holding], month: Month) -> Month | None:
    """Return the first month, from a month on, at whose start the pool lacks a credit for today's fleet; None: never.

    It is what renewal after renewal would come to: the same devices on the same plans, credits used in drawdown order
    and lost when they expire, and nothing bought. Raises WrongType or WrongValue.
    """
    _check(pool, month)
    dry = [
        found
        for sku, needs in _needs(devices, holdings).items()
        if (found := _dry([grant for grant in pool.grants if grant.sku == sku], needs, month)) is not None
    ]
    return min(dry, default=None)


def _needs(devices: Iterable[Device], holdings: Iterable[Holding]) -> Mapping[SkuCode, _Needs]:
    wanted = devices_by_id(devices)
    held, _ = holdings_by_device(holdings, wanted)
    found: dict[SkuCode, _Needs] = {}
    for id_, holding in held.items():
        found.setdefault(holding.sku, []).append((holding.consumed_on, wanted[id_].renew_until))
    return found


def _needed(needs: _Needs, first: date) -> int:
    return sum(began < first and (last is None or last >= first) for began, last in needs)


def _dry(grants: list[CreditGrant], needs: _Needs, month: Month) -> Month | None:
    """Go from one month in which something changes to the next: in between, each cycle takes as much as the last."""
    changes = sorted(change for change in _changes(grants, needs) if change > month)
    for change in (*changes, None):
        first = month.first_day
        needed = _needed(needs, first)
        usable = [grant for grant in grants if grant.usable(first)]
        cycles = _LAST_MONTH - month + 1 if change is None else change - month
        if needed:
            served = sum(grant.left for grant in usable) // needed
            if served < cycles:
                return month + served
            grants = _drawn(grants, usable, needed * cycles)
        if change is not None:
            month = change
    return None


def _changes(grants: list[CreditGrant], needs: _Needs) -> set[Month]:
    """Return each month from which on a grant pays or no longer pays, a device is renewed or is so no more."""
    starts = [_first_cycle(grant.granted_on) for grant in grants]
    ends = [grant.expires_on for grant in grants] + [day for need in needs for day in need]
    return {*starts, *(Month.of(end) + 1 for end in ends if end is not None and end < _LAST_MONTH.first_day)}


def _first_cycle(day: date) -> Month:
    month = Month.of(day)
    return month if day.day == 1 or month == _LAST_MONTH else month + 1


def _drawn(grants: list[CreditGrant], usable: list[CreditGrant], count: int) -> list[CreditGrant]:
    taken: dict[int, int] = {}
    for grant in usable:
        taken[grant.number] = min(count, grant.left)
        count -= taken[grant.number]
    return [attrs.evolve(grant, consumed=grant.consumed + taken.get(grant.number, 0)) for grant in grants]


def _check(pool: object, month: object) -> None:
    if type(pool) is not Pool:
        raise WrongType("pool", "Pool", pool)
    if type(month) is not Month:
        raise WrongType("month", "Month", month)


def _short(short: Shortage) -> int:
    return max(0, short.needed - short.available)


def _check_counts(short: Shortage) -> None:
    check_whole("needed", short.needed, 0)
    check_whole("available", short.available, 0)
