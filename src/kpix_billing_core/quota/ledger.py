"""The one place that says what each event does to the tokens, and what the dates do to them by themselves.

Before an event happens, everything that was due by its instant has happened: a renewal that took over, a package that
expired, campaigns that lost their tokens. So no result depends on when, or whether, a job has run.
"""

__all__ = ["Effect", "Entry", "Ledger"]

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict

from ..errors import BrokenLog, WrongType
from ..ids import AccountId
from .events import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    QuotaEvent,
    QuotaRecord,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)
from .package import Reservation, ServicePackage
from .terms import QuotaTerms


class Effect(Enum):
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
    effect: Effect
    tenant: AccountId | None
    campaign: str | None
    package: ServicePackage | None
    remaining: int
    unlimited: bool


class RecordHead(TypedDict):
    """What every record starts with."""

    version: int
    at: datetime
    account: AccountId
    tenant: AccountId | None


class Open:
    """A reservation while events are applied to it."""

    __slots__ = ("campaign", "consumed", "lapses_at", "reserved_at", "size", "tenant")

    def __init__(self, campaign: str, size: int, tenant: AccountId | None, reserved_at: datetime) -> None:
        self.campaign = campaign
        self.size = size
        self.consumed = 0
        self.tenant = tenant
        self.reserved_at = reserved_at
        self.lapses_at: datetime | None = None

    def settled(self) -> Reservation:
        """Return it as a value."""
        return Reservation(
            campaign=self.campaign,
            size=self.size,
            consumed=self.consumed,
            tenant=self.tenant,
            reserved_at=self.reserved_at,
            lapses_at=self.lapses_at,
        )


class Ledger:
    """A quota while events are applied to it, one by one: mutable, and never seen outside this room.

    Attributes:
        account, terms, version, at, active, pending, lapsed: as of a quota.
        remaining, granted, consumed, forfeited: numbers of tokens.
        open: the reservations by campaign, in the order they were made.
        entries: the history so far, where somebody wants it.
    """

    def __init__(self, account: AccountId | None, terms: QuotaTerms) -> None:
        self.account = account
        self.terms = terms
        self.version = 0
        self.at: datetime | None = None
        self.active: ServicePackage | None = None
        self.pending: ServicePackage | None = None
        self.lapsed: ServicePackage | None = None
        self.remaining = self.granted = self.consumed = self.forfeited = 0
        self.open: dict[str, Open] = {}
        self.entries: list[Entry] | None = None
        self._lapses: list[datetime] = []

    @property
    def unlimited(self) -> bool:
        """Whether the active package has no limit."""
        return self.active is not None and self.active.count is None

    def take_up(self, reservations: tuple[Reservation, ...]) -> None:
        """Go on with reservations that are open already."""
        for given in reservations:
            each = Open(given.campaign, given.size, given.tenant, given.reserved_at)
            each.consumed, each.lapses_at = given.consumed, given.lapses_at
            self.open[given.campaign] = each
            if given.lapses_at is not None and given.lapses_at not in self._lapses:
                self._lapses.append(given.lapses_at)

    def reservations(self) -> tuple[Reservation, ...]:
        """Return the open reservations as values, in the order they were made."""
        return tuple([each.settled() for each in self.open.values()])

    def settle(self, at: datetime) -> list[QuotaRecord]:
        """Let everything happen that is due by an instant, in order; return a record of each."""
        records: list[QuotaRecord] = []
        while True:
            expiry = None if self.active is None else self.active.expires_at
            due = min((instant for instant in (expiry, *self._lapses) if instant is not None), default=None)
            if due is None or due > at:
                return records
            if due in self._lapses:
                self._lapses.remove(due)
                self._terminate(due, records)
            else:
                self._expire(due, records)

    def apply(self, event: QuotaEvent) -> None:
        """Let an event happen, after all that was due by its instant; raises BrokenLog where it cannot have."""
        if type(event) not in _APPLY:
            raise WrongType("event", "an event of a quota", event)
        self._check_head(event)
        self.settle(event.at)
        _APPLY[type(event)](self, event)
        self.version += 1
        self.at = event.at

    def _check_head(self, event: QuotaEvent) -> None:
        if event.version != self.version:
            raise self._broken(f"expected the event decided on {self.version}, got one on {event.version}")
        if self.at is not None and event.at < self.at:
            raise self._broken(f"expected an instant from {self.at} on, got {event.at}")
        if self.account is None:
            self.account = event.account
        elif event.account != self.account:
            raise self._broken(f"expected an event of {self.account}, got one of {event.account}")

    def _broken(self, problem: str) -> BrokenLog:
        return BrokenLog(self.version, problem)

    # --- what falls due

    def _expire(self, at: datetime, records: list[QuotaRecord]) -> None:
        ended, renewal = self.active, self.pending
        if ended is None:
            return
        if renewal is not None:
            self.pending = None
            amount = self._take_over(at, renewal)
            records.append(RenewalStarted(**self._head(at, records), package=renewal.id, amount=amount))
            return
        lapses_at = at + timedelta(days=self.terms.grace_days)
        for each in self.open.values():
            if each.lapses_at is None:
                each.lapses_at = lapses_at
        if self.terms.grace_days:
            self._lapses.append(lapses_at)
        else:
            self._terminate(at, records)
        lost, self.remaining = self.remaining, 0
        self.forfeited += lost
        self.lapsed, self.active = ended, None
        self._enter(at, -lost, Effect.PACKAGE_TERMINATION, package=ended)
        records.append(PackageTerminated(**self._head(at, records), package=ended.id, unused=lost))

    def _terminate(self, at: datetime, records: list[QuotaRecord]) -> None:
        for each in [each for each in self.open.values() if each.lapses_at == at]:
            del self.open[each.campaign]
            unused = each.size - each.consumed
            self.forfeited += unused
            self._enter(at, 0, Effect.RESERVATION_TERMINATION, each.tenant, each.campaign)
            head = self._head(at, records, each.tenant)
            records.append(ReservationTerminated(**head, campaign=each.campaign, unused=unused))

    def _take_over(self, at: datetime, package: ServicePackage) -> int:
        """Let a renewal take over from whatever was active; return by how much the remaining tokens changed."""
        lost = 0 if self.terms.carry_over else self.remaining
        self.forfeited += lost
        brought = package.count or 0
        self.granted += brought
        self.remaining += brought - lost
        self.lapsed, self.active = self.active or self.lapsed, package
        self._enter(at, brought - lost, Effect.PACKAGE_RENEWAL, package=package)
        return brought - lost

    # --- what somebody did

    def _create(self, event: PackageCreated) -> None:
        if self.active is not None:
            raise self._broken(f"expected no active package beside {self.active.id}")
        package = self._package(event, None if self.lapsed is None else self.lapsed.id)
        self.active = package
        self.granted += package.count or 0
        self.remaining += package.count or 0
        self._enter(event.at, package.count or 0, Effect.PACKAGE_CREATION, package=package)

    def _renew(self, event: PackageRenewed) -> None:
        before = self.active or self.lapsed
        if before is None or self.pending is not None:
            raise self._broken("expected a package to renew, and no renewal waiting")
        package = self._package(event, before.id)
        if self.active is not None and event.starts_at == self.active.expires_at:
            self.pending = package
            return
        if event.starts_at != event.at:
            raise self._broken("expected a renewal that starts at once, or at the expiry before it")
        for each in self.open.values():
            each.lapses_at = None  # a renewal in the days of grace saves the running campaigns
        self._lapses.clear()
        self._take_over(event.at, package)

    def _reserve(self, event: Reserved) -> None:
        if self.active is None:
            raise self._broken("expected an active package to reserve tokens of")
        if self.unlimited:
            self.granted += event.size
        elif event.size > self.remaining:
            raise self._broken(f"expected at most {self.remaining} tokens reserved, got {event.size}")
        else:
            self.remaining -= event.size
        known = self.open.get(event.campaign)
        if known is None:
            self.open[event.campaign] = Open(event.campaign, event.size, event.tenant, event.at)
        elif known.tenant != event.tenant or known.lapses_at is not None:
            raise self._broken(f"expected more tokens for {event.campaign} by its own tenant, while its package is valid")
        else:
            known.size += event.size
        self._enter(event.at, 0 if self.unlimited else -event.size, Effect.RESERVATION, event.tenant, event.campaign)

    def _commit(self, event: Committed) -> None:
        known = self._reservation(event)
        if known.consumed == known.size:
            raise self._broken(f"expected a token left of {event.campaign}, got none")
        known.consumed += 1
        self.consumed += 1

    def _release(self, event: Released) -> None:
        known = self._reservation(event)
        if not known.consumed <= event.consumed <= known.size:
            raise self._broken(f"expected {known.consumed} to {known.size} tokens consumed, got {event.consumed}")
        del self.open[event.campaign]
        self.consumed += event.consumed - known.consumed
        unused = known.size - event.consumed
        returned = 0
        if self.active is None or known.lapses_at is not None:
            self.forfeited += unused
        elif self.unlimited:
            self.granted -= unused
        else:
            returned = unused
            self.remaining += unused
        if returned or self.terms.list_zero_releases:
            self._enter(event.at, returned, Effect.RESERVATION_RELEASE, event.tenant, event.campaign)

    def _adjust(self, event: Adjusted) -> None:
        if self.active is None or self.unlimited or self.remaining + event.amount < 0:
            raise self._broken(f"expected an active package with {-event.amount} tokens to take")
        self.granted += event.amount
        self.remaining += event.amount
        self._enter(event.at, event.amount, Effect.PACKAGE_TOKENS_EDIT, event.tenant, package=self.active)

    def _note(self, event: QuotaRecord) -> None:
        """Check a record against what the dates have done already."""
        match event:
            case ReservationTerminated():
                known = event.campaign not in self.open
            case PackageTerminated():
                known = self.lapsed is not None and self.lapsed.id == event.package
            case RenewalStarted():
                known = self.active is not None and self.active.id == event.package
        if not known:
            raise self._broken("expected a record of what has happened")

    # --- small parts

    def _package(self, event: PackageCreated | PackageRenewed, previous: str | None) -> ServicePackage:
        return ServicePackage(
            id=event.package,
            count=event.count,
            starts_at=event.starts_at,
            expires_at=event.expires_at,
            previous=previous,
        )

    def _reservation(self, event: Committed | Released) -> Open:
        known = self.open.get(event.campaign)
        if known is None or known.tenant != event.tenant:
            raise self._broken(f"expected an open reservation of {event.campaign} by its own tenant")
        return known

    def _head(self, at: datetime, records: list[QuotaRecord], tenant: AccountId | None = None) -> RecordHead:
        if self.account is None:
            raise self._broken("expected an account")
        return RecordHead(version=self.version + len(records), at=at, account=self.account, tenant=tenant)

    def _enter(
        self,
        at: datetime,
        amount: int,
        effect: Effect,
        tenant: AccountId | None = None,
        campaign: str | None = None,
        package: ServicePackage | None = None,
    ) -> None:
        if self.entries is not None:
            line = Entry(at, amount, effect, tenant, campaign, package, self.remaining, self.unlimited)
            self.entries.append(line)


_APPLY: Mapping[type, Callable[[Ledger, Any], None]] = MappingProxyType(
    {
        PackageCreated: Ledger._create,
        PackageRenewed: Ledger._renew,
        Reserved: Ledger._reserve,
        Committed: Ledger._commit,
        Released: Ledger._release,
        Adjusted: Ledger._adjust,
        RenewalStarted: Ledger._note,
        ReservationTerminated: Ledger._note,
        PackageTerminated: Ledger._note,
    }
)
