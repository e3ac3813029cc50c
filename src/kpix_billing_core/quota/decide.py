"""The verbs of the quota: the state and a wish make an event, or `Refused`, and then nothing has happened.

Each verb looks at the quota as of its instant, so that what was due by then has happened, and answers with the one
event to append; OUT_OF_ORDER where the newest event is later. A repeated key changes nothing: see `append`.
"""

__all__ = ["adjust", "commit", "commit_key", "create_package", "expire", "release", "renew", "reserve"]

from datetime import datetime
from typing import TypedDict

from ..checks import check_instant, check_whole
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, DeviceId, check_id
from .due import settle
from .events import Adjusted, Committed, PackageCreated, PackageRenewed, QuotaRecord, Released, Reserved
from .instants import months_later, utc
from .package import Reservation, grace_ends
from .reservations import in_order
from .state import Quota, cannot_start, ledger_of, no_package
from .terms import RenewalStart


class Head(TypedDict):
    """What every event starts with."""

    version: int
    at: datetime
    account: AccountId
    tenant: AccountId | None
    key: str | None


def create_package(
    quota: Quota,
    *,
    package: str,
    count: int | None,
    at: datetime,
    starts_at: datetime | None = None,
    key: str | None = None,
) -> PackageCreated | Refused:
    """Create a service package, valid for the terms' months from its start (rules P03, P04, P48).

    `count` is how many tokens it brings; None: without limit. It starts at `at`, or at an instant before it that
    `starts_at` says. Refused: PACKAGE_ACTIVE beside one in force, or one that had not expired at the start. Raises
    WrongType or WrongValue.

    >>> from datetime import UTC
    >>> created = create_package(Quota(account="acme"), package="p1", count=20, at=datetime(2026, 4, 1, tzinfo=UTC))
    >>> created.expires_at.isoformat()
    '2027-04-01T00:00:00+00:00'
    """
    head, now = _head(quota, at, key)
    if isinstance(now, Refused):
        return now
    if now.active is not None:
        return Refused(Reason.PACKAGE_ACTIVE, f"package {now.active.id} is active")
    start = head["at"] if starts_at is None else _instant("starts_at", starts_at)
    if now.lapsed is not None and start < now.lapsed.expires_at:
        expired = now.lapsed.expires_at.isoformat()
        return Refused(Reason.PACKAGE_ACTIVE, f"package {now.lapsed.id} was active until {expired}")
    expires_at = months_later(start, quota.terms.validity_months)
    return PackageCreated(**head, package=package, count=count, starts_at=start, expires_at=expires_at)


def renew(
    quota: Quota,
    *,
    package: str,
    count: int | None,
    at: datetime,
    start: RenewalStart | None = None,
    key: str | None = None,
) -> PackageRenewed | Refused:
    """Renew the package in force: from its expiry on, or at once, as `start` or else the terms say (rules P49 to P51).

    In the days of grace after an expiry it starts at once, and saves the campaigns that still run; what had expired is
    lost. Refused: NO_PACKAGE, PACKAGE_EXPIRED (create another), RENEWAL_PENDING while one waits. Raises WrongType or
    WrongValue.
    """
    head, now = _head(quota, at, key)
    if isinstance(now, Refused):
        return now
    if start is not None and type(start) is not RenewalStart:
        raise WrongType("start", "RenewalStart", start)
    if now.pending is not None:
        return Refused(Reason.RENEWAL_PENDING, f"package {now.pending.id} waits")
    missing = no_package(now)
    if missing is not None and head["at"] >= grace_ends(now.lapsed, now.terms):
        return missing
    at_once = now.active is None or (start or quota.terms.renewal_start) is RenewalStart.AT_ONCE
    starts_at = head["at"] if at_once or now.active is None else now.active.expires_at
    expires_at = months_later(starts_at, quota.terms.validity_months)
    return PackageRenewed(**head, package=package, count=count, starts_at=starts_at, expires_at=expires_at)


def reserve(  # noqa: PLR0913  what a campaign needs, each named at the call
    quota: Quota,
    *,
    campaign: str,
    size: int,
    at: datetime,
    tenant: AccountId | None = None,
    top_up: bool = False,
    key: str | None = None,
) -> Reserved | Refused:
    """Set tokens aside for a campaign before it starts: all of them or none (rules P05, P10, P15, P44).

    With `top_up` a continuous campaign gets more; without, a campaign reserves once. `tenant` is the account it runs
    for. Refused: NO_PACKAGE, PACKAGE_EXPIRED, INSUFFICIENT_QUOTA with have and need, CAMPAIGN_OPEN for a second time.
    Raises WrongType or WrongValue.
    """
    head, now = _head(quota, at, key, tenant)
    if isinstance(now, Refused):
        return now
    check_id("campaign", campaign)
    check_whole("size", size, 1)
    if type(top_up) is not bool:
        raise WrongType("top_up", "bool", top_up)
    known = _open(now, campaign, tenant)
    if known is not None and not top_up:
        return Refused(Reason.CAMPAIGN_OPEN, f"{campaign} has {known.unused} tokens set aside")
    missing = cannot_start(now, size)
    if missing is not None:
        return missing
    if known is not None and known.lapses_at is not None:
        return Refused(Reason.PACKAGE_EXPIRED, f"{campaign} runs on tokens of a package that has expired")
    return Reserved(**head, campaign=campaign, size=size)


def commit(  # noqa: PLR0913  as `reserve`
    quota: Quota,
    *,
    campaign: str,
    device: DeviceId,
    at: datetime,
    tenant: AccountId | None = None,
    succeeded: bool = True,
    key: str | None = None,
) -> Committed | Refused:
    """Use one of a campaign's tokens for a device that was updated (rule P07).

    Without a key of the caller's, the key names campaign and device: `append` admits it once, so a retry costs nothing;
    `log.with_key(commit_key(…))` has the first, also once the campaign has no token left or is closed. Where failures
    cost a token, a device's failures in a campaign cost one, and its success another.
    Refused: NO_RESERVATION where none is open (any more), TOKENS_EXHAUSTED where all are used, UPDATE_FAILED where the
    terms let failures cost nothing. Raises WrongType or WrongValue.
    """
    own = commit_key(campaign, device, succeeded=succeeded)
    head, now = _head(quota, at, own if key is None else key, tenant)
    if isinstance(now, Refused):
        return now
    if not succeeded and not quota.terms.failed_updates_count:
        return Refused(Reason.UPDATE_FAILED, f"{device} was not updated, which costs nothing")
    known = _open(now, campaign, tenant)
    if known is None:
        return _not_open(campaign)
    if not known.unused:
        return Refused(Reason.TOKENS_EXHAUSTED, f"{campaign} has used all its {known.size} tokens")
    return Committed(**head, campaign=campaign, device=device, succeeded=succeeded)


def commit_key(campaign: str, device: DeviceId, *, succeeded: bool = True) -> str:
    """Return the key that `commit` uses where the caller has none: with it a log tells whether a device was counted.

    >>> commit_key("spring", "d1")
    "commit 'spring' 'd1'"
    """
    check_id("campaign", campaign)
    check_id("device", device)
    if type(succeeded) is not bool:
        raise WrongType("succeeded", "bool", succeeded)
    # With their quotes, two names cannot run into each other, whatever signs are in them.
    return f"{'commit' if succeeded else 'failure'} {campaign!r} {device!r}"


def release(
    quota: Quota,
    *,
    campaign: str,
    at: datetime,
    tenant: AccountId | None = None,
    consumed: int | None = None,
    key: str | None = None,
) -> Released | Refused:
    """Close a campaign: what it has not used goes to the package in force, or is lost with its own (P45, P47, P51).

    `consumed` is how many tokens it used in all, where its updates were not committed one by one.
    Refused: NO_RESERVATION where none is open (any more). Raises WrongValue for fewer consumed than were committed, or
    more than were set aside.
    """
    head, now = _head(quota, at, key, tenant)
    if isinstance(now, Refused):
        return now
    check_id("campaign", campaign)
    if consumed is not None:
        check_whole("consumed", consumed, 0)
    known = _open(now, campaign, tenant)
    if known is None:
        return _not_open(campaign)
    used = known.consumed if consumed is None else consumed
    if not known.consumed <= used <= known.size:
        raise WrongValue("consumed", f"{known.consumed} to {known.size}", used)
    return Released(**head, campaign=campaign, consumed=used)


def adjust(
    quota: Quota, *, amount: int, at: datetime, reference: str = "", key: str | None = None
) -> Adjusted | Refused:
    """Add tokens to the package in force by hand, or with a minus take some away.

    Refused: NO_PACKAGE, PACKAGE_EXPIRED, INSUFFICIENT_QUOTA for more than are left. Raises WrongValue for 0, or where
    the package has no limit.
    """
    head, now = _head(quota, at, key)
    if isinstance(now, Refused):
        return now
    check_whole("amount", amount)
    if now.active is not None and now.active.count is None:
        raise WrongValue("amount", "nothing to add to a package without limit", amount)
    missing = cannot_start(now, -amount)
    return Adjusted(**head, amount=amount, reference=reference) if missing is None else missing


def expire(quota: Quota, *, at: datetime) -> tuple[QuotaRecord, ...]:
    """Return records of all that is due by an instant, in order, to be appended (rules P46, P52, P64).

    At an expiry: the renewal that takes over; or, without one, each reservation that loses its tokens, then the
    package. They change nothing: whether a record was appended or not, the quota at any instant is the same. Raises
    WrongType or WrongValue.
    """
    _check(quota)
    moment = _instant("at", at)
    return tuple(settle(ledger_of(quota), moment))


def _head(quota: Quota, at: datetime, key: str | None, tenant: AccountId | None = None) -> tuple[Head, Quota | Refused]:
    """Return what an event starts with, and the quota at its instant, or that it comes too late to be in order."""
    account = _check(quota)
    moment = _instant("at", at)
    if tenant is not None:
        check_id("tenant", tenant)
    if key is not None:
        check_id("key", key)
    head = Head(version=quota.version, at=moment, account=account, tenant=tenant, key=key)
    if quota.at is not None and moment < quota.at:
        return head, Refused(Reason.OUT_OF_ORDER, f"{moment.isoformat()} is before {quota.at.isoformat()}")
    return head, quota.as_of(moment)


def _check(quota: object) -> AccountId:
    if type(quota) is not Quota:
        raise WrongType("quota", "Quota", quota)
    if quota.account is None:
        raise WrongValue("quota", "one that knows its account, such as replay(events, account)", None)
    return quota.account


def _instant(name: str, value: datetime) -> datetime:
    check_instant(name, value)
    return utc(value)


def _open(quota: Quota, campaign: str, tenant: AccountId | None) -> Reservation | None:
    known = in_order(quota.reservations).of(campaign)
    if known is not None and known.tenant != tenant:
        raise WrongValue("tenant", f"{known.tenant}, which {campaign} runs for", tenant)
    return known


def _not_open(campaign: str) -> Refused:
    return Refused(Reason.NO_RESERVATION, f"{campaign} has no open reservation")
