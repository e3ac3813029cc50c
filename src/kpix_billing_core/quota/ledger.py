"""A quota while events are applied to it: where its tokens are, and what is noted of each move."""

__all__ = [
    "CONSUMED",
    "FORFEITED",
    "OUTSIDE",
    "REMAINING",
    "RESERVED",
    "Entry",
    "HistoryReason",
    "Ledger",
    "RecordHead",
]

from datetime import datetime
from enum import Enum
from typing import NamedTuple, TypedDict, cast

from ..errors import BrokenLog
from ..ids import AccountId
from .open_reservations import Open, OpenReservations
from .package import ServicePackage
from .places import Move, TokenPlace
from .reservations import Reservations
from .terms import QuotaTerms


class HistoryReason(Enum):
    """Why the number of remaining tokens changed, or a reservation ended: the published reasons (rule P43)."""

    PACKAGE_CREATION = "package_creation"
    PACKAGE_RENEWAL = "package_renewal"
    PACKAGE_TERMINATION = "package_termination"
    PACKAGE_TOKENS_EDIT = "package_tokens_edit"
    RESERVATION = "reservation"
    RESERVATION_RELEASE = "reservation_release"
    RESERVATION_TERMINATION = "reservation_termination"


class Entry(NamedTuple):
    """One line of the history: when, by how much the remaining tokens changed, why, for whom, and what is left."""

    added: datetime
    amount: int
    reason: HistoryReason
    tenant: AccountId | None
    campaign: str | None
    package: ServicePackage | None
    remaining: int | None


class RecordHead(TypedDict):
    """What every record starts with."""

    version: int
    at: datetime
    account: AccountId
    tenant: AccountId | None


_LONGEST = 400
_NONE = Reservations()
_PLACES = tuple(TokenPlace)
OUTSIDE, REMAINING, RESERVED, CONSUMED, FORFEITED = range(len(_PLACES))


class Ledger:
    """A quota while events are applied to it, one by one: mutable, and never seen outside this room.

    Attributes:
        account, terms, version, at, active, pending, lapsed: as of a quota.
        tokens: how many are in each place, in the order of `TokenPlace`; those outside count below zero.
        reservations: the open ones.
        lapses: when campaigns lose their tokens that run on in days of grace.
        due: the next instant at which something happens by itself, if any.
        cause: the event that happens.
        entries, moves: the history so far, where somebody wants it.
    """

    def __init__(self, account: AccountId | None, terms: QuotaTerms, given: Reservations = _NONE) -> None:
        self.account = account
        self.terms = terms
        self.version = 0
        self.at: datetime | None = None
        self.active: ServicePackage | None = None
        self.pending: ServicePackage | None = None
        self.lapsed: ServicePackage | None = None
        self.tokens: list[int] = [0] * len(_PLACES)
        self.reservations: OpenReservations = OpenReservations(given)
        self.entries: list[Entry] | None = None
        self.moves: list[Move] | None = None
        self.lapses: set[datetime] = set()
        self.due: datetime | None = None
        self.cause: type

    def reckon(self) -> None:
        """Find anew what is due next, after a package or a lapse has come or gone."""
        expiry = () if self.active is None else (self.active.expires_at,)
        self.due = min((*expiry, *self.lapses), default=None)

    def broken(self, problem: str) -> BrokenLog:
        """Return the error for an event that cannot have happened."""
        # An id may be as long as somebody wants it, a message to people may not.
        return BrokenLog(self.version, problem if len(problem) <= _LONGEST else f"{problem[:_LONGEST]}…")

    def move(self, count: int, start: int, end: int, each: Open | None = None) -> None:
        """Move tokens from one place to another, perhaps those of a reservation."""
        tokens = self.tokens
        tokens[start] -= count
        tokens[end] += count
        if self.moves is not None and count:
            lapsed = None if each is None else each.package
            package = lapsed or ("" if self.active is None else self.active.id)
            tenant = None if each is None else each.tenant
            self.moves.append(Move(self.cause, count, _PLACES[start], _PLACES[end], package, package, tenant))

    def carry(self, before: str, after: str, expired: datetime | None = None) -> None:
        """Note that a package's tokens belong to the next one; of one that `expired`, only its reservations do."""
        if self.moves is None:
            return
        if expired is None:
            self._carried(self.moves, self.tokens[REMAINING], REMAINING, before, after)
        for each in self.reservations.every():
            if each.lapses_at == expired:
                self._carried(self.moves, each.size - each.consumed, RESERVED, before, after)

    def enter(
        self,
        at: datetime,
        amount: int,
        reason: HistoryReason,
        tenant: AccountId | None = None,
        campaign: str | None = None,
        package: ServicePackage | None = None,
    ) -> None:
        """Put down a line of the history, where somebody wants it."""
        if self.entries is not None:
            unlimited = self.active is not None and self.active.count is None
            left = None if unlimited else self.tokens[REMAINING]
            self.entries.append(Entry(at, amount, reason, tenant, campaign, package, left))

    def head(self, at: datetime, number: int, tenant: AccountId | None = None) -> RecordHead:
        """Return what the record of the n-th thing that fell due starts with."""
        # Nothing falls due in a quota that nobody has named: it has no package.
        account = cast("AccountId", self.account)
        return RecordHead(version=self.version + number, at=at, account=account, tenant=tenant)

    def _carried(self, moves: list[Move], count: int, place: int, before: str, after: str) -> None:
        # From a place to the same one: whose they are does not change, so nobody is named.
        if count:
            moves.append(Move(self.cause, count, _PLACES[place], _PLACES[place], before, after, None))
