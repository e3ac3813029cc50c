"""A service package and a reservation: what is open of a quota."""

__all__ = ["Reservation", "ServicePackage", "grace_ends"]

from datetime import UTC, datetime
from typing import Any

import attrs

from ..checks import check_instant, check_whole
from ..errors import WrongValue
from ..ids import AccountId, check_id
from .event_fields import check_term
from .instants import days_later, utc
from .terms import QuotaTerms
from .tokens import UNLIMITED, Tokens


@attrs.frozen(kw_only=True)
class ServicePackage:
    """So many update tokens for so long: valid from its start up to, not including, its expiry (rules P04, P09).

    Attributes:
        id: the caller's name for it.
        count: how many tokens it brings; None: without limit.
        starts_at: the first instant it is valid.
        expires_at: the first instant it is valid no more.
        previous: the package it follows, if any.
    """

    id: str
    count: int | None
    starts_at: datetime = attrs.field(converter=utc)
    expires_at: datetime = attrs.field(converter=utc)
    previous: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_package(self)

    @property
    def tokens(self) -> Tokens:
        """How many tokens it brings, as a number that compares."""
        return _tokens(self)


@attrs.frozen(kw_only=True, init=False)
class Reservation:
    """Tokens set aside for one campaign, and how many of them it has used (rules P44, P47).

    Attributes:
        campaign: its name.
        size: how many tokens were set aside.
        consumed: how many it has used.
        lent: how many of them a package without limit gave; they are used first, and never go to one with a limit.
        tenant: the account under the quota's own that runs it; None: that account itself.
        reserved_at: when the first of them were set aside.
        lapses_at: when they are lost, once their package has expired; None while it is valid.
    """

    campaign: str
    size: int
    consumed: int = 0
    lent: int = 0
    tenant: AccountId | None = None
    reserved_at: datetime
    lapses_at: datetime | None = None

    # By hand: a replay makes one of each campaign that is open, of what was checked with its events.
    def __init__(  # noqa: PLR0913  its fields
        self,
        *,
        campaign: str,
        size: int,
        consumed: int = 0,
        lent: int = 0,
        tenant: AccountId | None = None,
        reserved_at: datetime,
        lapses_at: datetime | None = None,
    ) -> None:
        _fill(
            self,
            campaign=campaign,
            size=size,
            consumed=consumed,
            lent=lent,
            tenant=tenant,
            reserved_at=utc(reserved_at),
            lapses_at=None if lapses_at is None else utc(lapses_at),
        )
        _check_reservation(self)

    @property
    def unused(self) -> int:
        """How many tokens are still set aside."""
        return _unused(self)


def grace_ends(lapsed: ServicePackage | None, terms: QuotaTerms) -> datetime:
    """Return until when campaigns may run on that have lost their package; long ago where none may (rule P08)."""
    if lapsed is None or not terms.grace_days:
        return _LONG_AGO
    return days_later(lapsed.expires_at, terms.grace_days)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _fill(reservation: Any, **fields: object) -> None:
    reservation.__attrs_init__(**fields)


def _tokens(package: ServicePackage) -> Tokens:
    return UNLIMITED if package.count is None else package.count


def _unused(reservation: Reservation) -> int:
    return reservation.size - reservation.consumed


def _check_package(package: ServicePackage) -> None:
    check_id("id", package.id)
    check_term(package.id, package.count, package.starts_at, package.expires_at)
    if package.previous is not None:
        check_id("previous", package.previous)


def _check_reservation(reservation: Reservation) -> None:
    size = reservation.size
    check_whole("size", size, 1)
    for name, part in (("consumed", reservation.consumed), ("lent", reservation.lent)):
        check_whole(name, part, 0)
        if part > size:
            raise WrongValue(name, f"at most {size}", part)
    check_id("campaign", reservation.campaign)
    if reservation.tenant is not None:
        check_id("tenant", reservation.tenant)
    check_instant("reserved_at", reservation.reserved_at)
    if reservation.lapses_at is not None:
        check_instant("lapses_at", reservation.lapses_at)
