"""Moving a device from one plan to another."""

__all__ = ["change_plan"]

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

import attrs

from ..accounts import Account, Device, payment_method_of
from ..catalogue import BillingTerms, PriceBook
from ..checks import check_day
from ..dates import Month
from ..decisions import Refused
from ..errors import WrongType
from ..ids import SkuCode, check_id
from ..pool import BilledLater, Ending, Occasion, PlanStart, Pool, Removed, evolve
from ..pool.decide import begin, head_of, purchase_required
from .activate import unused_at_start
from .holding import Holding, check_held, refused_end
from .outcome import Outcome
from .plan_direction import Direction, direction
from .unused_days import UnusedDays, days_before, unused_after

_ENDINGS: Mapping[Direction, Ending] = MappingProxyType(
    {Direction.UPGRADE: Ending.UPGRADED, Direction.DOWNGRADE: Ending.DOWNGRADED}
)


def change_plan(  # noqa: PLR0913  what it needs to know, each named at the call
    pool: Pool,
    device: Device,
    held: Holding,
    to: SkuCode,
    *,
    on: date,
    owner: Account,
    book: PriceBook,
    payer: Account | None = None,
    run: str | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome | Refused:
    """Move a device to another plan on any day, which counts for both (rules L32 to L38, L66).

    On the first of a month, with a plan of the month before, no day is shared: that is the renewal, on another plan.
    Included: one whole credit for the new plan, as at an activation; for prepaid plans, after an upgrade, the old
    plan's days after `on`, and the new plan's days before it unless the terms say no. A downgrade earns nothing for
    the old plan. The same plan again is no change: an outcome without events. `pool` is that of the device's owner.
    Not included: amounts (see `credit_unused`).
    Refused: as `deactivate` and `activate`; then the old plan goes on.
    Raises PriceNotFound where neither ranks nor prices tell an upgrade, WrongType or WrongValue.
    """
    _check(book, to)
    method = payment_method_of(device, owner, payer)
    last = _last_day(held, on)
    refused = refused_end(device, held, last)
    if refused is not None:
        return refused
    if held.sku == to:
        return Outcome(device=device)
    why = _ENDINGS[direction(held.sku, to, book, owner, Month.of(on))]
    removed = Removed(**head_of(pool, last, at, key, device.owner), device=device.id, sku=held.sku, why=why)
    # The key names the wish, so it goes with the first event; the second is told from it by its version.
    occasion = Occasion.CHANGE if last == on else Occasion.CYCLE
    start = begin(_after(pool, removed), to, device, on, method, occasion, run, at, None)
    if start is None:
        return purchase_required(to, device)
    return _changed(device, held, removed, start, book.terms)


def _after(pool: Pool, removed: Removed) -> Pool:
    """Return the pool after the first event; whether its instant is in order is for the log to say, as of any event."""
    return evolve(attrs.evolve(pool, at=None), removed)


def _last_day(held: Holding, on: date) -> date:
    """Return the last day of the plan that is left: the day of change, but at a cycle the day before."""
    check_held(held)
    check_day("on", on)
    return on - timedelta(days=1) if on.day == 1 and held.consumed_on < on else on


def _changed(device: Device, held: Holding, removed: Removed, start: PlanStart, terms: BillingTerms) -> Outcome:
    unused = _unused(held.start, removed.on, terms) if removed.why is Ending.UPGRADED else ()
    if terms.credit_new_plan:
        unused += unused_at_start(start, terms)
    ended = attrs.evolve(held, removed_on=removed.on)
    return Outcome(device=device, events=(removed, start), ended=ended, started=Holding(start), unused=unused)


def _unused(old: PlanStart, last: date, terms: BillingTerms) -> tuple[UnusedDays, ...]:
    if isinstance(old, BilledLater):
        return ()
    credited = old.occasion is Occasion.ACTIVATION or (old.occasion is Occasion.CHANGE and terms.credit_new_plan)
    before = days_before(old.on, terms) if credited else 0
    after = unused_after(old, last, before, terms)
    return (after,) if after.days else ()


def _check(book: object, to: object) -> None:
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    check_id("to", to)
