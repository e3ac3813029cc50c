"""Switching a device on."""

__all__ = ["activate", "reactivate"]

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import attrs

from ..accounts import Account, Device, payment_method_of
from ..catalogue import PLAN_POOL, BillingTerms
from ..checks import check_day, check_many
from ..decisions import Reason, Refused
from ..errors import WrongType
from ..ids import SkuCode
from ..pool import BilledLater, Occasion, PlanStart, Pool
from ..pool.decide import begin, purchase_required
from .holding import Holding, held_by
from .outcome import Outcome
from .unused_days import UnusedDays, days_before, unused_before


def activate(  # noqa: PLR0913  what it needs to know, each named at the call
    pool: Pool,
    device: Device,
    sku: SkuCode,
    *,
    on: date,
    owner: Account,
    payer: Account | None = None,
    holdings: Iterable[Holding] = (),
    terms: BillingTerms = PLAN_POOL,
    run: str | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome | Refused:
    """Switch a device on with a plan from a day on (rules L09, L22 to L25, L64).

    Included: one whole credit of its owner's pool, or what its way to pay says when there is none; the days of the
    month before it, which a prepaid plan is credited for. `holdings` are its plans so far. Not included: a plan that
    ended is never taken up again.
    Refused: ALREADY_ACTIVE while it holds a plan, or on a day before its last one ended; PURCHASE_REQUIRED without a
    credit or billing details.
    Raises WrongType or WrongValue.

    >>> from ..pool import GrantSource, grant, replay
    >>> on = date(2024, 10, 8)
    >>> pool = replay([grant(Pool("acme"), sku="PRO", count=4, source=GrantSource.ADJUSTMENT, on=on)])
    >>> outcome = activate(pool, Device("tracker-1", "acme"), "PRO", on=on, owner=Account("acme", "USD"))
    >>> outcome.unused[0].days
    7
    """
    method = payment_method_of(device, owner, payer)
    check_terms(terms)
    refused = _held(device, holdings, on)
    if refused is not None:
        return refused
    start = begin(pool, sku, device, on, method, Occasion.ACTIVATION, run, at, key)
    if start is None:
        return purchase_required(sku, device)
    active = attrs.evolve(device, activated_on=on)
    return Outcome(device=active, events=(start,), started=Holding(start), unused=unused_at_start(start, terms))


reactivate = activate
"""Switching a device on again is no other thing: it always holds a new plan (rule L64)."""


def check_terms(terms: object) -> None:
    """Refuse anything but billing terms."""
    if type(terms) is not BillingTerms:
        raise WrongType("terms", "BillingTerms", terms)


def _held(device: Device, holdings: Iterable[Holding], on: date) -> Refused | None:
    check_day("on", on)
    ended: list[date] = []
    if held_by(device, _noted(holdings, device, ended)) is not None:
        return Refused(Reason.ALREADY_ACTIVE, f"{device.id} holds a plan")
    if ended and on < max(ended):
        return Refused(Reason.ALREADY_ACTIVE, f"{device.id} held a plan to {max(ended).isoformat()}")
    return None


def _noted(holdings: Iterable[Holding], device: Device, ended: list[date]) -> Iterator[Holding]:
    """Hand plans on one by one, and note on which days those of the device ended."""
    check_many("holdings", holdings)
    for holding in holdings:
        yield holding
        if holding.device == device.id and holding.removed_on is not None:
            ended.append(holding.removed_on)


def unused_at_start(start: PlanStart, terms: BillingTerms) -> tuple[UnusedDays, ...]:
    """Return the days before a prepaid plan that started within its month; one billed later has none (L24, L34)."""
    if isinstance(start, BilledLater) or not days_before(start.on, terms):
        return ()
    return (unused_before(start, terms),)
