"""The quota as its events left it, and what it is at any later instant."""

__all__ = ["ExpiryWarning", "Quota", "QuotaBalance", "Verdict", "as_of", "evolve", "replay"]

from collections.abc import Iterable
from datetime import UTC, datetime

import attrs

from ..checks import check_instant, check_many, check_whole, each, instance, optional, text
from ..decisions import Reason
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id
from .events import QuotaEvent
from .instants import months_later
from .ledger import Ledger
from .package import Reservation, ServicePackage
from .terms import SERVICE_PACKAGES, QuotaTerms
from .tokens import UNLIMITED, Tokens


@attrs.frozen(kw_only=True)
class QuotaBalance:
    """Where the tokens are: `granted == remaining + reserved + consumed + forfeited`, whatever is finite of them.

    Tokens of a package without limit count as granted once they are reserved.

    Attributes:
        granted: all that came in.
        remaining: can be reserved.
        reserved: set aside for campaigns and not used yet.
        consumed: used for updates.
        forfeited: lost when a package expired.
    """

    granted: int = 0
    remaining: int = 0
    reserved: int = 0
    consumed: int = 0
    forfeited: int = 0

    def __attrs_post_init__(self) -> None:
        _check_balance(self)


@attrs.frozen
class Verdict:
    """Yes, or no with the reason; true where it is yes.

    Attributes:
        reason: why not; None: yes.
        detail: in words and numbers.

    >>> bool(Verdict()), bool(Verdict(Reason.PACKAGE_EXPIRED))
    (True, False)
    """

    reason: Reason | None = attrs.field(default=None, validator=optional(instance(Reason)))
    detail: str = attrs.field(default="", validator=text)

    def __bool__(self) -> bool:
        return self.reason is None


@attrs.frozen(kw_only=True)
class ExpiryWarning:
    """That a package is about to expire (rule P31).

    Attributes:
        expires_at: when.
        days_left: calendar days in UTC from now to then.
        renewal_pending: whether a renewal waits to take over.
    """

    expires_at: datetime
    days_left: int
    renewal_pending: bool = attrs.field(validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check_warning(self)


@attrs.frozen(kw_only=True)
class Quota:
    """An account's update tokens as of a version: what is open, never the history (rules P09, P10, P29).

    Questions take an instant: what was due by then has happened, whether or not a job has run. The constructor refuses
    a quota that does not balance. Raises WrongType or WrongValue.

    Attributes:
        account: whose it is; None for one that nothing has happened to and nobody has named.
        terms: the conventions.
        version: how many events it has seen.
        at: the instant of the newest of them.
        active: the package in force then, if any.
        pending: the renewal that waits for its expiry, if any.
        lapsed: the package that ended last, if any.
        reservations: the open ones, in the order they were made.
        balance: where the tokens are.
    """

    account: AccountId | None = None
    terms: QuotaTerms = attrs.field(default=SERVICE_PACKAGES, validator=instance(QuotaTerms))
    version: int = 0
    at: datetime | None = None
    active: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    pending: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    lapsed: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    reservations: tuple[Reservation, ...] = attrs.field(default=(), validator=each(Reservation))
    balance: QuotaBalance = attrs.field(default=attrs.Factory(QuotaBalance), validator=instance(QuotaBalance))

    def __attrs_post_init__(self) -> None:
        _check(self)

    def as_of(self, at: datetime) -> "Quota":
        """Return the quota at an instant from its newest event on, with all that is due by then."""
        return _as_of(self, at)

    def remaining(self, at: datetime) -> Tokens:
        """Return how many tokens can be reserved at an instant: 0 without a package or once it has expired (P29)."""
        return _remaining(self.as_of(at))

    def reserved(self, at: datetime) -> int:
        """Return how many tokens are set aside and not used yet at an instant."""
        return self.as_of(at).balance.reserved

    def updates_enabled(self, at: datetime) -> Verdict:
        """Return whether any update can be made at an instant (rules P05, P06, P08).

        No: NO_PACKAGE, PACKAGE_EXPIRED whatever is left, or TOKENS_EXHAUSTED with nothing left and nothing reserved.
        """
        return _enabled(self.as_of(at))

    def can_start(self, size: int, at: datetime) -> Verdict:
        """Return whether a campaign of so many devices can start; exactly what is left is enough (rules P05, P10)."""
        check_whole("size", size, 1)
        return _can_start(self.as_of(at), size)

    def expiry_warning(self, at: datetime) -> ExpiryWarning | None:
        """Return the warning that is due at an instant, or None (rule P31)."""
        return _warning(self.as_of(at), at)


def evolve(quota: Quota, event: QuotaEvent) -> Quota:
    """Return the quota after an event; it copies what is open.

    It asks no business question: that was for the verb that decided the event. Raises BrokenLog for an event of another
    account, version or order, or one that cannot have happened; WrongType for what is no event.
    """
    return replay((event,), quota)


def replay(
    events: Iterable[QuotaEvent], start: Quota | AccountId | None = None, terms: QuotaTerms = SERVICE_PACKAGES
) -> Quota:
    """Return the quota that events leave, in one pass: from nothing, or from a quota that earlier events left.

    `start` may be the account's id, for a quota that nothing has happened to yet; `terms` are those of a new quota.
    Raises as `evolve`.

    >>> replay([], "acme").version
    0
    """
    check_many("events", events)
    ledger = ledger_of(_start(start, terms))
    for event in events:
        ledger.apply(event)
    return quota_of(ledger)


def as_of(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId | None = None, terms: QuotaTerms = SERVICE_PACKAGES
) -> Quota:
    """Return the quota at any instant, however long ago: as the events up to it, and the dates, left it."""
    check_instant("at", at)
    check_many("events", events)
    return replay([event for event in events if event.at <= at], account, terms).as_of(at)


def ledger_of(quota: Quota) -> Ledger:
    """Return a quota as something that events can be applied to."""
    ledger = Ledger(quota.account, quota.terms)
    ledger.version, ledger.at = quota.version, quota.at
    ledger.active, ledger.pending, ledger.lapsed = quota.active, quota.pending, quota.lapsed
    balance = quota.balance
    ledger.granted, ledger.remaining = balance.granted, balance.remaining
    ledger.consumed, ledger.forfeited = balance.consumed, balance.forfeited
    ledger.take_up(quota.reservations)
    return ledger


def quota_of(ledger: Ledger) -> Quota:
    """Return what has been applied so far as a value."""
    open_ = ledger.reservations()
    return Quota(
        account=ledger.account,
        terms=ledger.terms,
        version=ledger.version,
        at=ledger.at,
        active=ledger.active,
        pending=ledger.pending,
        lapsed=ledger.lapsed,
        reservations=open_,
        balance=QuotaBalance(
            granted=ledger.granted,
            remaining=ledger.remaining,
            reserved=sum(each.unused for each in open_),
            consumed=ledger.consumed,
            forfeited=ledger.forfeited,
        ),
    )


def _start(start: object, terms: QuotaTerms) -> Quota:
    if type(start) is Quota:
        return start
    if start is None or type(start) is str:
        return Quota(account=start, terms=terms)
    raise WrongType("start", "Quota or the id of an account", start)


def _as_of(quota: Quota, at: datetime) -> Quota:
    check_instant("at", at)
    if quota.at is not None and at < quota.at:
        raise WrongValue("at", f"an instant from {quota.at.isoformat()} on", at)
    ledger = ledger_of(quota)
    return quota_of(ledger) if ledger.settle(at) else quota


def _remaining(quota: Quota) -> Tokens:
    if quota.active is not None and quota.active.count is None:
        return UNLIMITED
    return quota.balance.remaining


def _no_package(quota: Quota) -> Verdict | None:
    if quota.active is not None:
        return None
    if quota.lapsed is None:
        return Verdict(Reason.NO_PACKAGE, "no service package yet")
    return Verdict(Reason.PACKAGE_EXPIRED, f"package {quota.lapsed.id} expired at {quota.lapsed.expires_at.isoformat()}")


def _enabled(quota: Quota) -> Verdict:
    missing = _no_package(quota)
    if missing is not None:
        return missing
    if _remaining(quota) > 0 or quota.balance.reserved:
        return Verdict()
    return Verdict(Reason.TOKENS_EXHAUSTED, "no tokens left, and none reserved")


def _can_start(quota: Quota, size: int) -> Verdict:
    missing = _no_package(quota)
    if missing is not None:
        return missing
    remaining = _remaining(quota)
    return Verdict() if size <= remaining else Verdict(Reason.INSUFFICIENT_QUOTA, f"have {remaining}, need {size}")


def _warning(quota: Quota, at: datetime) -> ExpiryWarning | None:
    package = quota.active
    if package is None or at < months_later(package.expires_at, -quota.terms.warning_months):
        return None
    days = (package.expires_at.astimezone(UTC).date() - at.astimezone(UTC).date()).days
    return ExpiryWarning(expires_at=package.expires_at, days_left=days, renewal_pending=quota.pending is not None)


def _check_balance(balance: QuotaBalance) -> None:
    for field in attrs.fields(QuotaBalance):
        check_whole(field.name, getattr(balance, field.name), 0)
    spent = balance.remaining + balance.reserved + balance.consumed + balance.forfeited
    if balance.granted != spent:
        raise WrongValue("granted", f"{spent}, the sum of remaining, reserved, consumed and forfeited", balance.granted)


def _check_warning(warning: ExpiryWarning) -> None:
    check_instant("expires_at", warning.expires_at)
    check_whole("days_left", warning.days_left, 0)


def _check(quota: Quota) -> None:
    if quota.account is not None:
        check_id("account", quota.account)
    check_whole("version", quota.version, 0)
    if quota.at is not None:
        check_instant("at", quota.at)
    campaigns = [reservation.campaign for reservation in quota.reservations]
    if len(set(campaigns)) < len(campaigns):
        raise WrongValue("reservations", "one reservation for each campaign", campaigns)
    reserved = sum(reservation.unused for reservation in quota.reservations)
    if reserved != quota.balance.reserved:
        raise WrongValue("reservations", f"{quota.balance.reserved} tokens set aside together", reserved)
    if quota.active is None and quota.balance.remaining:
        raise WrongValue("balance", "nothing remaining without a package", quota.balance.remaining)
    if quota.pending is not None and (quota.active is None or quota.pending.starts_at != quota.active.expires_at):
        raise WrongValue("pending", "a renewal that starts when the active package expires", quota.pending.starts_at)
