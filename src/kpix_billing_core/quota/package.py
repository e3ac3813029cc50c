"""A service package and a reservation: what is open of a quota."""

__all__ = ["Reservation", "ServicePackage"]

from datetime import datetime

import attrs

from ..checks import check_instant, check_whole
from ..errors import WrongValue
from ..ids import AccountId, check_id
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
    starts_at: datetime
    expires_at: datetime
    previous: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_package(self)

    @property
    def tokens(self) -> Tokens:
        """How many tokens it brings, as a number that compares."""
        return UNLIMITED if self.count is None else self.count


@attrs.frozen(kw_only=True)
class Reservation:
    """Tokens set aside for one campaign, and how many of them it has used (rules P44, P47).

    Attributes:
        campaign: its name.
        size: how many tokens were set aside.
        consumed: how many it has used.
        tenant: the account under the quota's own that runs it; None: that account itself.
        reserved_at: when the first of them were set aside.
        lapses_at: when they are lost, once their package has expired; None while it is valid.
    """

    campaign: str
    size: int
    consumed: int = 0
    tenant: AccountId | None = None
    reserved_at: datetime
    lapses_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check_reservation(self)

    @property
    def unused(self) -> int:
        """How many tokens are still set aside."""
        return self.size - self.consumed


def _check_package(package: ServicePackage) -> None:
    check_id("id", package.id)
    if package.count is not None:
        check_whole("count", package.count, 1)
    if package.previous is not None:
        check_id("previous", package.previous)
    check_instant("starts_at", package.starts_at)
    check_instant("expires_at", package.expires_at)
    if package.expires_at <= package.starts_at:
        raise WrongValue("expires_at", f"an instant after {package.starts_at.isoformat()}", package.expires_at)


def _check_reservation(reservation: Reservation) -> None:
    check_id("campaign", reservation.campaign)
    check_whole("size", reservation.size, 1)
    check_whole("consumed", reservation.consumed, 0)
    if reservation.tenant is not None:
        check_id("tenant", reservation.tenant)
    check_instant("reserved_at", reservation.reserved_at)
    if reservation.lapses_at is not None:
        check_instant("lapses_at", reservation.lapses_at)
    if reservation.consumed > reservation.size:
        raise WrongValue("consumed", f"at most {reservation.size}", reservation.consumed)
