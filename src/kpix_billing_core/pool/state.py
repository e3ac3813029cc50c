"""The pool as its events left it: what is open, and how much has gone through it."""

__all__ = ["Pool", "PoolBalance", "SkuTotal", "evolve", "replay"]

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

import attrs

from ..checks import check_day, check_instant, check_many, check_whole, each
from ..errors import WrongType, WrongValue
from ..ids import AccountId, SkuCode, check_id
from ..tables import Table
from .credit_grant import CreditGrant, drawdown_order
from .events import PoolEvent
from .stock import Stock


@attrs.frozen
class SkuTotal:
    """How many credits of a SKU have gone through a pool since it began, confirmed grants only.

    Attributes:
        sku: the plan.
        granted: came in, those bought and used at once among them.
        consumed: used by a device.
        withdrawn: taken back.
    """

    sku: SkuCode
    granted: int
    consumed: int
    withdrawn: int

    def __attrs_post_init__(self) -> None:
        _check_total(self)


@attrs.frozen
class PoolBalance:
    """Where the credits of a pool are on a day: `granted == available + consumed + expired + withdrawn`, always.

    Attributes:
        granted: all that came in and was confirmed.
        available: neither used, nor taken back, nor expired.
        consumed: used by devices.
        expired: lost, as their last day is over.
        withdrawn: taken back.
        pending: not confirmed yet; not among those granted.

    >>> PoolBalance(granted=4, available=2, consumed=2).available
    2
    """

    granted: int = 0
    available: int = 0
    consumed: int = 0
    expired: int = 0
    withdrawn: int = 0
    pending: int = 0

    def __attrs_post_init__(self) -> None:
        _check_balance(self)


@attrs.frozen
class Pool:
    """An account's stock of plan credits, as of a version: what is open, never the history (rules L08, L16).

    The constructor refuses a stock that does not balance: for each SKU what was granted and neither used nor taken back
    must be what its open grants have left. Raises WrongType or WrongValue.

    Attributes:
        account: whose pool it is; None for one that nothing has happened to and nobody has named.
        version: how many events it has seen.
        at: the instant of the newest of them.
        grants: those with credits left, in the order they are used in.
        totals: what has gone through, by SKU, in order.
    """

    account: AccountId | None = None
    version: int = 0
    at: datetime | None = None
    grants: tuple[CreditGrant, ...] = attrs.field(default=(), validator=each(CreditGrant))
    totals: tuple[SkuTotal, ...] = attrs.field(default=(), validator=each(SkuTotal))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def skus(self) -> tuple[SkuCode, ...]:
        """The SKUs it has ever held, pending ones too, in order."""
        return _skus(self)

    def usable(self, sku: SkuCode, on: date) -> tuple[CreditGrant, ...]:
        """Return the grants that can pay for a plan starting on a day, in the order they are used in (rule L11)."""
        return _usable(self, sku, on)

    def balance(self, on: date, sku: SkuCode | None = None) -> PoolBalance:
        """Return where the credits of a SKU, or all of them, are on a day.

        >>> Pool("acme").balance(date(2026, 4, 1)).granted
        0
        """
        return _balance(self, on, sku)

    def table(self, on: date) -> Table:
        """Return the balance of every SKU on a day, to be shown."""
        return _table(self, on)


def evolve(pool: Pool, event: PoolEvent) -> Pool:
    """Return the pool after an event; it copies what is open.

    It asks no business question: that was for the verb that decided the event. Raises BrokenLog for an event of another
    account, version or order, or one that would leave the pool unbalanced; WrongType for what is no event.
    """
    return replay((event,), pool)


def replay(events: Iterable[PoolEvent], start: Pool | AccountId | None = None) -> Pool:
    """Return the pool that events leave, in one pass: from nothing, or from a pool that earlier events left.

    `start` may be the account's id, for a pool that nothing has happened to yet. Raises as `evolve`.

    >>> replay([], "acme").version
    0
    """
    check_many("events", events)
    pool = _start(start)
    stock = Stock(pool.account, pool.version, pool.at, pool.grants)
    stock.totals.update({total.sku: [total.granted, total.consumed, total.withdrawn] for total in pool.totals})
    for event in events:
        stock.apply(event)
    totals = tuple(SkuTotal(sku, *numbers) for sku, numbers in sorted(stock.totals.items()))
    return Pool(stock.account, stock.version, stock.at, stock.open_grants(), totals)


def _start(start: object) -> Pool:
    if type(start) is Pool:
        return start
    if start is None or type(start) is str:
        return Pool(start)
    raise WrongType("start", "Pool or the id of an account", start)


def _skus(pool: Pool) -> tuple[SkuCode, ...]:
    return tuple(sorted({total.sku for total in pool.totals} | {grant.sku for grant in pool.grants}))


def _usable(pool: Pool, sku: SkuCode, on: date) -> tuple[CreditGrant, ...]:
    check_id("sku", sku)
    check_day("on", on)
    return tuple(grant for grant in pool.grants if grant.sku == sku and grant.usable(on))


def _balance(pool: Pool, on: date, sku: SkuCode | None) -> PoolBalance:
    check_day("on", on)
    if sku is not None:
        check_id("sku", sku)
    totals = [total for total in pool.totals if sku in (None, total.sku)]
    open_ = [grant for grant in pool.grants if sku in (None, grant.sku)]
    settled = [grant for grant in open_ if not grant.pending]
    return PoolBalance(
        granted=sum(total.granted for total in totals),
        available=sum(grant.left for grant in settled if not grant.expired(on)),
        consumed=sum(total.consumed for total in totals),
        expired=sum(grant.left for grant in settled if grant.expired(on)),
        withdrawn=sum(total.withdrawn for total in totals),
        pending=sum(grant.left for grant in open_ if grant.pending),
    )


def _table(pool: Pool, on: date) -> Table:
    columns = ("sku", "granted", "available", "consumed", "expired", "withdrawn", "pending")
    balances = [(sku, pool.balance(on, sku)) for sku in pool.skus]
    rows = tuple((sku, *map(str, attrs.astuple(balance))) for sku, balance in balances)
    title = f"Pool of {pool.account or 'nobody'} on {on.isoformat()}"
    return Table(title=title, columns=columns, rows=rows, right=(1, 2, 3, 4, 5, 6))


def _check_total(total: SkuTotal) -> None:
    check_id("sku", total.sku)
    check_whole("granted", total.granted, 0)
    check_whole("consumed", total.consumed, 0)
    check_whole("withdrawn", total.withdrawn, 0)
    if total.consumed + total.withdrawn > total.granted:
        raise WrongValue("consumed", f"at most the {total.granted} granted, with what was withdrawn", total.consumed)


def _check_balance(balance: PoolBalance) -> None:
    for field in attrs.fields(PoolBalance):
        check_whole(field.name, getattr(balance, field.name), 0)
    spent = balance.available + balance.consumed + balance.expired + balance.withdrawn
    if balance.granted != spent:
        raise WrongValue("granted", f"{spent}, the sum of available, consumed, expired and withdrawn", balance.granted)


def _check(pool: Pool) -> None:
    if pool.account is not None:
        check_id("account", pool.account)
    check_whole("version", pool.version, 0)
    if pool.at is not None:
        check_instant("at", pool.at)
    for before, after in pairwise(pool.totals):
        if after.sku <= before.sku:
            raise WrongValue("totals", "one total for each SKU, in order", after.sku)
    for first, second in pairwise(pool.grants):
        if drawdown_order(second) <= drawdown_order(first):
            raise WrongValue("grants", "each grant once, in the order they are used in", second.number)
    _check_left(pool)


def _check_left(pool: Pool) -> None:
    left = {total.sku: total.granted - total.consumed - total.withdrawn for total in pool.totals}
    for grant in pool.grants:
        if grant.left < 1:
            raise WrongValue("grants", "grants with credits left", grant.number)
        if not grant.pending:
            left[grant.sku] = left.get(grant.sku, 0) - grant.left
    for sku, missing in left.items():
        if missing:
            raise WrongValue("totals", f"as many credits of {sku} as its grants have left", missing)
