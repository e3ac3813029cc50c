"""A service package and a reservation: what is open of a quota."""

__all__ = ["Reservation", "ServicePackage", "campaign_of", "place_of"]

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import attrs

from ..checks import TOO_LARGE, check_instant, check_whole
from ..errors import WrongValue
from ..ids import AccountId, check_id
from .event_fields import check_term
from .instants import utc
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


@attrs.frozen(kw_only=True)
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
    reserved_at: datetime = attrs.field(converter=utc)
    lapses_at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(utc))

    def __attrs_post_init__(self) -> None:
        _check_reservation(self)

    @property
    def unused(self) -> int:
        """How many tokens are still set aside."""
        return _unused(self)


campaign_of = attrgetter("campaign")
"""The campaign of a reservation: what they are sorted by and found by."""


def place_of(reservations: Sequence[Reservation], campaign: str) -> int:
    """Return where a campaign's reservation is among those sorted by campaign, or where it would be."""
    return bisect_left(reservations, campaign, key=campaign_of)


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
    # A replay makes one for each that is open: one look at the usual numbers, and the reasons only where they are none.
    size, consumed, lent = reservation.size, reservation.consumed, reservation.lent
    if not (
        type(size) is type(consumed) is type(lent) is int
        and 0 <= consumed <= size < TOO_LARGE
        and 0 <= lent <= size > 0
    ):
        _complain(reservation)
    check_id("campaign", reservation.campaign)
    if reservation.tenant is not None:
        check_id("tenant", reservation.tenant)
    check_instant("reserved_at", reservation.reserved_at)
    if reservation.lapses_at is not None:
        check_instant("lapses_at", reservation.lapses_at)


def _complain(reservation: Reservation) -> None:
    check_whole("size", reservation.size, 1)
    check_whole("consumed", reservation.consumed, 0)
    check_whole("lent", reservation.lent, 0)
    name = "consumed" if reservation.consumed > reservation.size else "lent"
    raise WrongValue(name, f"at most {reservation.size}", getattr(reservation, name))
