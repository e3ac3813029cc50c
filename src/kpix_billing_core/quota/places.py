"""Where an update token can be, and the ways on which it gets there: the map of the quota."""

__all__ = ["TOKEN_MOVES", "Move", "TokenPlace"]

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from ..ids import AccountId
from .events import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)


class TokenPlace(Enum):
    """Where a token is: outside the quota, remaining in it, reserved for a campaign, or gone in one of two ways."""

    OUTSIDE = "outside"
    REMAINING = "remaining"
    RESERVED = "reserved"
    CONSUMED = "consumed"
    FORFEITED = "forfeited"


_OUTSIDE, _REMAINING, _RESERVED, _CONSUMED, _FORFEITED = TokenPlace

TOKEN_MOVES: Mapping[type, tuple[tuple[TokenPlace, TokenPlace], ...]] = MappingProxyType(
    {
        PackageCreated: ((_OUTSIDE, _REMAINING),),
        PackageRenewed: ((_OUTSIDE, _REMAINING), (_REMAINING, _FORFEITED)),
        Reserved: ((_REMAINING, _RESERVED), (_OUTSIDE, _RESERVED)),
        Committed: ((_RESERVED, _CONSUMED),),
        Released: (
            (_RESERVED, _CONSUMED),
            (_RESERVED, _REMAINING),
            (_RESERVED, _OUTSIDE),
            (_RESERVED, _FORFEITED),
        ),
        Adjusted: ((_OUTSIDE, _REMAINING), (_REMAINING, _OUTSIDE)),
        RenewalStarted: ((_OUTSIDE, _REMAINING), (_REMAINING, _FORFEITED)),
        ReservationTerminated: ((_RESERVED, _FORFEITED),),
        PackageTerminated: ((_REMAINING, _FORFEITED),),
    }
)
"""The ways on which each event moves tokens; the last three happen by the dates alone, their event is the record."""


class Move(NamedTuple):
    """So many tokens on their way from one place and package to another, for an account, and which event did it."""

    cause: type
    tokens: int
    start: TokenPlace
    end: TokenPlace
    left: str
    entered: str
    tenant: AccountId | None
