"""An account by itself, as it stands now: its devices, its transactions of thirty days, the number of its tenants."""

__all__ = ["AccountSnapshot", "TransactionSample", "account_snapshot"]

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from ..accounts.tenancy import Tenancy
from ..checks import check_instant, check_many, instance, optional, whole
from ..dates import Month
from ..dates.zone import before_end, utc
from ..decisions import Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, identifier
from ..usage import ActiveDevices
from .schedule import report_period
from .usage_report import not_billed

_WINDOW = timedelta(days=30)


def _instant(_: object, attribute: "attrs.Attribute[datetime]", value: object) -> None:
    check_instant(attribute.name, value)


@attrs.frozen
class TransactionSample:
    """How many transactions an account had from an instant on, until its next sample (rule P27).

    Attributes:
        account: whose.
        starts_at: when the sample begins; kept in UTC.
        count: how many.
    """

    account: AccountId = attrs.field(validator=identifier, metadata={"column": "account_id"})
    starts_at: datetime = attrs.field(converter=utc, validator=_instant)
    count: int = attrs.field(validator=whole(0))


@attrs.frozen(kw_only=True)
class AccountSnapshot:
    """What an account has by itself; nothing of its tenants but their number (rules P25 to P28).

    Attributes:
        account: whose.
        at: when; kept in UTC.
        month: the month that its devices are counted in.
        active_devices: its own devices that connected in the month.
        transactions: those of the thirty days before, each of 24 hours.
        tenants: how many there are; None where there are none.
    """

    account: AccountId = attrs.field(validator=identifier)
    at: datetime = attrs.field(converter=utc, validator=_instant)
    month: Month = attrs.field(validator=instance(Month))
    active_devices: int = attrs.field(validator=whole(0))
    transactions: int = attrs.field(validator=whole(0))
    tenants: int | None = attrs.field(default=None, validator=optional(whole(1)))


def account_snapshot(
    tenancy: Tenancy,
    active: ActiveDevices,
    samples: Iterable[TransactionSample] = (),
    *,
    now: datetime,
) -> AccountSnapshot | Refused:
    """Return how an account stands now, or stood as an earlier month ended; never with its tenants' figures (P25, P28).

    `active` are the account's own devices in the month to be shown: the running one grows from day to day. Tenants are
    those that exist now, or that did as the month ended. Of transactions each sample counts whole that begins in the
    30 times 24 hours before now, the first instant of them included and now not: with samples of a day these are the
    days that began since then, the running one among them (rule P27).

    Refused with NOT_COMMERCIAL for an account that sees no billing. Raises WrongType, or WrongValue for devices or
    samples of another account, or a month that has not begun.

    >>> from datetime import UTC
    >>> now, april = datetime(2026, 4, 16, tzinfo=UTC), Month.parse("2026-04")
    >>> seen = ActiveDevices("acme", april, first=(("d1", datetime(2026, 4, 9, tzinfo=UTC)),))
    >>> snapshot = account_snapshot(Tenancy("acme"), seen, now=now)
    >>> snapshot.active_devices, snapshot.transactions, snapshot.tenants
    (1, 0, None)
    """
    _check(tenancy, active, now)
    refused = not_billed(tenancy.tier)
    at = utc(now)
    transactions = _transactions(samples, tenancy.aggregator, at)
    if refused is not None:
        return refused
    return AccountSnapshot(
        account=tenancy.aggregator,
        at=at,
        month=active.month,
        active_devices=active.count,
        transactions=transactions,
        tenants=len(tenancy.at(_seen_at(active, at)).tenants) or None,
    )


def _seen_at(active: ActiveDevices, at: datetime) -> datetime:
    """Return now, or the last instant of a month that has ended (rule P24)."""
    if before_end(at, active.month, active.zone):
        return at
    return report_period(active.month, active.zone)[1] - timedelta.resolution


def _transactions(samples: Iterable[TransactionSample], account: AccountId, at: datetime) -> int:
    check_many("samples", samples)
    count = 0
    for sample in samples:
        if type(sample) is not TransactionSample:
            raise WrongType("samples", "TransactionSample", sample)
        if sample.account != account:
            raise WrongValue("samples", f"samples of {account}", sample.account)
        # By how long ago it was: thirty days before now there may be no year.
        if timedelta(0) < at - sample.starts_at <= _WINDOW:
            count += sample.count
    return count


def _check(tenancy: Tenancy, active: ActiveDevices, now: datetime) -> None:
    if type(tenancy) is not Tenancy:
        raise WrongType("tenancy", "Tenancy", tenancy)
    if type(active) is not ActiveDevices:
        raise WrongType("active", "ActiveDevices", active)
    check_instant("now", now)
    if active.account != tenancy.aggregator:
        raise WrongValue("active", f"devices of {tenancy.aggregator}", active.account)
    if utc(now) < report_period(active.month, active.zone)[0]:
        raise WrongValue("active", "a month that has begun", str(active.month))
