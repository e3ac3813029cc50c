"""The quota as its events left it, and what it is at any later instant."""

__all__ = ["Quota", "as_of", "evolve", "ledger_of", "replay"]

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from ..checks import check_instant, check_many, check_whole, instance, optional
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id
from ..tables import Table
from .answers import ExpiryWarning, QuotaBalance, Verdict
from .due import settle
from .events import QuotaEvent
from .follow import followed
from .happen import apply
from .instants import months_earlier, utc
from .ledger import Ledger
from .open_reservations import check_lapses
from .package import Reservation, ServicePackage, grace_ends
from .reservations import in_order
from .terms import SERVICE_PACKAGES, QuotaTerms
from .tokens import UNLIMITED, Tokens

_NOTHING = QuotaBalance()


@attrs.frozen(kw_only=True, init=False)
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
        reservations: the open ones, sorted by campaign: given as a tuple, kept as a sequence that equals it.
        balance: where the tokens are.
    """

    account: AccountId | None = None
    terms: QuotaTerms = attrs.field(default=SERVICE_PACKAGES, validator=instance(QuotaTerms))
    version: int = 0
    at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(utc))
    active: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    pending: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    lapsed: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    reservations: Sequence[Reservation] = attrs.field(default=(), converter=in_order)
    balance: QuotaBalance = attrs.field(default=attrs.Factory(QuotaBalance), validator=instance(QuotaBalance))

    # By hand: what events make of a quota that was checked is made without looking at 100,000 reservations again.
    def __init__(  # noqa: PLR0913  its fields
        self,
        *,
        account: AccountId | None = None,
        terms: QuotaTerms = SERVICE_PACKAGES,
        version: int = 0,
        at: datetime | None = None,
        active: ServicePackage | None = None,
        pending: ServicePackage | None = None,
        lapsed: ServicePackage | None = None,
        reservations: Sequence[Reservation] = (),
        balance: QuotaBalance = _NOTHING,
    ) -> None:
        _fill(
            self,
            account=account,
            terms=terms,
            version=version,
            at=at,
            active=active,
            pending=pending,
            lapsed=lapsed,
            reservations=reservations,
            balance=balance,
        )
        _check(self)

    def as_of(self, at: datetime) -> "Quota":
        """Return the quota at an instant from its newest event on, with all that is due by then.

        Its `balance` says where the tokens are then. For an earlier instant, ask the events: `as_of(events, at)`.
        """
        return _as_of(self, at)

    def remaining(self, at: datetime) -> Tokens:
        """Return how many tokens can be reserved at an instant: 0 without a package or once it has expired (P29)."""
        return _remaining(self.as_of(at))

    def updates_enabled(self, at: datetime) -> Verdict:
        """Return whether any update can be made at an instant (rules P05, P06, P08).

        No: NO_PACKAGE, PACKAGE_EXPIRED whatever is left, or TOKENS_EXHAUSTED with nothing left and nothing reserved.
        In days of grace the campaigns that run may go on; the answer is still no, as none may start.
        """
        return _verdict(_not_enabled(self.as_of(at)))

    def can_start(self, size: int, at: datetime) -> Verdict:
        """Return whether a campaign of so many devices can start; exactly what is left is enough (rules P05, P10)."""
        check_whole("size", size, 1)
        return _verdict(cannot_start(self.as_of(at), size))

    def reservation(self, campaign: str, at: datetime) -> Reservation | None:
        """Return what is set aside for a campaign at an instant, or None."""
        check_id("campaign", campaign)
        return in_order(self.as_of(at).reservations).of(campaign)

    def expires_on(self, at: datetime) -> date | None:
        """Return the day in UTC on which the package in force at an instant expires, or None (rule P30)."""
        package = self.as_of(at).active
        return None if package is None else package.expires_at.date()

    def expiry_warning(self, at: datetime) -> ExpiryWarning | None:
        """Return the warning that is due at an instant, or None (rule P31)."""
        return _warning(self.as_of(at), utc(at))

    def table(self, at: datetime) -> Table:
        """Return what is set aside for each campaign at an instant, and what remains, to be shown."""
        return _table(self.as_of(at), utc(at))


def evolve(quota: Quota, event: QuotaEvent) -> Quota:
    """Return the quota after an event; of what is open only the reservation it is about is made anew.

    It asks no business question: that was for the verb that decided the event. Raises BrokenLog for an event of another
    account, version or order, or one that cannot have happened; WrongType for what is no event.
    """
    if type(quota) is not Quota:
        raise WrongType("quota", "Quota", quota)
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
    apply(ledger, events)
    return _quota_of(ledger)


def as_of(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId | None = None, terms: QuotaTerms = SERVICE_PACKAGES
) -> Quota:
    """Return the quota at any instant, however long ago: as the events up to it, and the dates, left it.

    Raises as `replay`.

    >>> as_of([], datetime.fromisoformat("2026-05-01T00:00Z"), "acme").version
    0
    """
    return _quota_of(followed(events, at, Ledger(account, terms)))


def ledger_of(quota: Quota) -> Ledger:
    """Return a quota as something that events can be applied to; nothing open is copied."""
    reservations = in_order(quota.reservations)
    ledger = Ledger(quota.account, quota.terms, reservations)
    ledger.version, ledger.at = quota.version, quota.at
    ledger.active, ledger.pending, ledger.lapsed = quota.active, quota.pending, quota.lapsed
    balance = quota.balance
    ledger.tokens = [-balance.granted, balance.remaining, balance.reserved, balance.consumed, balance.forfeited]
    if quota.at is None or quota.at < grace_ends(quota.lapsed, quota.terms):
        ledger.lapses.update(reservations.lapses())
    ledger.reckon()
    return ledger


def _fill(quota: Any, **fields: object) -> None:
    """Give a quota its fields: what checks each of them by itself, and not what holds of them together."""
    quota.__attrs_init__(**fields)


def _quota_of(ledger: Ledger) -> Quota:
    outside, remaining, reserved, consumed, forfeited = ledger.tokens
    # The events kept what holds of a quota: the order of its reservations, and that all adds up.
    quota = Quota.__new__(Quota)
    _fill(
        quota,
        account=ledger.account,
        terms=ledger.terms,
        version=ledger.version,
        at=ledger.at,
        active=ledger.active,
        pending=ledger.pending,
        lapsed=ledger.lapsed,
        reservations=ledger.reservations.settled(),
        balance=QuotaBalance(
            granted=-outside, remaining=remaining, reserved=reserved, consumed=consumed, forfeited=forfeited
        ),
    )
    return quota


def _start(start: object, terms: QuotaTerms) -> Quota:
    if type(start) is Quota:
        return start
    if start is None or type(start) is str:
        return Quota(account=start, terms=terms)
    raise WrongType("start", "Quota or the id of an account", start)


def _as_of(quota: Quota, at: datetime) -> Quota:
    check_instant("at", at)
    moment = utc(at)
    if quota.at is not None and moment < quota.at:
        raise WrongValue("at", f"an instant from {quota.at.isoformat()} on", at)
    ledger = ledger_of(quota)
    return _quota_of(ledger) if settle(ledger, moment) else quota


def _remaining(quota: Quota) -> Tokens:
    if quota.active is not None and quota.active.count is None:
        return UNLIMITED
    return quota.balance.remaining


def no_package(quota: Quota) -> Refused | None:
    """Return that no package is in force, or None."""
    if quota.active is not None:
        return None
    if quota.lapsed is None:
        return Refused(Reason.NO_PACKAGE, "no service package yet")
    return Refused(
        Reason.PACKAGE_EXPIRED, f"package {quota.lapsed.id} expired at {quota.lapsed.expires_at.isoformat()}"
    )


def cannot_start(quota: Quota, size: int) -> Refused | None:
    """Return why so many tokens cannot be reserved, or None."""
    remaining = _remaining(quota)
    enough = None if size <= remaining else Refused(Reason.INSUFFICIENT_QUOTA, f"have {remaining}, need {size}")
    return no_package(quota) or enough


def _not_enabled(quota: Quota) -> Refused | None:
    some = _remaining(quota) > 0 or quota.balance.reserved
    return no_package(quota) or (
        None if some else Refused(Reason.TOKENS_EXHAUSTED, "no tokens left, and none reserved")
    )


def _verdict(refused: Refused | None) -> Verdict:
    return Verdict() if refused is None else Verdict(refused.reason, refused.detail)


def _warning(quota: Quota, at: datetime) -> ExpiryWarning | None:
    package = quota.active
    if package is None or at < months_earlier(package.expires_at, quota.terms.warning_months):
        return None
    days = (package.expires_at.date() - at.date()).days
    return ExpiryWarning(expires_at=package.expires_at, days_left=days, renewal_pending=quota.pending is not None)


def _table(quota: Quota, at: datetime) -> Table:
    columns = ("campaign", "tenant", "reserved", "consumed", "unused")
    rows = tuple(
        (each.campaign, each.tenant or "", str(each.size), str(each.consumed), str(each.unused))
        for each in quota.reservations
    )
    expires = "no package" if quota.active is None else f"{quota.active.id} to {quota.active.expires_at.isoformat()}"
    left = f"{_remaining(quota)} remaining"
    title = f"Quota of {quota.account or 'nobody'} at {at.isoformat()}: {expires}, {left}"
    return Table(title=title, columns=columns, rows=rows, right=(2, 3, 4))


def _check(quota: Quota) -> None:
    check_whole("version", quota.version, 0)
    if quota.account is not None:
        check_id("account", quota.account)
    elif quota.version or quota.active or quota.lapsed or quota.reservations:
        raise WrongValue("account", "the id of whose quota it is", None)
    if quota.at is not None:
        check_instant("at", quota.at)
    unused = sum(each.unused for each in quota.reservations)
    if unused != quota.balance.reserved:
        raise WrongValue("reservations", f"{quota.balance.reserved} tokens set aside together", unused)
    check_lapses(in_order(quota.reservations), quota.at, grace_ends(quota.lapsed, quota.terms))
    if quota.active is None and quota.balance.remaining:
        raise WrongValue("balance", "nothing remaining without a package", quota.balance.remaining)
    if quota.pending is not None and (quota.active is None or quota.pending.starts_at != quota.active.expires_at):
        raise WrongValue("pending", "a renewal that starts when the active package expires", quota.pending.starts_at)
